-- AlterTable
ALTER TABLE "mirror_member" DROP CONSTRAINT "mirror_member_pkey",
ADD CONSTRAINT "mirror_member_pkey" PRIMARY KEY ("group_id", "relation", "member_type", "member_id");

-- AlterTable
ALTER TABLE "mirror_setting" ADD COLUMN     "fresh_from" TIMESTAMPTZ(3);
