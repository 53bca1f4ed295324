-- AlterTable
ALTER TABLE "verification_read" ADD COLUMN     "use" JSONB;

-- CreateTable
CREATE TABLE "use_reading" (
    "run_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "read_to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "use_reading_pkey" PRIMARY KEY ("run_id","application_id")
);

-- CreateTable
CREATE TABLE "first_use" (
    "run_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "first_use_pkey" PRIMARY KEY ("run_id","application_id","person_id")
);

-- CreateIndex
CREATE INDEX "first_use_person_id_idx" ON "first_use"("person_id");

-- AddForeignKey
ALTER TABLE "use_reading" ADD CONSTRAINT "use_reading_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "verification"("run_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "first_use" ADD CONSTRAINT "first_use_run_id_application_id_fkey" FOREIGN KEY ("run_id", "application_id") REFERENCES "use_reading"("run_id", "application_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "use_reading" ADD CONSTRAINT "use_reading_forward" CHECK ("since" <= "read_to");
