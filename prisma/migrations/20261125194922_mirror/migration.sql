-- What stands inside of words is found by its groups of three letters.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "mirror_setting" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "whole_tenant" BOOLEAN NOT NULL,
    "changed_by" UUID NOT NULL,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mirror_setting_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "mirror_feed" (
    "kind" TEXT NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 0,
    "round_from" TIMESTAMPTZ(3),
    "next_link" TEXT,
    "delta_link" TEXT,
    "loaded" INTEGER NOT NULL DEFAULT 0,
    "expected" INTEGER,
    "as_of" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_feed_pkey" PRIMARY KEY ("kind")
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
CREATE INDEX "mirror_person_deleted_at_idx" ON "mirror_person"("deleted_at");

-- CreateIndex
CREATE INDEX "mirror_phrase_person_id_idx" ON "mirror_phrase"("person_id");

-- CreateIndex
CREATE INDEX "mirror_word_word_idx" ON "mirror_word" USING GIN ("word" gin_trgm_ops) WITH (fastupdate = off);

-- Texts compared byte by byte (COLLATE "C"): the beginning of a word is then one range of the key, whatever the database's
-- language. Without fastupdate: entries kept for later would be sorted in by whoever fills the list, in one long statement.

ALTER TABLE "mirror_setting" ADD CONSTRAINT "mirror_setting_one" CHECK ("one");
-- One job at a time reads the directory.
CREATE UNIQUE INDEX "job_one_mirror" ON "job" ("kind") WHERE "kind" = 'mirror' AND "state" IN ('waiting', 'signInNeeded', 'roleNeeded');
