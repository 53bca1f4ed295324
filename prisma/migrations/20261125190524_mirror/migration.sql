-- What stands inside of words is found by its groups of three letters.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "mirror_feed_kind" AS ENUM ('people', 'groups', 'members', 'grants', 'packages', 'assignments', 'requests');

-- CreateEnum
CREATE TYPE "mirror_feed_state" AS ENUM ('empty', 'loading', 'current');

-- CreateTable
CREATE TABLE "mirror_feed" (
    "kind" "mirror_feed_kind" NOT NULL,
    "key" TEXT NOT NULL DEFAULT '',
    "state" "mirror_feed_state" NOT NULL DEFAULT 'empty',
    "round" INTEGER NOT NULL DEFAULT 0,
    "next_link" TEXT,
    "delta_link" TEXT,
    "loaded" INTEGER NOT NULL DEFAULT 0,
    "expected" INTEGER,
    "round_from" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "mirror_feed_pkey" PRIMARY KEY ("kind","key")
);

-- CreateTable
CREATE TABLE "mirror_person" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_principal_name" TEXT NOT NULL,
    "mail" TEXT,
    "given_name" TEXT,
    "surname" TEXT,
    "department" TEXT,
    "job_title" TEXT,
    "office" TEXT,
    "city" TEXT,
    "country" TEXT,
    "company" TEXT,
    "usage_location" TEXT,
    "employee_id" TEXT,
    "employee_type" TEXT,
    "enabled" BOOLEAN NOT NULL,
    "external" BOOLEAN NOT NULL,
    "user_type" TEXT,
    "manager_id" UUID,
    "further" JSONB,
    "deleted_at" TIMESTAMPTZ(3),
    "round" INTEGER NOT NULL,

    CONSTRAINT "mirror_person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror_phrase" (
    "phrase" TEXT COLLATE "C" NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "mirror_phrase_pkey" PRIMARY KEY ("phrase","person_id")
);

-- CreateTable
CREATE TABLE "mirror_word" (
    "word" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "mirror_word_pkey" PRIMARY KEY ("word")
);

-- CreateIndex
CREATE INDEX "mirror_person_department_country_idx" ON "mirror_person"("department", "country");

-- CreateIndex
CREATE INDEX "mirror_person_manager_id_idx" ON "mirror_person"("manager_id");

-- CreateIndex
CREATE INDEX "mirror_phrase_person_id_idx" ON "mirror_phrase"("person_id");

-- CreateIndex
CREATE INDEX "mirror_word_word_idx" ON "mirror_word" USING GIN ("word" gin_trgm_ops) WITH (fastupdate = off);

-- Texts compared byte by byte (COLLATE "C"): the beginning of a word is then one range of the key, whatever the database's
-- language. Without fastupdate: entries kept for later would be sorted in by whoever fills the list, in one long statement.
