-- AlterTable
ALTER TABLE "phase" ADD COLUMN     "access_from" TIMESTAMPTZ(3),
ADD COLUMN     "calendar_id" UUID,
ADD COLUMN     "change_ticket" TEXT;

-- CreateTable
CREATE TABLE "calendar" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "countries" TEXT[],
    "working_days" INTEGER[],
    "changed_by" UUID NOT NULL,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_window" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "calendar_id" UUID NOT NULL,
    "weekday" INTEGER NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "until_minute" INTEGER NOT NULL,

    CONSTRAINT "calendar_window_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_freeze" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "calendar_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "until_day" DATE NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "calendar_freeze_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_holiday" (
    "calendar_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "country" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,

    CONSTRAINT "calendar_holiday_pkey" PRIMARY KEY ("calendar_id","day","country")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_name_key" ON "calendar"("name");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_window_calendar_id_weekday_from_minute_key" ON "calendar_window"("calendar_id", "weekday", "from_minute");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_freeze_calendar_id_from_day_until_day_key" ON "calendar_freeze"("calendar_id", "from_day", "until_day");

-- CreateIndex
CREATE INDEX "phase_calendar_id_idx" ON "phase"("calendar_id");

-- AddForeignKey
ALTER TABLE "phase" ADD CONSTRAINT "phase_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendar"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_window" ADD CONSTRAINT "calendar_window_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendar"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_freeze" ADD CONSTRAINT "calendar_freeze_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendar"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_holiday" ADD CONSTRAINT "calendar_holiday_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendar"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say.
ALTER TABLE "calendar" ALTER COLUMN "countries" SET NOT NULL, ALTER COLUMN "working_days" SET NOT NULL;
ALTER TABLE "calendar" ADD CONSTRAINT "calendar_named" CHECK (btrim("name") <> '' AND btrim("time_zone") <> '');
ALTER TABLE "calendar" ADD CONSTRAINT "calendar_countries_shape" CHECK (array_to_string("countries", ',', '?') ~ '^([A-Z]{2}(,[A-Z]{2})*)?$');
ALTER TABLE "calendar" ADD CONSTRAINT "calendar_has_working_days" CHECK (cardinality("working_days") > 0 AND "working_days" <@ ARRAY[0, 1, 2, 3, 4, 5, 6]);
ALTER TABLE "calendar_window" ADD CONSTRAINT "calendar_window_shape" CHECK ("weekday" BETWEEN 0 AND 6 AND "from_minute" BETWEEN 0 AND 1439 AND "until_minute" > "from_minute" AND "until_minute" <= "from_minute" + 1440);
ALTER TABLE "calendar_freeze" ADD CONSTRAINT "calendar_freeze_in_order" CHECK ("until_day" >= "from_day");
ALTER TABLE "calendar_freeze" ADD CONSTRAINT "calendar_freeze_has_reason" CHECK (btrim("reason") <> '');
ALTER TABLE "calendar_holiday" ADD CONSTRAINT "calendar_holiday_shape" CHECK (btrim("name") <> '' AND "country" ~ '^([A-Z]{2})?$');
ALTER TABLE "phase" ADD CONSTRAINT "phase_ticket_not_blank" CHECK ("change_ticket" IS NULL OR btrim("change_ticket") <> '');
