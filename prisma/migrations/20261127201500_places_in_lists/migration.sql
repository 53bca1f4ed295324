-- Names that stand in one line of a list have its number, and their place in it.
DROP INDEX "cohort_import_row_source_id_verdict_line_idx";

-- AlterTable
ALTER TABLE "cohort_import_row" ADD COLUMN "place" INTEGER NOT NULL DEFAULT 0,
  DROP CONSTRAINT "cohort_import_row_pkey",
  ADD CONSTRAINT "cohort_import_row_pkey" PRIMARY KEY ("source_id", "line", "place"),
  ADD CONSTRAINT "cohort_import_row_place_check" CHECK ("place" >= 0);

-- CreateIndex
CREATE INDEX "cohort_import_row_source_id_verdict_line_place_idx" ON "cohort_import_row"("source_id", "verdict", "line", "place");
