-- AlterTable
ALTER TABLE "verification_read" ADD COLUMN     "in_application" JSONB;
