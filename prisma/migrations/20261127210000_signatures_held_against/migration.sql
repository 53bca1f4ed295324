-- AlterTable
ALTER TABLE "sign_off" ADD COLUMN     "current_people" INTEGER,
ADD COLUMN     "current_rehearsal" INTEGER;

ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_current_whole" CHECK (("current_rehearsal" IS NULL) = ("current_people" IS NULL));
