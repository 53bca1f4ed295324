-- CreateEnum
CREATE TYPE "standing_signer_part" AS ENUM ('sponsor', 'security', 'securityDeputy');

-- CreateEnum
CREATE TYPE "sign_off_kind" AS ENUM ('owner', 'security');

-- CreateEnum
CREATE TYPE "sign_off_state" AS ENUM ('open', 'agreed', 'refused', 'notice', 'void', 'replaced');

-- CreateEnum
CREATE TYPE "signer_part" AS ENUM ('owner', 'deputy', 'manager', 'sponsor', 'security', 'securityDeputy', 'secondAdmin');

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'UTC';

-- CreateTable
CREATE TABLE "accountable_owner" (
    "origin_system" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "resource_name" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "owner_name" TEXT NOT NULL,
    "owner_upn" TEXT NOT NULL,
    "owner_set_by" UUID NOT NULL,
    "owner_set_by_name" TEXT NOT NULL,
    "owner_set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deputy_id" UUID,
    "deputy_name" TEXT,
    "deputy_upn" TEXT,
    "deputy_set_by" UUID,
    "deputy_set_by_name" TEXT,
    "deputy_set_at" TIMESTAMPTZ(3),
    "security_reason" TEXT,

    CONSTRAINT "accountable_owner_pkey" PRIMARY KEY ("origin_system","origin_id")
);

-- CreateTable
CREATE TABLE "standing_signer" (
    "part" "standing_signer_part" NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "set_by" UUID NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "standing_signer_pkey" PRIMARY KEY ("part")
);

-- CreateTable
CREATE TABLE "sign_off" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "phase_id" UUID NOT NULL,
    "kind" "sign_off_kind" NOT NULL DEFAULT 'owner',
    "origin_system" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "resource_name" TEXT NOT NULL,
    "state" "sign_off_state" NOT NULL DEFAULT 'open',
    "rehearsal_id" UUID NOT NULL,
    "rehearsal_hash" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "people_count" INTEGER NOT NULL,
    "because" TEXT,
    "follows_id" UUID,
    "envelope_id" UUID,
    "asked_by" UUID NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "remind_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_by" UUID,
    "answered_by_name" TEXT,
    "answered_as" "signer_part",
    "answered_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "condition" JSONB,
    "confirmed_by" UUID,
    "confirmed_by_name" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "unmet" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "shown" JSONB,
    "voided_at" TIMESTAMPTZ(3),
    "void_because" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "sign_off_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_off_signer" (
    "sign_off_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "part" "signer_part" NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_off_signer_pkey" PRIMARY KEY ("sign_off_id","person_id")
);

-- CreateTable
CREATE TABLE "sign_off_envelope" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sign_off_id" UUID NOT NULL,
    "rollout_id" UUID NOT NULL,
    "origin_system" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "most_people" INTEGER NOT NULL,
    "departments" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "until" DATE NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_because" TEXT,

    CONSTRAINT "sign_off_envelope_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "accountable_owner_owner_id_idx" ON "accountable_owner"("owner_id");

-- CreateIndex
CREATE INDEX "accountable_owner_deputy_id_idx" ON "accountable_owner"("deputy_id");

-- CreateIndex
CREATE INDEX "accountable_owner_resource_name_idx" ON "accountable_owner"("resource_name");

-- CreateIndex
CREATE INDEX "sign_off_phase_id_state_idx" ON "sign_off"("phase_id", "state");

-- CreateIndex
CREATE INDEX "sign_off_origin_system_origin_id_state_idx" ON "sign_off"("origin_system", "origin_id", "state");

-- CreateIndex
CREATE INDEX "sign_off_state_due_at_idx" ON "sign_off"("state", "due_at");

