-- CreateEnum
CREATE TYPE "audit_outcome" AS ENUM ('done', 'refused', 'failed');

-- CreateEnum
CREATE TYPE "change_state" AS ENUM ('intended', 'done', 'failed', 'unknown');

-- CreateEnum
CREATE TYPE "approval_state" AS ENUM ('open', 'approved', 'refused', 'replaced');

-- CreateEnum
CREATE TYPE "rollout_state" AS ENUM ('draft', 'active', 'finished', 'abandoned');

-- CreateEnum
CREATE TYPE "phase_state" AS ENUM ('draft', 'rehearsed', 'signed', 'running', 'verifying', 'soaking', 'passed', 'held', 'reversing', 'reversed', 'failed');

-- CreateEnum
CREATE TYPE "delivery_mode" AS ENUM ('assign', 'invite', 'automatic');

-- CreateEnum
CREATE TYPE "cohort_source_kind" AS ENUM ('picked', 'group', 'csv');

-- CreateEnum
CREATE TYPE "import_verdict" AS ENUM ('added', 'already', 'duplicate', 'unknown', 'ambiguous', 'disabled', 'guest', 'group', 'malformed');

-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('running', 'settled', 'finished', 'stopped');

-- CreateEnum
CREATE TYPE "item_state" AS ENUM ('queued', 'sending', 'unknown', 'requested', 'waitingForApproval', 'delivering', 'delivered', 'failed', 'skipped');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('waiting', 'signInNeeded', 'roleNeeded', 'done', 'stopped');

-- CreateEnum
CREATE TYPE "note_severity" AS ENUM ('low', 'normal', 'high');

-- CreateTable
CREATE TABLE "installation" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "tenant_id" TEXT NOT NULL,
    "tenant_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "home_account_id" TEXT NOT NULL,
    "roles" TEXT[],
    "roles_until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_because" TEXT,
    "token_cache_id" UUID NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "token_cache" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "home_account_id" TEXT NOT NULL,
    "cache" BYTEA,
    "assertion" BYTEA,
    "version" INTEGER NOT NULL DEFAULT 0,
    "granted_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "token_cache_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "used_token" (
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "used_token_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "audit_subject" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "person_id" UUID,
    "name" TEXT,
    "user_principal_name" TEXT,
    "salt" BYTEA,

    CONSTRAINT "audit_subject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "outcome" "audit_outcome" NOT NULL,
    "actor_id" UUID,
    "actor_hash" TEXT,
    "subject_id" UUID,
    "subject_hash" TEXT,
    "object_type" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "object_name" TEXT NOT NULL,
    "rollout_id" UUID,
    "phase_id" UUID,
    "run_id" UUID,
    "before" JSONB,
    "after" JSONB,
    "detail" JSONB,
    "reason" TEXT,
    "graph_operation" TEXT,
    "graph_request_id" TEXT,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "tenant_change" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "object_name" TEXT NOT NULL,
    "wanted" JSONB NOT NULL,
    "state" "change_state" NOT NULL DEFAULT 'intended',
    "result" JSONB,
    "failure" TEXT,
    "asked_by" UUID NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resource_approval" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "catalog_id" UUID NOT NULL,
    "catalog_name" TEXT NOT NULL,
    "resource_id" UUID NOT NULL,
    "origin_id" TEXT NOT NULL,
    "origin_system" TEXT NOT NULL,
    "resource_name" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "owner_name" TEXT NOT NULL,
    "owner_upn" TEXT NOT NULL,
    "state" "approval_state" NOT NULL DEFAULT 'open',
    "content" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "follows_id" UUID,
    "asked_by" UUID NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answered_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "shown" JSONB,

    CONSTRAINT "resource_approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "state" "rollout_state" NOT NULL DEFAULT 'draft',
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout_package" (
    "rollout_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "catalog_id" UUID NOT NULL,
    "catalog_name" TEXT NOT NULL,
    "policy_id" UUID NOT NULL,
    "policy_name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "rollout_package_pkey" PRIMARY KEY ("rollout_id","package_id")
);

-- CreateTable
CREATE TABLE "phase_transition" (
    "from_state" "phase_state" NOT NULL,
    "to_state" "phase_state" NOT NULL,

    CONSTRAINT "phase_transition_pkey" PRIMARY KEY ("from_state","to_state")
);

