-- CreateEnum
CREATE TYPE "gate_advance" AS ENUM ('byHand', 'secondPerson', 'byItself');

-- CreateEnum
CREATE TYPE "gate_decision_kind" AS ENUM ('start', 'soak', 'hold', 'resume', 'advance', 'override');

-- AlterEnum
ALTER TYPE "run_hold" ADD VALUE 'gate';

-- CreateTable
CREATE TABLE "phase_gate" (
    "phase_id" UUID NOT NULL,
    "entry" JSONB NOT NULL,
    "exit" JSONB NOT NULL,
    "advance" "gate_advance" NOT NULL DEFAULT 'byHand',
    "may_override" BOOLEAN NOT NULL DEFAULT true,
    "changed_by" UUID NOT NULL,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "phase_gate_pkey" PRIMARY KEY ("phase_id")
);

-- CreateTable
CREATE TABLE "phase_entry_item" (
    "phase_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "day" DATE,
    "said_by" UUID NOT NULL,
    "said_by_name" TEXT NOT NULL,
    "said_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "phase_entry_item_pkey" PRIMARY KEY ("phase_id","item")
);

-- CreateTable
CREATE TABLE "gate_decision" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "phase_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "gate_decision_kind" NOT NULL,
    "from_state" "phase_state" NOT NULL,
    "to_state" "phase_state" NOT NULL,
    "decided_by" UUID,
    "decided_by_name" TEXT,
    "besides" UUID,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "says" TEXT NOT NULL,
    "reason" TEXT,
    "evidence" JSONB NOT NULL,

    CONSTRAINT "gate_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "phase_drift" (
    "phase_id" UUID NOT NULL,
    "people" INTEGER,
    "says" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "looked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "phase_drift_pkey" PRIMARY KEY ("phase_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "gate_decision_phase_id_number_key" ON "gate_decision"("phase_id", "number");

-- AddForeignKey
ALTER TABLE "phase_gate" ADD CONSTRAINT "phase_gate_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "phase_entry_item" ADD CONSTRAINT "phase_entry_item_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_decision" ADD CONSTRAINT "gate_decision_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "phase_drift" ADD CONSTRAINT "phase_drift_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "phase_gate" ADD CONSTRAINT "phase_gate_shape" CHECK (jsonb_typeof("entry") = 'object' AND jsonb_typeof("exit") = 'object');
-- Whether a reversal was rehearsed is known; nobody says it. An announcement has the day on which it was sent.
ALTER TABLE "phase_entry_item" ADD CONSTRAINT "phase_entry_item_said" CHECK ("item" IN ('helpdesk', 'announcement', 'ticket') AND ("item" = 'announcement') = ("day" IS NOT NULL));
ALTER TABLE "phase_drift" ADD CONSTRAINT "phase_drift_told" CHECK (("people" IS NULL OR "people" >= 0) AND ("people" IS NULL) = ("as_of" IS NULL));

-- The portal begins a soak, holds, and lets pass by itself; everything else is a person's, and what goes past a criterion has a reason.
ALTER TABLE "gate_decision" ADD CONSTRAINT "gate_decision_by_whom" CHECK (("decided_by" IS NULL) = ("decided_by_name" IS NULL) AND ("decided_by" IS NOT NULL OR "kind" IN ('soak', 'hold', 'advance')));
ALTER TABLE "gate_decision" ADD CONSTRAINT "gate_decision_has_reason" CHECK ("kind" NOT IN ('override', 'resume') OR btrim(coalesce("reason", '')) <> '');
ALTER TABLE "gate_decision" ADD CONSTRAINT "gate_decision_second_person" CHECK ("besides" IS NULL OR ("decided_by" IS NOT NULL AND "decided_by" <> "besides"));
ALTER TABLE "gate_decision" ADD CONSTRAINT "gate_decision_evidence" CHECK (jsonb_typeof("evidence") = 'array' AND btrim("says") <> '');
ALTER TABLE "gate_decision" ADD CONSTRAINT "gate_decision_states" CHECK (("kind" = 'hold') = ("to_state" = 'held') AND ("kind" <> 'resume' OR "from_state" = 'held') AND ("kind" <> 'soak' OR "to_state" = 'soaking') AND ("kind" <> 'start' OR "to_state" = 'running') AND ("kind" <> 'advance' OR "to_state" = 'passed'));
CREATE TRIGGER "gate_decision_append_only" BEFORE UPDATE OR DELETE ON "gate_decision" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Who lets a phase pass is who its gate says: by a second person is not by whoever started it, nor by the portal.
CREATE FUNCTION "check_gate_advance"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  gate "phase_gate";
BEGIN
  SELECT * INTO gate FROM "phase_gate" WHERE "phase_id" = NEW."phase_id";
  IF NEW."to_state" = 'passed' AND gate."advance" = 'secondPerson' AND NEW."besides" IS NULL THEN
    RAISE EXCEPTION 'phase % passes by a second person', NEW."phase_id" USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_advance';
  END IF;
  IF NEW."kind" = 'advance' AND NEW."decided_by" IS NULL AND gate."advance" IS DISTINCT FROM 'byItself' THEN
    RAISE EXCEPTION 'phase % does not pass by itself', NEW."phase_id" USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_advance';
  END IF;
  IF NEW."kind" = 'override' AND NOT coalesce(gate."may_override", true) THEN
    RAISE EXCEPTION 'the gate of phase % takes no override', NEW."phase_id" USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_advance';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "gate_advance" BEFORE INSERT ON "gate_decision" FOR EACH ROW EXECUTE FUNCTION "check_gate_advance"();

-- A phase passes, is held and goes on by the last decision that stands, and by nothing else.
CREATE FUNCTION "check_phase_is_decided"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last "gate_decision";
BEGIN
  SELECT * INTO last FROM "gate_decision" WHERE "phase_id" = NEW."id" ORDER BY "number" DESC LIMIT 1;
  IF last."id" IS NULL OR last."from_state" <> OLD."state" AND NOT (NEW."state" = 'passed' AND OLD."state" = 'soaking') OR last."to_state" <> NEW."state" THEN
    RAISE EXCEPTION 'nobody decided that phase % goes from % to %', OLD."id", OLD."state", NEW."state" USING ERRCODE = 'check_violation', CONSTRAINT = 'phase_is_decided';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "phase_is_decided" BEFORE UPDATE ON "phase" FOR EACH ROW
  WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND (NEW."state" = 'passed' OR (NEW."state" = 'held' AND OLD."state" <> 'reversing') OR (OLD."state" = 'held' AND NEW."state" IN ('running', 'verifying', 'soaking'))))
  EXECUTE FUNCTION "check_phase_is_decided"();
