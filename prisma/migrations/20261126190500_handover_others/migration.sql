-- AlterTable
ALTER TABLE "handover_item" ADD COLUMN     "given" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "handover_target" ADD COLUMN     "others" BOOLEAN NOT NULL DEFAULT false;

-- What was rehearsed before: whom no run of the rollout gave the package, nor a policy that one wrote.
UPDATE "handover_item" i SET "given" = false FROM "handover" h
WHERE h."id" = i."handover_id" AND NOT EXISTS (
  SELECT 1 FROM "phase" p JOIN "run" r ON r."phase_id" = p."id" WHERE p."rollout_id" = h."rollout_id" AND (
    EXISTS (SELECT 1 FROM "run_item" g WHERE g."run_id" = r."id" AND g."person_id" = i."person_id" AND g."package_id" = i."package_id" AND g."state" <> 'skipped')
    OR EXISTS (SELECT 1 FROM "run_policy" w WHERE w."run_id" = r."id" AND w."package_id" = i."package_id")));
