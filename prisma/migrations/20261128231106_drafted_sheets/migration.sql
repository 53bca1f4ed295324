-- CreateTable
CREATE TABLE "draft_sheet" (
    "draft_id" UUID NOT NULL,
    "sheet_id" UUID,
    "packages" JSONB NOT NULL,

    CONSTRAINT "draft_sheet_pkey" PRIMARY KEY ("draft_id")
);

-- CreateIndex
CREATE INDEX "draft_sheet_sheet_id_idx" ON "draft_sheet"("sheet_id");

-- AddForeignKey
ALTER TABLE "draft_sheet" ADD CONSTRAINT "draft_sheet_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_sheet" ADD CONSTRAINT "draft_sheet_sheet_id_fkey" FOREIGN KEY ("sheet_id") REFERENCES "policy_sheet"("id") ON DELETE SET NULL ON UPDATE CASCADE;
