-- CreateEnum
CREATE TYPE "reversal_state" AS ENUM ('rehearsed', 'running', 'settled');

-- CreateEnum
CREATE TYPE "reversal_step" AS ENUM ('keep', 'remove', 'restore', 'check');

-- CreateEnum
CREATE TYPE "reversal_item_state" AS ENUM ('queued', 'sending', 'unknown', 'sent', 'done', 'left', 'failed');

-- CreateTable
CREATE TABLE "reversal" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "run_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "reversal_state" NOT NULL DEFAULT 'rehearsed',
    "choice" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "losses" JSONB NOT NULL,
    "tenant_read_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by" UUID,
    "started_by_name" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "job_id" UUID,

    CONSTRAINT "reversal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reversal_item" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "reversal_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "person_name" TEXT NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "assignment_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "held" JSONB NOT NULL,
    "step" "reversal_step" NOT NULL DEFAULT 'remove',
    "state" "reversal_item_state" NOT NULL DEFAULT 'queued',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "request_id" UUID,
    "gone_at" TIMESTAMPTZ(3),
    "restored_at" TIMESTAMPTZ(3),
    "graph_request_id" TEXT,
    "failure" TEXT,

    CONSTRAINT "reversal_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reversal_keeper" (
    "reversal_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "roles" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "keeper_id" UUID,
    "policy_id" UUID,

    CONSTRAINT "reversal_keeper_pkey" PRIMARY KEY ("reversal_id","package_id","roles")
);

-- CreateTable
CREATE TABLE "reversal_policy" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "reversal_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "policy_id" UUID NOT NULL,
    "policy_name" TEXT NOT NULL,
    "written" JSONB NOT NULL,
    "before" JSONB,
    "state" "reversal_item_state" NOT NULL DEFAULT 'queued',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "graph_request_id" TEXT,
    "failure" TEXT,
    "differences" JSONB,

    CONSTRAINT "reversal_policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reversal_job_id_key" ON "reversal"("job_id");

-- CreateIndex
CREATE UNIQUE INDEX "reversal_run_id_number_key" ON "reversal"("run_id", "number");

-- CreateIndex
CREATE INDEX "reversal_item_reversal_id_state_step_idx" ON "reversal_item"("reversal_id", "state", "step");

-- CreateIndex
CREATE INDEX "reversal_item_reversal_id_person_name_id_idx" ON "reversal_item"("reversal_id", "person_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "reversal_item_reversal_id_person_id_package_id_key" ON "reversal_item"("reversal_id", "person_id", "package_id");

-- CreateIndex
CREATE UNIQUE INDEX "reversal_policy_reversal_id_package_id_key" ON "reversal_policy"("reversal_id", "package_id");

-- AddForeignKey
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_reversal_id_fkey" FOREIGN KEY ("reversal_id") REFERENCES "reversal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reversal_keeper" ADD CONSTRAINT "reversal_keeper_reversal_id_fkey" FOREIGN KEY ("reversal_id") REFERENCES "reversal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reversal_policy" ADD CONSTRAINT "reversal_policy_reversal_id_fkey" FOREIGN KEY ("reversal_id") REFERENCES "reversal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "reversal" ADD CONSTRAINT "reversal_hash_shape" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_choice" CHECK ("choice" IN ('leave', 'bridge', 'restore'));
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_started_whole" CHECK (("state" = 'rehearsed') = ("started_at" IS NULL) AND ("started_at" IS NULL) = ("started_by" IS NULL));
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_action" CHECK ("action" IN ('remove', 'leave', 'bridge', 'restore'));
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_left" CHECK ("action" <> 'leave' OR "state" = 'left');
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_failed_has_reason" CHECK ("state" <> 'failed' OR "failure" IS NOT NULL);
ALTER TABLE "reversal_policy" ADD CONSTRAINT "reversal_policy_failed_has_reason" CHECK ("state" <> 'failed' OR "failure" IS NOT NULL);
-- A membership that is put back before its removal was seen is eaten by the late removal.
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_restores_after_gone" CHECK ("step" NOT IN ('restore', 'check') OR ("action" = 'restore' AND "gone_at" IS NOT NULL));
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_keeps_by_bridge" CHECK ("step" <> 'keep' OR "action" = 'bridge');

-- One reversal at a time is carried out of a run.
CREATE UNIQUE INDEX "reversal_one_at_a_time" ON "reversal" ("run_id") WHERE "state" IN ('running', 'settled');

-- What was rehearsed is what is carried out.
CREATE FUNCTION "check_reversal_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."hash" IS DISTINCT FROM OLD."hash" OR NEW."choice" IS DISTINCT FROM OLD."choice" OR NEW."run_id" IS DISTINCT FROM OLD."run_id" OR NEW."losses" IS DISTINCT FROM OLD."losses" THEN
    RAISE EXCEPTION 'what reversal % says never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "reversal_is_kept" BEFORE UPDATE ON "reversal" FOR EACH ROW EXECUTE FUNCTION "check_reversal_is_kept"();
CREATE FUNCTION "check_reversal_item_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."action" IS DISTINCT FROM OLD."action" OR NEW."held" IS DISTINCT FROM OLD."held" OR NEW."person_id" IS DISTINCT FROM OLD."person_id" OR NEW."assignment_id" IS DISTINCT FROM OLD."assignment_id" THEN
    RAISE EXCEPTION 'what a reversal does to % never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "reversal_item_is_kept" BEFORE UPDATE ON "reversal_item" FOR EACH ROW EXECUTE FUNCTION "check_reversal_item_is_kept"();
