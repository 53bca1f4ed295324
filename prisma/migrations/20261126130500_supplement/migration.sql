-- AlterTable
ALTER TABLE "phase" ADD COLUMN     "supplement_of" UUID;

-- CreateIndex
CREATE INDEX "phase_supplement_of_idx" ON "phase"("supplement_of");

-- AddForeignKey
ALTER TABLE "phase" ADD CONSTRAINT "phase_supplement_of_fkey" FOREIGN KEY ("supplement_of") REFERENCES "phase"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "phase" ADD CONSTRAINT "phase_supplements_another" CHECK ("supplement_of" <> "id");
