-- AlterTable
ALTER TABLE "handover_item" ADD COLUMN     "by_rule" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "goes_back" BOOLEAN NOT NULL DEFAULT false;