-- CreateTable
CREATE TABLE "phase" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "rollout_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "mode" "delivery_mode" NOT NULL DEFAULT 'assign',
    "state" "phase_state" NOT NULL DEFAULT 'draft',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "planned_for" DATE,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "override_reason" TEXT,
    "override_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "phase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cohort_source" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "phase_id" UUID NOT NULL,
    "kind" "cohort_source_kind" NOT NULL,
    "label" TEXT NOT NULL,
    "group_id" UUID,
    "file_hash" TEXT,
    "added_by" UUID NOT NULL,
    "added_by_name" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cohort_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cohort_import_row" (
    "source_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "verdict" "import_verdict" NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "person_id" UUID,

    CONSTRAINT "cohort_import_row_pkey" PRIMARY KEY ("source_id","line")
);

-- CreateTable
CREATE TABLE "cohort_member" (
    "phase_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "department" TEXT,
    "enabled" BOOLEAN NOT NULL,
    "external" BOOLEAN NOT NULL,
    "why" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cohort_member_pkey" PRIMARY KEY ("phase_id","person_id")
);

-- CreateTable
CREATE TABLE "rehearsal" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "phase_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "phase_revision" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "canonical_form" INTEGER NOT NULL,
    "people" BYTEA NOT NULL,
    "people_count" INTEGER NOT NULL,
    "totals" JSONB NOT NULL,
    "design" JSONB NOT NULL,
    "tenant_read_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rehearsal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rehearsal_package" (
    "rehearsal_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "policy_id" UUID NOT NULL,
    "policy_name" TEXT NOT NULL,
    "codes" BYTEA NOT NULL,
    "totals" JSONB NOT NULL,

    CONSTRAINT "rehearsal_package_pkey" PRIMARY KEY ("rehearsal_id","package_id")
);

