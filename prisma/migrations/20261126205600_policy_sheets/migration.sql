-- CreateEnum
CREATE TYPE "policy_sheet_origin" AS ENUM ('csv', 'json', 'form', 'tenant');

-- CreateTable
CREATE TABLE "policy_sheet" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_sheet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_sheet_row" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sheet_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "catalog" TEXT NOT NULL,
    "package" TEXT NOT NULL,
    "cells" JSONB NOT NULL,
    "wanted" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_sheet_row_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_sheet_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sheet_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "origin" "policy_sheet_origin" NOT NULL,
    "file_name" TEXT,
    "text" TEXT,
    "said" TEXT,
    "row_count" INTEGER NOT NULL,
    "by_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_sheet_version_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "policy_sheet_changed_at_idx" ON "policy_sheet"("changed_at");

-- CreateIndex
CREATE INDEX "policy_sheet_row_sheet_id_position_idx" ON "policy_sheet_row"("sheet_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "policy_sheet_version_sheet_id_version_key" ON "policy_sheet_version"("sheet_id", "version");

-- AddForeignKey
ALTER TABLE "policy_sheet_row" ADD CONSTRAINT "policy_sheet_row_sheet_id_fkey" FOREIGN KEY ("sheet_id") REFERENCES "policy_sheet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_sheet_version" ADD CONSTRAINT "policy_sheet_version_sheet_id_fkey" FOREIGN KEY ("sheet_id") REFERENCES "policy_sheet"("id") ON DELETE CASCADE ON UPDATE CASCADE;
