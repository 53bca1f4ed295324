-- A draft may make the package that takes another's place in a rollout once it is applied.
ALTER TABLE "draft" ADD COLUMN "rollout_id" UUID, ADD COLUMN "instead_of" TEXT, ADD COLUMN "under_policy" TEXT;
