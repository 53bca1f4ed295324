-- CreateTable
CREATE TABLE "rehearsal_baseline" (
    "rehearsal_id" UUID NOT NULL,
    "origin_system" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "role_origin_id" TEXT NOT NULL,
    "codes" BYTEA NOT NULL,
    "ways" JSONB NOT NULL,
    "way_of" BYTEA NOT NULL,
    "unknown" JSONB,
    "names" JSONB NOT NULL,
    "totals" JSONB NOT NULL,
    "source" TEXT,
    "as_of" TIMESTAMPTZ(3),

    CONSTRAINT "rehearsal_baseline_pkey" PRIMARY KEY ("rehearsal_id","origin_system","origin_id","role_origin_id")
);

-- AddForeignKey
ALTER TABLE "rehearsal_baseline" ADD CONSTRAINT "rehearsal_baseline_rehearsal_id_fkey" FOREIGN KEY ("rehearsal_id") REFERENCES "rehearsal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Append-only, as everything a rehearsal says.
CREATE TRIGGER "rehearsal_baseline_immutable" BEFORE UPDATE ON "rehearsal_baseline" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
