-- Whom a reason is true of, as packed places in the rehearsal's people; `people` stays for rehearsals of before.
ALTER TABLE "rehearsal_exception" ADD COLUMN     "places" BYTEA;

-- Everybody whose worst outcome is another than an assignment, so that a cohort can be listed by outcomes.
CREATE TABLE "rehearsal_outcome" (
    "rehearsal_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "people" UUID[],

    CONSTRAINT "rehearsal_outcome_pkey" PRIMARY KEY ("rehearsal_id","outcome")
);
ALTER TABLE "rehearsal_outcome" ALTER COLUMN "people" SET STORAGE EXTERNAL;

-- AddForeignKey
ALTER TABLE "rehearsal_outcome" ADD CONSTRAINT "rehearsal_outcome_rehearsal_id_fkey" FOREIGN KEY ("rehearsal_id") REFERENCES "rehearsal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TRIGGER "rehearsal_outcome_immutable" BEFORE UPDATE ON "rehearsal_outcome" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Worst first: blocked, assign, in flight, already assigned. Whoever has fewer exceptions than there are packages gains something.
INSERT INTO "rehearsal_outcome" ("rehearsal_id", "outcome", "people")
SELECT w."rehearsal_id", (ARRAY['blocked', 'assign', 'inFlight', 'alreadyAssigned'])[w.rank], array_agg(w.id ORDER BY w.id)
FROM (
  SELECT e."rehearsal_id", p.id, LEAST(min(array_position(ARRAY['blocked', 'assign', 'inFlight', 'alreadyAssigned'], e."outcome")), CASE WHEN count(*) < jsonb_array_length(r."design"->'packages') THEN 2 END) AS rank
  FROM "rehearsal_exception" e JOIN "rehearsal" r ON r."id" = e."rehearsal_id", unnest(e."people") AS p(id)
  GROUP BY e."rehearsal_id", p.id, r."design"
) w WHERE w.rank <> 2 GROUP BY w."rehearsal_id", w.rank;
