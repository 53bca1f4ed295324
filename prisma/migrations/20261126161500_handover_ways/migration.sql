-- CreateEnum
CREATE TYPE "handover_way" AS ENUM ('inPlace', 'bridge');

-- CreateEnum
CREATE TYPE "handover_step" AS ENUM ('move', 'keep', 'remove', 'assign', 'drop');

-- AlterTable
ALTER TABLE "handover" ADD COLUMN     "back" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "way" "handover_way" NOT NULL DEFAULT 'inPlace';

-- AlterTable
ALTER TABLE "handover_item" ADD COLUMN     "keeper_assignment_id" UUID,
ADD COLUMN     "new_assignment_id" UUID,
ADD COLUMN     "refused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "step" "handover_step" NOT NULL DEFAULT 'move';

-- CreateTable
CREATE TABLE "handover_keeper" (
    "handover_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "keeper_id" UUID,
    "policy_id" UUID,
    "gone_at" TIMESTAMPTZ(3),
    "stays" TEXT,

    CONSTRAINT "handover_keeper_pkey" PRIMARY KEY ("handover_id","package_id")
);

-- AddForeignKey
ALTER TABLE "handover_keeper" ADD CONSTRAINT "handover_keeper_handover_id_fkey" FOREIGN KEY ("handover_id") REFERENCES "handover"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nobody's assignment is taken before a small package keeps what it gives.
ALTER TABLE "handover_item" ADD CONSTRAINT "handover_item_kept_first" CHECK ("step" IN ('move', 'keep') OR "keeper_assignment_id" IS NOT NULL);

-- What was rehearsed is what is carried out.
CREATE OR REPLACE FUNCTION "check_handover_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."hash" IS DISTINCT FROM OLD."hash" OR NEW."rollout_id" IS DISTINCT FROM OLD."rollout_id" OR NEW."tenant_read_at" IS DISTINCT FROM OLD."tenant_read_at" OR NEW."way" IS DISTINCT FROM OLD."way" OR NEW."back" IS DISTINCT FROM OLD."back" THEN
    RAISE EXCEPTION 'what handover % says never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_is_kept';
  END IF;
  RETURN NEW;
END $$;

-- Who was moved by a handover is as signed, and is told so; of nobody else who is as signed anything is told.
ALTER TABLE "verification_exception" DROP CONSTRAINT "verification_exception_verdict";
ALTER TABLE "verification_exception" ADD CONSTRAINT "verification_exception_verdict" CHECK ("verdict" IN ('onItsWay', 'notAsked', 'failed', 'different', 'unknown', 'asReported', 'skipped') OR ("verdict" = 'asSigned' AND "cause" = 'movedByHandover'));

-- When the group that was made for an invitation was deleted again.
ALTER TABLE "run_policy" ADD COLUMN     "group_gone_at" TIMESTAMPTZ(3);
