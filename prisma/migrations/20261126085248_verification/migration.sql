-- CreateTable
CREATE TABLE "verification" (
    "run_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "settled" BOOLEAN NOT NULL DEFAULT false,
    "last_read" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "verification_read" (
    "run_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "counts" JSONB NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "verification_read_pkey" PRIMARY KEY ("run_id","number")
);

-- CreateTable
CREATE TABLE "verification_exception" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "run_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "person_name" TEXT NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "found_in" INTEGER NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_in" INTEGER,

    CONSTRAINT "verification_exception_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "verification_job_id_key" ON "verification"("job_id");

-- CreateIndex
CREATE INDEX "verification_exception_run_id_gone_in_verdict_person_name_i_idx" ON "verification_exception"("run_id", "gone_in", "verdict", "person_name", "id");

-- CreateIndex
CREATE INDEX "verification_exception_person_id_idx" ON "verification_exception"("person_id");

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_read" ADD CONSTRAINT "verification_read_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "verification"("run_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_exception" ADD CONSTRAINT "verification_exception_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "verification"("run_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One open finding for a person and package; what was found is no longer so only from a later reading on.
CREATE UNIQUE INDEX "verification_exception_one_open" ON "verification_exception" ("run_id", "person_id", "package_id") WHERE "gone_in" IS NULL;
ALTER TABLE "verification_exception" ADD CONSTRAINT "verification_exception_gone_later" CHECK ("gone_in" IS NULL OR "gone_in" > "found_in");
ALTER TABLE "verification_exception" ADD CONSTRAINT "verification_exception_verdict" CHECK ("verdict" IN ('onItsWay', 'notAsked', 'failed', 'different', 'unknown', 'asReported', 'skipped'));
ALTER TABLE "verification_read" ADD CONSTRAINT "verification_read_hash_shape" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "verification" ADD CONSTRAINT "verification_settled_after_reading" CHECK (NOT "settled" OR "last_read" > 0);
CREATE TRIGGER "verification_read_immutable" BEFORE UPDATE ON "verification_read" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
