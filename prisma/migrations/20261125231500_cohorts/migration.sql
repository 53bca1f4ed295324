-- CreateEnum
CREATE TYPE "target_kind" AS ENUM ('group', 'rule', 'everybody');

-- CreateEnum
CREATE TYPE "account_kind" AS ENUM ('emergency', 'sync', 'service', 'room', 'device', 'shared', 'admin', 'disabled', 'external');

-- CreateEnum
CREATE TYPE "cohort_change_kind" AS ENUM ('left', 'disabled', 'enabled', 'external', 'special', 'outOfSource', 'moved', 'renamed');

-- New values of a type may not be used before the migration is through; what is checked of them below is checked as text.
ALTER TYPE "import_verdict" ADD VALUE 'special' AFTER 'guest';
ALTER TYPE "cohort_source_kind" ADD VALUE 'rule';
ALTER TYPE "cohort_source_kind" ADD VALUE 'sample';

-- AlterTable
ALTER TABLE "cohort_member" ADD COLUMN     "country" TEXT,
ADD COLUMN     "job_title" TEXT,
ADD COLUMN     "office" TEXT,
ADD COLUMN     "taken_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "taken_in_by" UUID,
ADD COLUMN     "taken_in_by_name" TEXT,
ADD COLUMN     "taken_in_kind" "account_kind",
ADD COLUMN     "taken_in_reason" TEXT;

-- AlterTable
ALTER TABLE "cohort_source" ADD COLUMN     "definition" JSONB,
ADD COLUMN     "newcomers" INTEGER,
ADD COLUMN     "read_as_of" TIMESTAMPTZ(3),
ADD COLUMN     "read_from" TEXT;

-- AlterTable
ALTER TABLE "phase" ADD COLUMN     "cohort_read_at" TIMESTAMPTZ(3),
ADD COLUMN     "cohort_read_from" TEXT;

-- CreateTable
CREATE TABLE "rollout_target" (
    "rollout_id" UUID NOT NULL,
    "kind" "target_kind" NOT NULL,
    "label" TEXT NOT NULL,
    "group_id" UUID,
    "rule" TEXT,
    "set_by" UUID NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "compared_at" TIMESTAMPTZ(3),
    "read_from" TEXT,
    "read_as_of" TIMESTAMPTZ(3),
    "population" INTEGER,
    "in_phases" INTEGER,
    "in_none" INTEGER,
    "special" INTEGER,

    CONSTRAINT "rollout_target_pkey" PRIMARY KEY ("rollout_id")
);

-- CreateTable
CREATE TABLE "rollout_gap" (
    "rollout_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "department" TEXT,
    "country" TEXT,
    "office" TEXT,
    "kind" "account_kind",

    CONSTRAINT "rollout_gap_pkey" PRIMARY KEY ("rollout_id","person_id")
);

-- CreateTable
CREATE TABLE "cohort_why" (
    "phase_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "why" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "cohort_why_pkey" PRIMARY KEY ("phase_id","person_id","source_id")
);

-- Whoever is in a cohort keeps their why; it moves to where several have room.
INSERT INTO "cohort_why" ("phase_id", "person_id", "source_id", "why") SELECT "phase_id", "person_id", "source_id", "why" FROM "cohort_member";

-- DropForeignKey
ALTER TABLE "cohort_member" DROP CONSTRAINT "cohort_member_source_id_fkey";

-- DropIndex
DROP INDEX "cohort_member_source_id_idx";

-- AlterTable
ALTER TABLE "cohort_member" DROP COLUMN "source_id", DROP COLUMN "why";

-- CreateTable
CREATE TABLE "cohort_left_out" (
    "phase_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "kind" "account_kind" NOT NULL,
    "basis" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "department" TEXT,

    CONSTRAINT "cohort_left_out_pkey" PRIMARY KEY ("phase_id","person_id","source_id")
);

-- CreateTable
CREATE TABLE "cohort_change" (
    "phase_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" "cohort_change_kind" NOT NULL,
    "detail" TEXT NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cohort_change_pkey" PRIMARY KEY ("phase_id","person_id","kind")
);

