-- DropIndex
DROP INDEX "reversal_agreement_run_id_origin_system_origin_id_choice_key";

-- AlterTable
ALTER TABLE "reversal" ADD COLUMN     "differing" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "reversal_agreement" ADD COLUMN     "people" UUID[],
ADD COLUMN     "people_hash" TEXT;

-- AlterTable
ALTER TABLE "reversal_item" ADD COLUMN     "asked" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "attempts_before" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "begun_at" TIMESTAMPTZ(3),
ADD COLUMN     "looked_at" TIMESTAMPTZ(3);

-- Agreements of before were for nobody in particular: given anew, they name their people.
ALTER TABLE "reversal_agreement" DISABLE TRIGGER "reversal_agreement_stays";
UPDATE "reversal_agreement" SET "people" = '{}', "people_hash" = encode(sha256(''), 'hex');
ALTER TABLE "reversal_agreement" ENABLE TRIGGER "reversal_agreement_stays";
ALTER TABLE "reversal_agreement" ALTER COLUMN "people_hash" SET NOT NULL;
-- What was asked for before counts as begun.
UPDATE "reversal_item" SET "begun_at" = coalesce("sent_at", "state_since") WHERE "attempts" > 0;

-- CreateIndex
CREATE UNIQUE INDEX "reversal_agreement_run_id_origin_system_origin_id_choice_pe_key" ON "reversal_agreement"("run_id", "origin_system", "origin_id", "choice", "people_hash");

ALTER TABLE "reversal_agreement" ADD CONSTRAINT "reversal_agreement_people_hash_shape" CHECK ("people_hash" ~ '^[0-9a-f]{64}$');
-- A place is given back by name only once the removal was seen.
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_asked_in_restore" CHECK ("asked" = '[]' OR "step" = 'restore');
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_attempts_before" CHECK ("attempts_before" BETWEEN 0 AND "attempts");

-- Of whom it wants another agreement is part of what a reversal says.
CREATE OR REPLACE FUNCTION "check_reversal_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."hash" IS DISTINCT FROM OLD."hash" OR NEW."choice" IS DISTINCT FROM OLD."choice" OR NEW."run_id" IS DISTINCT FROM OLD."run_id" OR NEW."losses" IS DISTINCT FROM OLD."losses" OR NEW."differs" IS DISTINCT FROM OLD."differs" OR NEW."differing" IS DISTINCT FROM OLD."differing" THEN
    RAISE EXCEPTION 'what reversal % says never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_kept';
  END IF;
  RETURN NEW;
END $$;