-- CreateTable
CREATE TABLE "rehearsal_exception" (
    "rehearsal_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "rehearsal_exception_pkey" PRIMARY KEY ("rehearsal_id","package_id","person_id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "phase_id" UUID NOT NULL,
    "rehearsal_id" UUID NOT NULL,
    "rehearsal_hash" TEXT NOT NULL,
    "state" "run_state" NOT NULL DEFAULT 'running',
    "started_by" UUID NOT NULL,
    "started_by_name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_item" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "run_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "person_name" TEXT NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "policy_id" UUID NOT NULL,
    "state" "item_state" NOT NULL DEFAULT 'queued',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "request_id" UUID,
    "assignment_id" UUID,
    "graph_request_id" TEXT,
    "failure_code" TEXT,
    "failure" TEXT,

    CONSTRAINT "run_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "run_id" UUID,
    "state" "job_state" NOT NULL DEFAULT 'waiting',
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_holder" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "acts_as" UUID NOT NULL,
    "acts_as_name" TEXT NOT NULL,
    "token_cache_id" UUID,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "support_note" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL,
    "person_name" TEXT NOT NULL,
    "phase_id" UUID,
    "package_id" UUID,
    "package_name" TEXT,
    "cause" TEXT NOT NULL,
    "severity" "note_severity" NOT NULL DEFAULT 'normal',
    "blocking" BOOLEAN NOT NULL DEFAULT false,
    "text" TEXT NOT NULL,
    "written_by" UUID NOT NULL,
    "written_by_name" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" UUID,
    "resolved_by_name" TEXT,
    "resolution" TEXT,

    CONSTRAINT "support_note_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "session_token_cache_id_key" ON "session"("token_cache_id");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE INDEX "session_ends_at_idx" ON "session"("ends_at");

-- CreateIndex
CREATE INDEX "used_token_expires_at_idx" ON "used_token"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_subject_person_id_key" ON "audit_subject"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_hash_key" ON "audit_event"("hash");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");

-- CreateIndex
CREATE INDEX "audit_event_action_seq_idx" ON "audit_event"("action", "seq");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_seq_idx" ON "audit_event"("actor_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_subject_id_seq_idx" ON "audit_event"("subject_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_object_type_object_id_seq_idx" ON "audit_event"("object_type", "object_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_rollout_id_seq_idx" ON "audit_event"("rollout_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_phase_id_seq_idx" ON "audit_event"("phase_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_graph_request_id_idx" ON "audit_event"("graph_request_id");

-- CreateIndex
CREATE INDEX "tenant_change_state_created_at_idx" ON "tenant_change"("state", "created_at");

-- CreateIndex
CREATE INDEX "resource_approval_owner_id_state_idx" ON "resource_approval"("owner_id", "state");

-- CreateIndex
CREATE INDEX "resource_approval_catalog_id_resource_id_asked_at_idx" ON "resource_approval"("catalog_id", "resource_id", "asked_at");

-- CreateIndex
CREATE UNIQUE INDEX "rollout_name_key" ON "rollout"("name");

-- CreateIndex
CREATE INDEX "rollout_state_updated_at_idx" ON "rollout"("state", "updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "rollout_package_rollout_id_position_key" ON "rollout_package"("rollout_id", "position");

-- CreateIndex
CREATE INDEX "phase_state_idx" ON "phase"("state");

-- CreateIndex
CREATE UNIQUE INDEX "phase_rollout_id_position_key" ON "phase"("rollout_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "phase_rollout_id_name_key" ON "phase"("rollout_id", "name");

-- CreateIndex
CREATE INDEX "cohort_source_phase_id_idx" ON "cohort_source"("phase_id");

-- CreateIndex
CREATE INDEX "cohort_import_row_source_id_verdict_line_idx" ON "cohort_import_row"("source_id", "verdict", "line");

-- CreateIndex
CREATE INDEX "cohort_member_person_id_idx" ON "cohort_member"("person_id");

-- CreateIndex
CREATE INDEX "cohort_member_source_id_idx" ON "cohort_member"("source_id");

-- CreateIndex
CREATE INDEX "cohort_member_phase_id_name_person_id_idx" ON "cohort_member"("phase_id", "name", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "rehearsal_phase_id_number_key" ON "rehearsal"("phase_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "rehearsal_id_hash_key" ON "rehearsal"("id", "hash");

-- CreateIndex
CREATE INDEX "rehearsal_exception_rehearsal_id_outcome_reason_idx" ON "rehearsal_exception"("rehearsal_id", "outcome", "reason");

-- CreateIndex
CREATE UNIQUE INDEX "run_rehearsal_id_key" ON "run"("rehearsal_id");

-- CreateIndex
CREATE INDEX "run_phase_id_started_at_idx" ON "run"("phase_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_rehearsal_id_rehearsal_hash_key" ON "run"("rehearsal_id", "rehearsal_hash");

-- CreateIndex
CREATE INDEX "run_item_run_id_state_not_before_idx" ON "run_item"("run_id", "state", "not_before");

-- CreateIndex
CREATE INDEX "run_item_run_id_state_person_name_id_idx" ON "run_item"("run_id", "state", "person_name", "id");

-- CreateIndex
CREATE INDEX "run_item_person_id_idx" ON "run_item"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_item_run_id_person_id_package_id_key" ON "run_item"("run_id", "person_id", "package_id");

-- CreateIndex
CREATE UNIQUE INDEX "job_run_id_key" ON "job"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "job_token_cache_id_key" ON "job"("token_cache_id");

-- CreateIndex
CREATE INDEX "job_state_not_before_idx" ON "job"("state", "not_before");

-- CreateIndex
CREATE INDEX "support_note_person_id_written_at_idx" ON "support_note"("person_id", "written_at");

-- CreateIndex
CREATE INDEX "support_note_phase_id_resolved_at_idx" ON "support_note"("phase_id", "resolved_at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_token_cache_id_fkey" FOREIGN KEY ("token_cache_id") REFERENCES "token_cache"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "audit_subject"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "audit_subject"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resource_approval" ADD CONSTRAINT "resource_approval_follows_id_fkey" FOREIGN KEY ("follows_id") REFERENCES "resource_approval"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_package" ADD CONSTRAINT "rollout_package_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "phase" ADD CONSTRAINT "phase_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_source" ADD CONSTRAINT "cohort_source_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_import_row" ADD CONSTRAINT "cohort_import_row_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "cohort_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_member" ADD CONSTRAINT "cohort_member_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort_member" ADD CONSTRAINT "cohort_member_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "cohort_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rehearsal" ADD CONSTRAINT "rehearsal_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rehearsal_package" ADD CONSTRAINT "rehearsal_package_rehearsal_id_fkey" FOREIGN KEY ("rehearsal_id") REFERENCES "rehearsal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rehearsal_exception" ADD CONSTRAINT "rehearsal_exception_rehearsal_id_fkey" FOREIGN KEY ("rehearsal_id") REFERENCES "rehearsal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_rehearsal_id_rehearsal_hash_fkey" FOREIGN KEY ("rehearsal_id", "rehearsal_hash") REFERENCES "rehearsal"("id", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_item" ADD CONSTRAINT "run_item_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_token_cache_id_fkey" FOREIGN KEY ("token_cache_id") REFERENCES "token_cache"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support_note" ADD CONSTRAINT "support_note_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE SET NULL ON UPDATE CASCADE;
