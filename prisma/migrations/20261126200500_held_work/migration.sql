-- AlterTable
ALTER TABLE "reversal" ADD COLUMN     "hold_says" TEXT;

-- AlterTable
ALTER TABLE "handover" ADD COLUMN     "end_reason" TEXT,
ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "ended_by_name" TEXT,
ADD COLUMN     "held_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_by_name" TEXT,
ADD COLUMN     "hold_says" TEXT;

-- AlterTable
ALTER TABLE "handover_item" ADD COLUMN     "at_approvers" BOOLEAN NOT NULL DEFAULT false;

-- Held before, by whoever it says.
UPDATE "reversal" SET "hold_says" = coalesce("held_by_name", 'Somebody') || ' paused it.' WHERE "held_at" IS NOT NULL;
ALTER TABLE "reversal" DROP CONSTRAINT "reversal_held_whole";
ALTER TABLE "reversal" ADD CONSTRAINT "reversal_held_whole" CHECK (("held_at" IS NULL) = ("held_by_name" IS NULL) AND ("held_at" IS NULL) = ("hold_says" IS NULL));
ALTER TABLE "handover" ADD CONSTRAINT "handover_held_whole" CHECK (("held_at" IS NULL) = ("held_by_name" IS NULL) AND ("held_at" IS NULL) = ("hold_says" IS NULL));
ALTER TABLE "handover" ADD CONSTRAINT "handover_held_while_running" CHECK ("held_at" IS NULL OR "state" = 'running');
ALTER TABLE "handover" ADD CONSTRAINT "handover_ended_whole" CHECK (("ended_at" IS NULL) = ("ended_by_name" IS NULL) AND ("ended_at" IS NULL) = ("end_reason" IS NULL));
