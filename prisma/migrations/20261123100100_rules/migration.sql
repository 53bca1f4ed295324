-- Rules that Prisma's schema language cannot say. They hold for whoever writes, not only for our code.

-- One installation row, one audit head.
ALTER TABLE "installation" ADD CONSTRAINT "installation_one" CHECK ("one");
ALTER TABLE "audit_head" ADD CONSTRAINT "audit_head_one" CHECK ("one");
INSERT INTO "audit_head" ("one", "seq", "hash") VALUES (true, 0, repeat('0', 64));

-- The phase's state machine: draft → rehearsed → signed → running → verifying → soaking → passed; or held, reversing, reversed, failed.
INSERT INTO "phase_transition" ("from_state", "to_state") VALUES
  ('draft', 'rehearsed'),
  ('rehearsed', 'rehearsed'), ('rehearsed', 'draft'), ('rehearsed', 'signed'),
  ('signed', 'draft'), ('signed', 'rehearsed'), ('signed', 'running'),
  ('running', 'verifying'), ('running', 'held'), ('running', 'reversing'), ('running', 'failed'),
  ('verifying', 'running'), ('verifying', 'soaking'), ('verifying', 'held'), ('verifying', 'reversing'), ('verifying', 'failed'),
  ('soaking', 'passed'), ('soaking', 'running'), ('soaking', 'held'), ('soaking', 'reversing'), ('soaking', 'failed'),
  ('held', 'running'), ('held', 'verifying'), ('held', 'soaking'), ('held', 'reversing'), ('held', 'failed'),
  ('passed', 'reversing'),
  ('failed', 'reversing'),
  ('reversing', 'reversed'), ('reversing', 'held'), ('reversing', 'failed');

CREATE FUNCTION "check_phase_transition"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."state" IS DISTINCT FROM OLD."state" THEN
    IF NOT EXISTS (SELECT 1 FROM "phase_transition" t WHERE t."from_state" = OLD."state" AND t."to_state" = NEW."state") THEN
      RAISE EXCEPTION 'phase % may not go from % to %', OLD."id", OLD."state", NEW."state" USING ERRCODE = 'check_violation', CONSTRAINT = 'phase_transition';
    END IF;
    NEW."state_since" := now();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "phase_transition" BEFORE UPDATE ON "phase" FOR EACH ROW EXECUTE FUNCTION "check_phase_transition"();

CREATE FUNCTION "check_phase_begins_as_draft"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."state" <> 'draft' THEN
    RAISE EXCEPTION 'a phase begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'phase_begins_as_draft';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "phase_begins_as_draft" BEFORE INSERT ON "phase" FOR EACH ROW EXECUTE FUNCTION "check_phase_begins_as_draft"();

-- Append-only: the audit, and everything a rehearsal says.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;
CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_event_no_truncate" BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "rehearsal_immutable" BEFORE UPDATE ON "rehearsal" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "rehearsal_package_immutable" BEFORE UPDATE ON "rehearsal_package" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "rehearsal_exception_immutable" BEFORE UPDATE ON "rehearsal_exception" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- One run at a time in a phase, one open question per resource of a catalog.
CREATE UNIQUE INDEX "run_one_at_a_time" ON "run" ("phase_id") WHERE "state" IN ('running', 'settled');
CREATE UNIQUE INDEX "resource_approval_one_open" ON "resource_approval" ("catalog_id", "resource_id") WHERE "state" = 'open';

-- Plain sense.
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_name_not_blank" CHECK (btrim("name") <> '');
ALTER TABLE "phase" ADD CONSTRAINT "phase_name_not_blank" CHECK (btrim("name") <> '');
ALTER TABLE "phase" ADD CONSTRAINT "phase_override_has_reason" CHECK ("override_by" IS NULL OR btrim(coalesce("override_reason", '')) <> '');
ALTER TABLE "rehearsal" ADD CONSTRAINT "rehearsal_hash_shape" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_hash_shape" CHECK ("hash" ~ '^[0-9a-f]{64}$' AND "prev_hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "run_item" ADD CONSTRAINT "run_item_failed_has_reason" CHECK ("state" <> 'failed' OR "failure" IS NOT NULL);
ALTER TABLE "run_item" ADD CONSTRAINT "run_item_skipped_has_reason" CHECK ("state" <> 'skipped' OR "failure" IS NOT NULL);
ALTER TABLE "resource_approval" ADD CONSTRAINT "resource_approval_refused_has_reason" CHECK ("state" <> 'refused' OR btrim(coalesce("reason", '')) <> '');
ALTER TABLE "resource_approval" ADD CONSTRAINT "resource_approval_answered" CHECK ("state" IN ('open', 'replaced') OR "answered_at" IS NOT NULL);
ALTER TABLE "support_note" ADD CONSTRAINT "support_note_not_blank" CHECK (btrim("text") <> '');
ALTER TABLE "support_note" ADD CONSTRAINT "support_note_resolved_whole" CHECK (("resolved_at" IS NULL) = ("resolved_by" IS NULL));
ALTER TABLE "job" ADD CONSTRAINT "job_lease_whole" CHECK (("lease_holder" IS NULL) = ("lease_until" IS NULL));
