-- CreateTable
CREATE TABLE "lint_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "job_id" UUID,
    "asked_by" UUID NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "packages" INTEGER NOT NULL DEFAULT 0,
    "tenant_read_at" TIMESTAMPTZ(3),
    "read_ms" INTEGER,
    "lint_ms" INTEGER,
    "not_known" JSONB,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "lint_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lint_finding" (
    "run_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "catalog_id" UUID NOT NULL,
    "catalog_name" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "object_name" TEXT NOT NULL,
    "property" TEXT,
    "what" TEXT NOT NULL,
    "fix" JSONB,
    "tool" TEXT,
    "meant" TEXT,

    CONSTRAINT "lint_finding_pkey" PRIMARY KEY ("run_id","key")
);

-- CreateTable
CREATE TABLE "lint_exception" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "key" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "package_id" UUID NOT NULL,
    "package_name" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "owner_name" TEXT NOT NULL,
    "until" DATE NOT NULL,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_name" TEXT,

    CONSTRAINT "lint_exception_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "lint_run_job_id_key" ON "lint_run"("job_id");

-- CreateIndex
CREATE INDEX "lint_finding_run_id_rule_idx" ON "lint_finding"("run_id", "rule");

-- CreateIndex
CREATE INDEX "lint_finding_run_id_package_id_idx" ON "lint_finding"("run_id", "package_id");

-- CreateIndex
CREATE INDEX "lint_finding_run_id_catalog_id_idx" ON "lint_finding"("run_id", "catalog_id");

-- CreateIndex
CREATE INDEX "lint_exception_key_idx" ON "lint_exception"("key");

-- AddForeignKey
ALTER TABLE "lint_run" ADD CONSTRAINT "lint_run_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lint_finding" ADD CONSTRAINT "lint_finding_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "lint_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One look at the tenant at a time.
CREATE UNIQUE INDEX "job_one_lint" ON "job" ("kind") WHERE "kind" = 'lint' AND "state" IN ('waiting', 'signInNeeded', 'roleNeeded');
ALTER TABLE "lint_run" ADD CONSTRAINT "lint_run_ended_whole" CHECK (("ended_at" IS NULL) = ("tenant_read_at" IS NULL) AND ("ended_at" IS NULL) = ("not_known" IS NULL) AND ("ended_at" IS NULL) = ("read_ms" IS NULL) AND ("ended_at" IS NULL) = ("lint_ms" IS NULL));
ALTER TABLE "lint_finding" ADD CONSTRAINT "lint_finding_severity" CHECK ("severity" IN ('error', 'warning', 'note'));
ALTER TABLE "lint_finding" ADD CONSTRAINT "lint_finding_verdicts_whole" CHECK (("tool" IS NULL) = ("meant" IS NULL));
ALTER TABLE "lint_exception" ADD CONSTRAINT "lint_exception_says_why" CHECK (btrim("reason") <> '');
ALTER TABLE "lint_exception" ADD CONSTRAINT "lint_exception_has_owner" CHECK (btrim("owner_name") <> '');
-- Nothing is excepted for good: a year at most, and not for days gone by.
ALTER TABLE "lint_exception" ADD CONSTRAINT "lint_exception_ends" CHECK ("until" >= ("created_at" AT TIME ZONE 'UTC')::date AND "until" <= (("created_at" AT TIME ZONE 'UTC') + interval '1 year')::date);
ALTER TABLE "lint_exception" ADD CONSTRAINT "lint_exception_ended_whole" CHECK (("ended_at" IS NULL) = ("ended_by_name" IS NULL));
CREATE UNIQUE INDEX "lint_exception_one_that_stands" ON "lint_exception" ("key") WHERE "ended_at" IS NULL;

-- What somebody agreed to answer for stays as it was agreed.
CREATE FUNCTION "check_lint_exception_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."key", NEW."rule", NEW."reason", NEW."owner_id", NEW."until", NEW."created_by", NEW."created_at") IS DISTINCT FROM (OLD."key", OLD."rule", OLD."reason", OLD."owner_id", OLD."until", OLD."created_by", OLD."created_at") OR (OLD."ended_at" IS NOT NULL AND NEW."ended_at" IS DISTINCT FROM OLD."ended_at") THEN
    RAISE EXCEPTION 'exception % never changes', OLD."id" USING ERRCODE = 'check_violation', CONSTRAINT = 'lint_exception_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "lint_exception_is_kept" BEFORE UPDATE ON "lint_exception" FOR EACH ROW EXECUTE FUNCTION "check_lint_exception_is_kept"();
