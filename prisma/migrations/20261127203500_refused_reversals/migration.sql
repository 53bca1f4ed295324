-- DropIndex
DROP INDEX "reversal_agreement_run_id_origin_system_origin_id_choice_pe_key";

-- AlterTable
ALTER TABLE "reversal_agreement" ADD COLUMN     "agrees" BOOLEAN NOT NULL DEFAULT true;

-- CreateIndex
CREATE INDEX "reversal_agreement_run_id_idx" ON "reversal_agreement"("run_id");

ALTER TABLE "reversal_agreement" ADD CONSTRAINT "reversal_agreement_refusal_has_reason" CHECK ("agrees" OR btrim(coalesce("reason", '')) <> '');