-- CreateIndex
CREATE INDEX "sign_off_signer_person_id_from_at_idx" ON "sign_off_signer"("person_id", "from_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_off_envelope_sign_off_id_key" ON "sign_off_envelope"("sign_off_id");

-- CreateIndex
CREATE INDEX "sign_off_envelope_rollout_id_origin_system_origin_id_idx" ON "sign_off_envelope"("rollout_id", "origin_system", "origin_id");

-- AddForeignKey
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_rehearsal_id_rehearsal_hash_fkey" FOREIGN KEY ("rehearsal_id", "rehearsal_hash") REFERENCES "rehearsal"("id", "hash") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_follows_id_fkey" FOREIGN KEY ("follows_id") REFERENCES "sign_off"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_envelope_id_fkey" FOREIGN KEY ("envelope_id") REFERENCES "sign_off_envelope"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_off_signer" ADD CONSTRAINT "sign_off_signer_sign_off_id_fkey" FOREIGN KEY ("sign_off_id") REFERENCES "sign_off"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_off_envelope" ADD CONSTRAINT "sign_off_envelope_sign_off_id_fkey" FOREIGN KEY ("sign_off_id") REFERENCES "sign_off"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nobody names themselves, and a deputy is somebody else, named whole.
ALTER TABLE "accountable_owner" ADD CONSTRAINT "accountable_owner_not_by_themselves" CHECK ("owner_id" <> "owner_set_by");
ALTER TABLE "accountable_owner" ADD CONSTRAINT "accountable_owner_deputy_not_by_themselves" CHECK ("deputy_id" <> "deputy_set_by");
ALTER TABLE "accountable_owner" ADD CONSTRAINT "accountable_owner_deputy_is_another" CHECK ("deputy_id" <> "owner_id");
ALTER TABLE "accountable_owner" ADD CONSTRAINT "accountable_owner_deputy_whole" CHECK (num_nulls("deputy_id", "deputy_name", "deputy_upn", "deputy_set_by", "deputy_set_by_name", "deputy_set_at") IN (0, 6));
ALTER TABLE "accountable_owner" ADD CONSTRAINT "accountable_owner_security_reason_not_blank" CHECK (btrim("security_reason") <> '');
ALTER TABLE "standing_signer" ADD CONSTRAINT "standing_signer_not_by_themselves" CHECK ("person_id" <> "set_by");

-- One question at a time about a resource of a phase, for its owner and for security.
CREATE UNIQUE INDEX "sign_off_one_that_stands" ON "sign_off" ("phase_id", "kind", "origin_system", "origin_id") WHERE "state" IN ('open', 'agreed', 'refused', 'notice');

ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_content_hash_shape" CHECK ("content_hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_due_after_reminder" CHECK ("remind_at" <= "due_at");
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_answer_whole" CHECK (num_nulls("answered_by", "answered_by_name", "answered_as", "answered_at", "shown") IN (0, 5));
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_answered" CHECK ("state" NOT IN ('agreed', 'refused') OR "answered_at" IS NOT NULL);
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_refused_has_reason" CHECK ("state" <> 'refused' OR btrim(coalesce("reason", '')) <> '');
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_second_admin_has_reason" CHECK ("answered_as" IS DISTINCT FROM 'secondAdmin' OR btrim(coalesce("reason", '')) <> '');
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_security_by_security" CHECK ("answered_as" IS NULL OR ("kind" = 'security') = ("answered_as" IN ('security', 'securityDeputy')));
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_notice_in_envelope" CHECK ("state" <> 'notice' OR "envelope_id" IS NOT NULL);
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_void_has_cause" CHECK ("state" <> 'void' OR ("voided_at" IS NOT NULL AND cardinality("void_because") > 0));
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_confirmed_whole" CHECK (num_nulls("confirmed_by", "confirmed_by_name", "confirmed_at") IN (0, 3));
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_confirmed_by_another" CHECK ("confirmed_by" <> "asked_by" AND "confirmed_by" <> "answered_by");
ALTER TABLE "sign_off_envelope" ADD CONSTRAINT "sign_off_envelope_some_people" CHECK ("most_people" > 0);
ALTER TABLE "sign_off_envelope" ADD CONSTRAINT "sign_off_envelope_end_has_cause" CHECK (("ended_at" IS NULL) = ("ended_because" IS NULL));

-- An answer is of somebody who was asked by then, it never changes, and what is over stays over.
CREATE FUNCTION "check_sign_off_answer"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."answered_by" IS NOT NULL AND OLD."answered_by" IS NULL AND NOT EXISTS (
    SELECT 1 FROM "sign_off_signer" s WHERE s."sign_off_id" = NEW."id" AND s."person_id" = NEW."answered_by" AND s."part" = NEW."answered_as" AND s."from_at" <= clock_timestamp()
  ) THEN
    RAISE EXCEPTION 'sign-off % was not asked of %', NEW."id", NEW."answered_by" USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_answered_by_asked';
  END IF;
  IF OLD."answered_at" IS NOT NULL AND (NEW."answered_by", NEW."answered_as", NEW."answered_at", NEW."reason", NEW."condition", NEW."shown", NEW."rehearsal_id", NEW."content_hash")
    IS DISTINCT FROM (OLD."answered_by", OLD."answered_as", OLD."answered_at", OLD."reason", OLD."condition", OLD."shown", OLD."rehearsal_id", OLD."content_hash") THEN
    RAISE EXCEPTION 'the answer to sign-off % stays as it was given', NEW."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_answer_stays';
  END IF;
  IF OLD."state" IN ('void', 'replaced') AND NEW."state" <> OLD."state" THEN
    RAISE EXCEPTION 'sign-off % is over', NEW."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_over';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "sign_off_answer" BEFORE UPDATE ON "sign_off" FOR EACH ROW EXECUTE FUNCTION "check_sign_off_answer"();
