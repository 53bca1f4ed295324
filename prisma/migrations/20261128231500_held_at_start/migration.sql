-- Days may lie between a rehearsal and its run: who came to hold a role meanwhile held it before the run, and a reversal must not take it.
CREATE TABLE "held_at_start" (
    "run_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "origin_system" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "role_origin_id" TEXT NOT NULL,
    "holding" TEXT NOT NULL,
    "routes" JSONB NOT NULL,
    "names" JSONB NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "held_at_start_pkey" PRIMARY KEY ("run_id","person_id","origin_system","origin_id","role_origin_id"),
    CONSTRAINT "held_at_start_holding" CHECK ("holding" IN ('none', 'direct', 'other', 'both', 'unknown', 'asReported'))
);

-- AddForeignKey
ALTER TABLE "held_at_start" ADD CONSTRAINT "held_at_start_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
