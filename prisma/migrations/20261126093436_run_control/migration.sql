-- CreateEnum
CREATE TYPE "run_hold" AS ENUM ('paused', 'brake', 'shrunk', 'stopped', 'secondAdmin');

-- AlterTable
ALTER TABLE "phase" ADD COLUMN     "brake_people" INTEGER NOT NULL DEFAULT 2,
ADD COLUMN     "brake_percent" DOUBLE PRECISION NOT NULL DEFAULT 1,
ADD COLUMN     "brake_removal_percent" DOUBLE PRECISION NOT NULL DEFAULT 5,
ADD COLUMN     "brake_removals" INTEGER NOT NULL DEFAULT 20;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "end_reason" TEXT,
ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "ended_by" UUID,
ADD COLUMN     "ended_by_name" TEXT,
ADD COLUMN     "held_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_by_name" TEXT,
ADD COLUMN     "hold" "run_hold",
ADD COLUMN     "hold_says" TEXT,
ADD COLUMN     "looked_at" TIMESTAMPTZ(3),
ADD COLUMN     "seen_failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "seen_removals" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "seen_shrunk" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "write_limit" ADD COLUMN     "second_admin_above" INTEGER NOT NULL DEFAULT 1000;

-- CreateTable
CREATE TABLE "emergency_stop" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "pressed_by" UUID NOT NULL,
    "pressed_by_name" TEXT NOT NULL,
    "pressed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,
    "job_id" UUID,
    "cancelled_at" TIMESTAMPTZ(3),
    "lifted_by" UUID,
    "lifted_by_name" TEXT,
    "lifted_at" TIMESTAMPTZ(3),
    "lift_reason" TEXT,

    CONSTRAINT "emergency_stop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "emergency_stop_run" (
    "stop_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,

    CONSTRAINT "emergency_stop_run_pkey" PRIMARY KEY ("stop_id","run_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "emergency_stop_job_id_key" ON "emergency_stop"("job_id");

-- CreateIndex
CREATE INDEX "emergency_stop_pressed_at_idx" ON "emergency_stop"("pressed_at");

-- AddForeignKey
ALTER TABLE "emergency_stop" ADD CONSTRAINT "emergency_stop_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_stop_run" ADD CONSTRAINT "emergency_stop_run_stop_id_fkey" FOREIGN KEY ("stop_id") REFERENCES "emergency_stop"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_stop_run" ADD CONSTRAINT "emergency_stop_run_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A run is held only while it runs, and says why.
ALTER TABLE "run" ADD CONSTRAINT "run_hold_whole" CHECK (("hold" IS NULL) = ("held_at" IS NULL) AND ("hold" IS NULL OR btrim(coalesce("hold_says", '')) <> ''));
ALTER TABLE "run" ADD CONSTRAINT "run_hold_while_running" CHECK ("hold" IS NULL OR "state" = 'running');
ALTER TABLE "run" ADD CONSTRAINT "run_end_whole" CHECK (("ended_at" IS NULL) = ("ended_by" IS NULL) AND ("ended_at" IS NULL OR btrim(coalesce("end_reason", '')) <> ''));

-- What holds it stays until an admin lets it go on; only stopping everything goes over it.
CREATE FUNCTION "check_run_hold"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."hold" IS NOT NULL AND NEW."hold" IS NOT NULL AND NEW."hold" <> 'stopped' THEN
    RAISE EXCEPTION 'run % is held as % already', OLD."id", OLD."hold" USING ERRCODE = 'check_violation', CONSTRAINT = 'run_hold_step';
  END IF;
  IF OLD."ended_at" IS NOT NULL AND NEW."ended_at" IS DISTINCT FROM OLD."ended_at" THEN
    RAISE EXCEPTION 'run % was ended already', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'run_end_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "run_hold_step" BEFORE UPDATE ON "run" FOR EACH ROW WHEN (OLD."hold" IS DISTINCT FROM NEW."hold" OR OLD."ended_at" IS DISTINCT FROM NEW."ended_at") EXECUTE FUNCTION "check_run_hold"();

-- One stop is in force at a time, and both its ends have a name and a reason.
CREATE UNIQUE INDEX "emergency_stop_one_in_force" ON "emergency_stop" (("lifted_at" IS NULL)) WHERE "lifted_at" IS NULL;
ALTER TABLE "emergency_stop" ADD CONSTRAINT "emergency_stop_has_reason" CHECK (btrim("reason") <> '');
ALTER TABLE "emergency_stop" ADD CONSTRAINT "emergency_stop_lifted_whole" CHECK (("lifted_at" IS NULL) = ("lifted_by" IS NULL) AND ("lifted_at" IS NULL OR btrim(coalesce("lift_reason", '')) <> ''));

-- Brakes are shares and counts.
ALTER TABLE "phase" ADD CONSTRAINT "phase_brakes" CHECK ("brake_people" >= 0 AND "brake_removals" >= 0 AND "brake_percent" BETWEEN 0 AND 100 AND "brake_removal_percent" BETWEEN 0 AND 100);
ALTER TABLE "write_limit" ADD CONSTRAINT "write_limit_second_admin" CHECK ("second_admin_above" >= 1);
