-- CreateTable
CREATE TABLE "run_item_failure" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "attempts" INTEGER NOT NULL,
    "failure_code" TEXT,
    "failure" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_again_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_item_failure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "run_item_failure_run_id_idx" ON "run_item_failure"("run_id");

-- CreateIndex
CREATE INDEX "run_item_failure_item_id_idx" ON "run_item_failure"("item_id");

-- AddForeignKey
ALTER TABLE "run_item_failure" ADD CONSTRAINT "run_item_failure_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "run_item"("id") ON DELETE CASCADE ON UPDATE CASCADE;
