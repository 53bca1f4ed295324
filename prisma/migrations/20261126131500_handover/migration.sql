-- CreateEnum
CREATE TYPE "handover_state" AS ENUM ('rehearsed', 'running', 'settled');

-- CreateEnum
CREATE TYPE "handover_item_state" AS ENUM ('queued', 'sending', 'unknown', 'sent', 'done', 'left', 'failed');

-- CreateTable
CREATE TABLE "handover_target" (
    "rollout_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,
    "policy_name" TEXT NOT NULL,
    "chosen_by" UUID NOT NULL,
    "chosen_by_name" TEXT NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "handover_target_pkey" PRIMARY KEY ("rollout_id","package_id")
);

-- CreateTable
CREATE TABLE "handover" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "rollout_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "handover_state" NOT NULL DEFAULT 'rehearsed',
    "hash" TEXT NOT NULL,
    "tenant_read_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by" UUID,
    "started_by_name" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "job_id" UUID,

    CONSTRAINT "handover_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "handover_item" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "handover_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "person_name" TEXT NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "assignment_id" UUID NOT NULL,
    "from_policy_id" UUID NOT NULL,
    "from_policy_name" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "extendable" BOOLEAN NOT NULL,
    "rule_matches" BOOLEAN,
    "to_policy_id" UUID,
    "to_policy_name" TEXT,
    "new_ends_at" TIMESTAMPTZ(3),
    "state" "handover_item_state" NOT NULL DEFAULT 'queued',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "request_id" UUID,
    "graph_request_id" TEXT,
    "failure" TEXT,

    CONSTRAINT "handover_item_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "handover_job_id_key" ON "handover"("job_id");

-- CreateIndex
CREATE UNIQUE INDEX "handover_rollout_id_number_key" ON "handover"("rollout_id", "number");

-- CreateIndex
CREATE INDEX "handover_item_handover_id_state_not_before_idx" ON "handover_item"("handover_id", "state", "not_before");

-- CreateIndex
CREATE INDEX "handover_item_handover_id_person_name_id_idx" ON "handover_item"("handover_id", "person_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "handover_item_handover_id_assignment_id_key" ON "handover_item"("handover_id", "assignment_id");

-- AddForeignKey
ALTER TABLE "handover_target" ADD CONSTRAINT "handover_target_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handover" ADD CONSTRAINT "handover_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handover" ADD CONSTRAINT "handover_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handover_item" ADD CONSTRAINT "handover_item_handover_id_fkey" FOREIGN KEY ("handover_id") REFERENCES "handover"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "handover" ADD CONSTRAINT "handover_hash_shape" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "handover" ADD CONSTRAINT "handover_started_whole" CHECK (("state" = 'rehearsed') = ("started_at" IS NULL) AND ("started_at" IS NULL) = ("started_by" IS NULL));
ALTER TABLE "handover_item" ADD CONSTRAINT "handover_item_says_why" CHECK ("state" NOT IN ('left', 'failed') OR "failure" IS NOT NULL);
-- Nobody is moved to where nobody chose.
ALTER TABLE "handover_item" ADD CONSTRAINT "handover_item_goes_somewhere" CHECK ("state" IN ('left', 'failed') OR "to_policy_id" IS NOT NULL);

-- One handover of a rollout at a time is carried out.
CREATE UNIQUE INDEX "handover_one_at_a_time" ON "handover" ("rollout_id") WHERE "state" = 'running';

-- What was rehearsed is what is carried out.
CREATE FUNCTION "check_handover_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."hash" IS DISTINCT FROM OLD."hash" OR NEW."rollout_id" IS DISTINCT FROM OLD."rollout_id" OR NEW."tenant_read_at" IS DISTINCT FROM OLD."tenant_read_at" THEN
    RAISE EXCEPTION 'what handover % says never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "handover_is_kept" BEFORE UPDATE ON "handover" FOR EACH ROW EXECUTE FUNCTION "check_handover_is_kept"();
CREATE FUNCTION "check_handover_item_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."assignment_id" IS DISTINCT FROM OLD."assignment_id" OR NEW."person_id" IS DISTINCT FROM OLD."person_id" OR NEW."to_policy_id" IS DISTINCT FROM OLD."to_policy_id" OR NEW."new_ends_at" IS DISTINCT FROM OLD."new_ends_at" OR NEW."from_policy_id" IS DISTINCT FROM OLD."from_policy_id" OR NEW."ends_at" IS DISTINCT FROM OLD."ends_at" THEN
    RAISE EXCEPTION 'where item % goes never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_item_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "handover_item_is_kept" BEFORE UPDATE ON "handover_item" FOR EACH ROW EXECUTE FUNCTION "check_handover_item_is_kept"();
