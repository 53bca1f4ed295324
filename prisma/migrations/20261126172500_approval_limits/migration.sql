-- AlterTable
ALTER TABLE "resource_approval" ADD COLUMN     "limits" JSONB;

-- What an owner allows stands with their approval, and with nothing they did not approve.
ALTER TABLE "resource_approval" ADD CONSTRAINT "resource_approval_limits_of_approved" CHECK ("limits" IS NULL OR "state" IN ('approved', 'replaced'));
