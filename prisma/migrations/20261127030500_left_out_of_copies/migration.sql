-- AlterTable
ALTER TABLE "draft_change" ADD COLUMN     "left_out" JSONB NOT NULL DEFAULT '[]';
