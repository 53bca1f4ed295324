-- CreateTable
CREATE TABLE "run_policy" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "run_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "policy_id" UUID,
    "policy_name" TEXT NOT NULL,
    "mode" "delivery_mode" NOT NULL,
    "people_count" INTEGER NOT NULL,
    "state" "item_state" NOT NULL DEFAULT 'queued',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "group_id" UUID,
    "before" JSONB,
    "written" JSONB,
    "saved_at" TIMESTAMPTZ(3),
    "graph_request_id" TEXT,
    "failure_code" TEXT,
    "failure" TEXT,
    "differences" JSONB,

    CONSTRAINT "run_policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "run_policy_run_id_package_id_key" ON "run_policy"("run_id", "package_id");

-- AddForeignKey
ALTER TABLE "run_policy" ADD CONSTRAINT "run_policy_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is assigned has items instead.
ALTER TABLE "run_policy" ADD CONSTRAINT "run_policy_not_assigned" CHECK ("mode" <> 'assign');
ALTER TABLE "run_policy" ADD CONSTRAINT "run_policy_failed_has_reason" CHECK ("state" NOT IN ('failed', 'skipped') OR "failure" IS NOT NULL);
-- What was asked of Entra, and what was there before, is kept from before the first write on.
ALTER TABLE "run_policy" ADD CONSTRAINT "run_policy_written_is_kept" CHECK ("before" IS NOT NULL OR ("written" IS NULL AND "group_id" IS NULL AND "state" <> 'unknown'));
ALTER TABLE "run_policy" ADD CONSTRAINT "run_policy_saved" CHECK ("state" NOT IN ('delivering', 'delivered') OR ("written" IS NOT NULL AND "saved_at" IS NOT NULL AND "policy_id" IS NOT NULL));

-- A policy has one writer at a time: what two read and put back whole, the later would undo.
CREATE UNIQUE INDEX "run_policy_one_writer" ON "run_policy" ("policy_id") WHERE "state" IN ('sending', 'unknown', 'delivering');

CREATE FUNCTION "check_run_policy_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."state" IS DISTINCT FROM NEW."state" AND NOT (CASE OLD."state"
    WHEN 'queued' THEN NEW."state" IN ('sending', 'failed')
    WHEN 'sending' THEN NEW."state" IN ('queued', 'unknown', 'delivering', 'failed', 'skipped')
    WHEN 'unknown' THEN NEW."state" IN ('sending')
    WHEN 'delivering' THEN NEW."state" IN ('delivered', 'failed')
    WHEN 'failed' THEN NEW."state" IN ('queued')
    ELSE false
  END) THEN
    RAISE EXCEPTION 'policy % of a run may not go from % to %', OLD."id", OLD."state", NEW."state" USING ERRCODE = 'check_violation', CONSTRAINT = 'run_policy_step';
  END IF;
  IF OLD."before" IS NOT NULL AND NEW."before" IS DISTINCT FROM OLD."before" AND OLD."saved_at" IS NOT NULL THEN
    RAISE EXCEPTION 'what policy % was before it was written is kept', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'run_policy_before_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "run_policy_step" BEFORE UPDATE ON "run_policy" FOR EACH ROW WHEN (OLD."state" IS DISTINCT FROM NEW."state" OR OLD."before" IS DISTINCT FROM NEW."before") EXECUTE FUNCTION "check_run_policy_step"();
