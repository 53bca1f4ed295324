-- AlterTable
ALTER TABLE "rehearsal" ADD COLUMN     "effects" JSONB,
ADD COLUMN     "read_from" TEXT NOT NULL DEFAULT 'tenant';

-- One row for each reason of a package with everybody it is true of, where each person had a row: a million of them stand in a few thousand.
ALTER TABLE "rehearsal_exception" RENAME TO "rehearsal_exception_of_person";
ALTER TABLE "rehearsal_exception_of_person" RENAME CONSTRAINT "rehearsal_exception_pkey" TO "rehearsal_exception_of_person_pkey";

-- CreateTable
CREATE TABLE "rehearsal_exception" (
    "rehearsal_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "people" UUID[],

    CONSTRAINT "rehearsal_exception_pkey" PRIMARY KEY ("rehearsal_id","package_id","position")
);

INSERT INTO "rehearsal_exception" ("rehearsal_id", "package_id", "position", "outcome", "reason", "detail", "people")
SELECT "rehearsal_id", "package_id", (row_number() OVER (PARTITION BY "rehearsal_id", "package_id" ORDER BY "outcome", "reason", "detail") - 1)::int, "outcome", "reason", "detail", array_agg("person_id" ORDER BY "person_id")
FROM "rehearsal_exception_of_person" GROUP BY "rehearsal_id", "package_id", "outcome", "reason", "detail";

DROP TABLE "rehearsal_exception_of_person";

-- CreateIndex
CREATE INDEX "rehearsal_exception_rehearsal_id_outcome_reason_idx" ON "rehearsal_exception"("rehearsal_id", "outcome", "reason");

-- AddForeignKey
ALTER TABLE "rehearsal_exception" ADD CONSTRAINT "rehearsal_exception_rehearsal_id_fkey" FOREIGN KEY ("rehearsal_id") REFERENCES "rehearsal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TRIGGER "rehearsal_exception_immutable" BEFORE UPDATE ON "rehearsal_exception" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
