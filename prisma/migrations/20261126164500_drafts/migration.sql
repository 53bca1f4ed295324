-- CreateEnum
CREATE TYPE "draft_state" AS ENUM ('open', 'applying', 'applied', 'stopped', 'undoing', 'undone', 'discarded');

-- CreateEnum
CREATE TYPE "draft_kind" AS ENUM ('catalog', 'catalogResource', 'package', 'packageRole', 'policy', 'incompatiblePackage', 'incompatibleGroup', 'catalogRole', 'connectedOrganization', 'settings');

-- CreateEnum
CREATE TYPE "draft_operation" AS ENUM ('create', 'update', 'delete');

-- CreateEnum
CREATE TYPE "draft_step_state" AS ENUM ('waiting', 'sending', 'unknown', 'asked', 'done', 'failed', 'undone');

-- CreateTable
CREATE TABLE "draft" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "state" "draft_state" NOT NULL DEFAULT 'open',
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by_name" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "held_at" TIMESTAMPTZ(3),
    "held_by_name" TEXT,
    "job_id" UUID,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft_change" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "draft_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" "draft_kind" NOT NULL,
    "operation" "draft_operation" NOT NULL,
    "object_id" TEXT,
    "name" TEXT NOT NULL,
    "wanted" JSONB,
    "base" JSONB,
    "version" INTEGER NOT NULL DEFAULT 0,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "draft_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft_step" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "draft_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "stage" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" "draft_kind" NOT NULL,
    "operation" "draft_operation" NOT NULL,
    "name" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "differences" JSONB NOT NULL DEFAULT '[]',
    "wanted" JSONB,
    "before" JSONB,
    "object_id" TEXT,
    "undoes_id" UUID,
    "state" "draft_step_state" NOT NULL DEFAULT 'waiting',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "written" BOOLEAN NOT NULL DEFAULT false,
    "graph_operation" TEXT,
    "graph_request_id" TEXT,
    "failure_code" TEXT,
    "failure" TEXT,

    CONSTRAINT "draft_step_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "draft_job_id_key" ON "draft"("job_id");

-- CreateIndex
CREATE INDEX "draft_state_changed_at_idx" ON "draft"("state", "changed_at");

-- CreateIndex
CREATE INDEX "draft_created_by_changed_at_idx" ON "draft"("created_by", "changed_at");

-- CreateIndex
CREATE INDEX "draft_change_draft_id_kind_name_idx" ON "draft_change"("draft_id", "kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "draft_change_draft_id_key_key" ON "draft_change"("draft_id", "key");

-- CreateIndex
CREATE INDEX "draft_step_draft_id_state_stage_idx" ON "draft_step"("draft_id", "state", "stage");

-- CreateIndex
CREATE UNIQUE INDEX "draft_step_draft_id_position_key" ON "draft_step"("draft_id", "position");

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_change" ADD CONSTRAINT "draft_change_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_step" ADD CONSTRAINT "draft_step_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "draft" ADD CONSTRAINT "draft_named" CHECK (btrim("name") <> '');
ALTER TABLE "draft" ADD CONSTRAINT "draft_started_whole" CHECK (("started_at" IS NULL) = ("started_by_name" IS NULL) AND ("started_at" IS NOT NULL OR "state" IN ('open', 'discarded')));
ALTER TABLE "draft" ADD CONSTRAINT "draft_held_whole" CHECK (("held_at" IS NULL) = ("held_by_name" IS NULL) AND ("held_at" IS NULL OR "state" IN ('applying', 'undoing')));
-- What is made has no id yet and was nothing before; what is changed or removed has both.
ALTER TABLE "draft_change" ADD CONSTRAINT "draft_change_shape" CHECK (
  ("operation" = 'create') = ("object_id" IS NULL) AND ("operation" = 'create') = ("base" IS NULL) AND ("operation" = 'delete') = ("wanted" IS NULL));
-- One object is changed once in a draft.
CREATE UNIQUE INDEX "draft_change_one_of_object" ON "draft_change" ("draft_id", "kind", "object_id") WHERE "object_id" IS NOT NULL;
ALTER TABLE "draft_step" ADD CONSTRAINT "draft_step_says_why" CHECK ("state" <> 'failed' OR ("failure" IS NOT NULL AND "failure_code" IS NOT NULL));
-- What was done is known again: by its id it is looked at, changed and taken back.
ALTER TABLE "draft_step" ADD CONSTRAINT "draft_step_done_has_object" CHECK ("state" NOT IN ('done', 'undone') OR "object_id" IS NOT NULL);
ALTER TABLE "draft_step" ADD CONSTRAINT "draft_step_sent_was_tried" CHECK ("state" NOT IN ('sending', 'unknown', 'asked') OR "attempts" > 0);

CREATE FUNCTION "check_draft_transition"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."state" <> OLD."state" AND (OLD."state", NEW."state") NOT IN (
    ('open', 'applying'), ('open', 'discarded'), ('discarded', 'open'), ('applying', 'applied'), ('applying', 'stopped'),
    ('stopped', 'applying'), ('stopped', 'open'), ('stopped', 'undoing'), ('applied', 'undoing'), ('undoing', 'undone'), ('undoing', 'stopped')) THEN
    RAISE EXCEPTION 'draft % may not go from % to %', OLD."id", OLD."state", NEW."state" USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_transition';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "draft_transition" BEFORE UPDATE ON "draft" FOR EACH ROW EXECUTE FUNCTION "check_draft_transition"();

-- What is applied is what was reviewed: nobody edits it meanwhile or afterwards.
CREATE FUNCTION "check_draft_is_open"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held "draft_state";
BEGIN
  SELECT "state" INTO held FROM "draft" WHERE "id" = coalesce(NEW."draft_id", OLD."draft_id");
  IF held IS NOT NULL AND held <> 'open' THEN
    RAISE EXCEPTION 'draft % is %', coalesce(NEW."draft_id", OLD."draft_id"), held USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_change_while_open';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER "draft_change_while_open" BEFORE INSERT OR UPDATE OR DELETE ON "draft_change" FOR EACH ROW EXECUTE FUNCTION "check_draft_is_open"();

-- A step says what was reviewed; only how far it has come changes, and a write that was done stays done.
CREATE FUNCTION "check_draft_step_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."key" <> OLD."key" OR NEW."kind" <> OLD."kind" OR NEW."operation" <> OLD."operation" OR NEW."words" <> OLD."words" OR (OLD."object_id" IS NOT NULL AND NEW."object_id" IS DISTINCT FROM OLD."object_id") THEN
    RAISE EXCEPTION 'what step % does never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_step_is_kept';
  END IF;
  IF OLD."state" IN ('done', 'undone') AND NEW."state" NOT IN ('done', 'undone') THEN
    RAISE EXCEPTION 'step % was done', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_step_stays_done';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "draft_step_is_kept" BEFORE UPDATE ON "draft_step" FOR EACH ROW EXECUTE FUNCTION "check_draft_step_is_kept"();