-- CreateTable
CREATE TABLE "rehearsal_note" (
    "rehearsal_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "rehearsal_note_pkey" PRIMARY KEY ("rehearsal_id","person_id","kind")
);

-- CreateTable
CREATE TABLE "account_rule" (
    "kind" "account_kind" NOT NULL,
    "rule" TEXT NOT NULL,
    "changed_by" UUID NOT NULL,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_rule_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "emergency_account" (
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "added_by" UUID NOT NULL,
    "added_by_name" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "emergency_account_pkey" PRIMARY KEY ("person_id")
);

-- CreateIndex
CREATE INDEX "rollout_gap_rollout_id_name_person_id_idx" ON "rollout_gap"("rollout_id", "name", "person_id");

-- CreateIndex
CREATE INDEX "cohort_why_source_id_idx" ON "cohort_why"("source_id");

-- CreateIndex
CREATE INDEX "cohort_left_out_source_id_idx" ON "cohort_left_out"("source_id");

-- CreateIndex
CREATE INDEX "cohort_left_out_phase_id_kind_name_idx" ON "cohort_left_out"("phase_id", "kind", "name");

-- CreateIndex
CREATE INDEX "cohort_change_phase_id_kind_idx" ON "cohort_change"("phase_id", "kind");

-- AddForeignKey
ALTER TABLE "rollout_target" ADD CONSTRAINT "rollout_target_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_gap" ADD CONSTRAINT "rollout_gap_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout_target"("rollout_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_why" ADD CONSTRAINT "cohort_why_phase_id_person_id_fkey" FOREIGN KEY ("phase_id", "person_id") REFERENCES "cohort_member"("phase_id", "person_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_why" ADD CONSTRAINT "cohort_why_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "cohort_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_left_out" ADD CONSTRAINT "cohort_left_out_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_left_out" ADD CONSTRAINT "cohort_left_out_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "cohort_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_change" ADD CONSTRAINT "cohort_change_phase_id_person_id_fkey" FOREIGN KEY ("phase_id", "person_id") REFERENCES "cohort_member"("phase_id", "person_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rehearsal_note" ADD CONSTRAINT "rehearsal_note_rehearsal_id_fkey" FOREIGN KEY ("rehearsal_id") REFERENCES "rehearsal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rules that the schema language cannot say.
CREATE TRIGGER "rehearsal_note_immutable" BEFORE UPDATE ON "rehearsal_note" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
ALTER TABLE "cohort_source" ADD CONSTRAINT "cohort_source_defined" CHECK (("kind"::text IN ('rule', 'sample')) = ("definition" IS NOT NULL));
ALTER TABLE "cohort_source" ADD CONSTRAINT "cohort_source_read_whole" CHECK (("read_from" IS NULL) = ("read_as_of" IS NULL) AND coalesce("read_from", 'tenant') IN ('mirror', 'tenant'));
ALTER TABLE "phase" ADD CONSTRAINT "phase_cohort_read_whole" CHECK (("cohort_read_from" IS NULL) = ("cohort_read_at" IS NULL) AND coalesce("cohort_read_from", 'tenant') IN ('mirror', 'tenant'));
ALTER TABLE "cohort_member" ADD CONSTRAINT "cohort_member_taken_in_whole" CHECK (("taken_in_by" IS NULL) = ("taken_in_at" IS NULL) AND ("taken_in_by" IS NULL) = ("taken_in_kind" IS NULL));
ALTER TABLE "cohort_member" ADD CONSTRAINT "cohort_member_taken_in_has_reason" CHECK ("taken_in_by" IS NULL OR btrim(coalesce("taken_in_reason", '')) <> '');
ALTER TABLE "cohort_left_out" ADD CONSTRAINT "cohort_left_out_has_basis" CHECK (btrim("basis") <> '');
ALTER TABLE "rollout_target" ADD CONSTRAINT "rollout_target_shape" CHECK (("kind" = 'group') = ("group_id" IS NOT NULL) AND ("kind" = 'rule') = (btrim(coalesce("rule", '')) <> ''));
ALTER TABLE "account_rule" ADD CONSTRAINT "account_rule_of_a_kind" CHECK ("kind" NOT IN ('emergency', 'disabled', 'external'));
