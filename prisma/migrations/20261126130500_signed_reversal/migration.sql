-- AlterTable
ALTER TABLE "phase" ADD COLUMN     "reversal_choice" TEXT NOT NULL DEFAULT 'leave';

-- AlterTable
ALTER TABLE "sign_off" ADD COLUMN     "reversal_choice" TEXT;

-- AlterTable
ALTER TABLE "reversal" ADD COLUMN     "differs" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "held_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_by_name" TEXT;

-- AlterTable
ALTER TABLE "reversal_item" ADD COLUMN     "not_restored" TEXT;

-- CreateTable
CREATE TABLE "reversal_agreement" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "run_id" UUID NOT NULL,
    "origin_system" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "resource_name" TEXT NOT NULL,
    "choice" TEXT NOT NULL,
    "agreed_by" UUID NOT NULL,
    "agreed_by_name" TEXT NOT NULL,
    "agreed_as" "signer_part" NOT NULL,
    "reason" TEXT,
    "agreed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reversal_agreement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reversal_agreement_run_id_origin_system_origin_id_choice_key" ON "reversal_agreement"("run_id", "origin_system", "origin_id", "choice");

-- AddForeignKey
ALTER TABLE "reversal_agreement" ADD CONSTRAINT "reversal_agreement_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "phase" ADD CONSTRAINT "phase_reversal_choice" CHECK ("reversal_choice" IN ('leave', 'bridge', 'restore'));
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_reversal_choice" CHECK ("reversal_choice" IN ('leave', 'bridge', 'restore'));
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_reversal_choice_is_answered" CHECK ("reversal_choice" IS NULL OR "answered_at" IS NOT NULL);
ALTER TABLE "reversal" DROP CONSTRAINT "reversal_choice";
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_choice" CHECK ("choice" IN ('signed', 'leave', 'bridge', 'restore'));
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_held_whole" CHECK (("held_at" IS NULL) = ("held_by_name" IS NULL));
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_held_while_running" CHECK ("held_at" IS NULL OR "state" = 'running');
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_not_restored_of_who_had_it" CHECK ("not_restored" IS NULL OR "action" IN ('bridge', 'restore'));
ALTER TABLE "reversal_agreement" ADD CONSTRAINT "reversal_agreement_choice" CHECK ("choice" IN ('leave', 'bridge', 'restore'));
ALTER TABLE "reversal_agreement" ADD CONSTRAINT "reversal_agreement_second_admin_has_reason" CHECK ("agreed_as" <> 'secondAdmin' OR btrim(coalesce("reason", '')) <> '');

-- What was agreed to stays as it was given.
CREATE FUNCTION "check_reversal_agreement_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'agreement % stays as it was given', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_agreement_stays';
END $$;
CREATE TRIGGER "reversal_agreement_stays" BEFORE UPDATE ON "reversal_agreement" FOR EACH ROW EXECUTE FUNCTION "check_reversal_agreement_stays"();

-- What becomes of those who had the access before is part of the answer.
CREATE FUNCTION "check_sign_off_reversal_choice"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."answered_at" IS NOT NULL AND NEW."reversal_choice" IS DISTINCT FROM OLD."reversal_choice" THEN
    RAISE EXCEPTION 'the answer to sign-off % stays as it was given', NEW."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_answer_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "sign_off_reversal_choice" BEFORE UPDATE ON "sign_off" FOR EACH ROW EXECUTE FUNCTION "check_sign_off_reversal_choice"();

-- Of whom it wants another agreement is part of what a reversal says.
CREATE OR REPLACE FUNCTION "check_reversal_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."hash" IS DISTINCT FROM OLD."hash" OR NEW."choice" IS DISTINCT FROM OLD."choice" OR NEW."run_id" IS DISTINCT FROM OLD."run_id" OR NEW."losses" IS DISTINCT FROM OLD."losses" OR NEW."differs" IS DISTINCT FROM OLD."differs" THEN
    RAISE EXCEPTION 'what reversal % says never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_kept';
  END IF;
  RETURN NEW;
END $$;
