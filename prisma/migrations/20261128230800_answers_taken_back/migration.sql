-- AlterTable
ALTER TABLE "sign_off" ADD COLUMN     "taken_back_because" TEXT;

ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_taken_back_is_void" CHECK ("taken_back_because" IS NULL OR ("state" = 'void' AND "answered_at" IS NOT NULL AND btrim("taken_back_because") <> ''));
