-- CreateEnum
CREATE TYPE "automatic_step" AS ENUM ('widen', 'target');

-- AlterTable
ALTER TABLE "phase" ADD COLUMN     "automatic_step" "automatic_step" NOT NULL DEFAULT 'widen',
ADD COLUMN     "canary" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "grace_hours" INTEGER NOT NULL DEFAULT 168,
ADD COLUMN     "tolerance_percent" DOUBLE PRECISION NOT NULL DEFAULT 2;

-- CreateTable
CREATE TABLE "phase_package_mode" (
    "phase_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "mode" "delivery_mode" NOT NULL,

    CONSTRAINT "phase_package_mode_pkey" PRIMARY KEY ("phase_id","package_id")
);

-- AddForeignKey
ALTER TABLE "phase_package_mode" ADD CONSTRAINT "phase_package_mode_phase_id_fkey" FOREIGN KEY ("phase_id") REFERENCES "phase"("id") ON DELETE CASCADE ON UPDATE CASCADE;
