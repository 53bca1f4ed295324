-- CreateEnum
CREATE TYPE "access_policy_state" AS ENUM ('enabled', 'reportOnly', 'disabled');

-- CreateTable
CREATE TABLE "access_export" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "policies" INTEGER NOT NULL,
    "brought_by" UUID NOT NULL,
    "brought_by_name" TEXT NOT NULL,
    "brought_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_export_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "access_policy" (
    "policy_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" "access_policy_state" NOT NULL,
    "blocks" BOOLEAN NOT NULL,
    "include_groups" TEXT[],
    "exclude_groups" TEXT[],
    "all_applications" BOOLEAN NOT NULL,
    "include_applications" TEXT[],
    "exclude_applications" TEXT[],

    CONSTRAINT "access_policy_pkey" PRIMARY KEY ("policy_id")
);

-- The schema language has no CHECK.
ALTER TABLE "access_export" ADD CONSTRAINT "access_export_one" CHECK ("one");
