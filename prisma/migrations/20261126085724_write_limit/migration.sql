-- CreateTable
CREATE TABLE "write_limit" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "per_second" DOUBLE PRECISION,
    "learned_by" TEXT,
    "learned_at" TIMESTAMPTZ(3),
    "office_part" DOUBLE PRECISION NOT NULL DEFAULT 0.5,
    "office_from" INTEGER NOT NULL DEFAULT 8,
    "office_until" INTEGER NOT NULL DEFAULT 18,
    "changed_by_name" TEXT,
    "changed_at" TIMESTAMPTZ(3),

    CONSTRAINT "write_limit_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "write_limit_user" (
    "holder" TEXT NOT NULL,
    "rate" DOUBLE PRECISION NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "write_limit_user_pkey" PRIMARY KEY ("holder")
);

-- One row: a database belongs to one tenant.
INSERT INTO "write_limit" ("one") VALUES (true);
ALTER TABLE "write_limit" ADD CONSTRAINT "write_limit_one" CHECK ("one");
ALTER TABLE "write_limit" ADD CONSTRAINT "write_limit_positive" CHECK ("per_second" > 0);
ALTER TABLE "write_limit" ADD CONSTRAINT "write_limit_office" CHECK ("office_part" > 0 AND "office_part" <= 1 AND "office_from" BETWEEN 0 AND 23 AND "office_until" BETWEEN 1 AND 24 AND "office_from" < "office_until");
