-- AlterTable
ALTER TABLE "phase" DROP COLUMN "override_by",
DROP COLUMN "override_reason";
