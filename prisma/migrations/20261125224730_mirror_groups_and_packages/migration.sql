-- CreateEnum
CREATE TYPE "mirror_scope" AS ENUM ('nothing', 'inScope', 'wholeTenant');

-- CreateEnum
CREATE TYPE "member_relation" AS ENUM ('member', 'owner');

-- CreateEnum
CREATE TYPE "member_type" AS ENUM ('person', 'group', 'other');

-- CreateEnum
CREATE TYPE "conflict_kind" AS ENUM ('package', 'group');

-- AlterTable
ALTER TABLE "mirror_feed" ADD COLUMN     "selected" TEXT,
ADD COLUMN     "stage" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "mirror_person" ADD COLUMN     "licensed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "synchronised" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable: a copy that an admin purged stays purged.
ALTER TABLE "mirror_setting" ADD COLUMN     "scope" "mirror_scope" NOT NULL DEFAULT 'inScope',
ALTER COLUMN "changed_by" DROP NOT NULL,
ALTER COLUMN "changed_by_name" DROP NOT NULL;
UPDATE "mirror_setting" SET "scope" = CASE WHEN "whole_tenant" THEN 'wholeTenant' ELSE 'nothing' END::"mirror_scope";
ALTER TABLE "mirror_setting" DROP COLUMN "whole_tenant";
INSERT INTO "mirror_setting" ("one") VALUES (true) ON CONFLICT DO NOTHING;

-- CreateTable
CREATE TABLE "mirror_want" (
    "owner" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "mirror_want_pkey" PRIMARY KEY ("owner","kind","value")
);

-- CreateTable
CREATE TABLE "mirror_group" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "description" TEXT,
    "mail" TEXT,
    "mail_enabled" BOOLEAN NOT NULL DEFAULT false,
    "security_enabled" BOOLEAN NOT NULL DEFAULT false,
    "microsoft365" BOOLEAN NOT NULL DEFAULT false,
    "dynamic" BOOLEAN NOT NULL DEFAULT false,
    "membership_rule" TEXT,
    "rule_paused" BOOLEAN NOT NULL DEFAULT false,
    "synchronised" BOOLEAN NOT NULL DEFAULT false,
    "role_assignable" BOOLEAN NOT NULL DEFAULT false,
    "hidden_membership" BOOLEAN NOT NULL DEFAULT false,
    "licences" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "owners_wanted" BOOLEAN NOT NULL DEFAULT false,
    "slice" INTEGER,
    "round" INTEGER NOT NULL DEFAULT 0,
    "members_as_of" TIMESTAMPTZ(3),
    "owners_as_of" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror_member" (
    "group_id" UUID NOT NULL,
    "relation" "member_relation" NOT NULL,
    "member_id" UUID NOT NULL,
    "member_type" "member_type" NOT NULL,
    "round" INTEGER NOT NULL,

    CONSTRAINT "mirror_member_pkey" PRIMARY KEY ("group_id","relation","member_id")
);

-- CreateTable
CREATE TABLE "mirror_app_role" (
    "id" TEXT NOT NULL,
    "application_id" UUID NOT NULL,
    "app_role_id" UUID NOT NULL,
    "principal_id" UUID NOT NULL,
    "principal_type" "member_type" NOT NULL,
    "round" INTEGER NOT NULL,

    CONSTRAINT "mirror_app_role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror_package" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "hidden" BOOLEAN NOT NULL,
    "catalog_id" UUID NOT NULL,
    "catalog_name" TEXT NOT NULL,
    "round" INTEGER NOT NULL,

    CONSTRAINT "mirror_package_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror_package_role" (
    "package_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "role_name" TEXT NOT NULL,
    "role_origin_id" TEXT NOT NULL,
    "resource_id" UUID NOT NULL,
    "resource_name" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "origin_system" TEXT NOT NULL,

    CONSTRAINT "mirror_package_role_pkey" PRIMARY KEY ("package_id","id")
);

-- CreateTable
CREATE TABLE "mirror_policy" (
    "id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "policy" JSONB NOT NULL,

    CONSTRAINT "mirror_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror_conflict" (
    "package_id" UUID NOT NULL,
    "kind" "conflict_kind" NOT NULL,
    "other_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "mirror_conflict_pkey" PRIMARY KEY ("package_id","kind","other_id")
);

-- CreateTable
CREATE TABLE "mirror_assignment" (
    "id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "policy_id" UUID,
    "person_id" UUID,
    "state" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "round" INTEGER NOT NULL,

    CONSTRAINT "mirror_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror_request" (
    "id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "person_id" UUID,
    "request_type" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "round" INTEGER NOT NULL,

    CONSTRAINT "mirror_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "look_up" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "by_id" UUID NOT NULL,
    "by_name" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "typed" TEXT,
    "shown" UUID[],

    CONSTRAINT "look_up_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mirror_want_kind_value_idx" ON "mirror_want"("kind", "value");

-- CreateIndex
CREATE INDEX "mirror_group_slice_idx" ON "mirror_group"("slice");

-- CreateIndex
CREATE INDEX "mirror_member_member_id_idx" ON "mirror_member"("member_id");

-- CreateIndex
CREATE INDEX "mirror_app_role_application_id_app_role_id_principal_id_idx" ON "mirror_app_role"("application_id", "app_role_id", "principal_id");

-- CreateIndex
CREATE INDEX "mirror_app_role_principal_id_idx" ON "mirror_app_role"("principal_id");

-- CreateIndex
CREATE INDEX "mirror_package_role_origin_id_role_origin_id_idx" ON "mirror_package_role"("origin_id", "role_origin_id");

-- CreateIndex
CREATE INDEX "mirror_policy_package_id_idx" ON "mirror_policy"("package_id");

-- CreateIndex
CREATE INDEX "mirror_conflict_other_id_idx" ON "mirror_conflict"("other_id");

-- CreateIndex
CREATE INDEX "mirror_assignment_package_id_person_id_idx" ON "mirror_assignment"("package_id", "person_id");

-- CreateIndex
CREATE INDEX "mirror_assignment_person_id_idx" ON "mirror_assignment"("person_id");

-- CreateIndex
CREATE INDEX "mirror_request_package_id_person_id_idx" ON "mirror_request"("package_id", "person_id");

-- CreateIndex
CREATE INDEX "mirror_request_person_id_idx" ON "mirror_request"("person_id");

-- CreateIndex
CREATE INDEX "look_up_at_idx" ON "look_up"("at");

-- CreateIndex
CREATE INDEX "look_up_by_id_at_idx" ON "look_up"("by_id", "at");

-- CreateIndex
CREATE INDEX "look_up_shown_idx" ON "look_up" USING GIN ("shown") WITH (fastupdate = off);
