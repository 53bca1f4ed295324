-- AlterTable
ALTER TABLE "lint_finding" ADD COLUMN     "source" JSONB;

-- AlterTable
ALTER TABLE "lint_run" ADD COLUMN     "covered" UUID[];
