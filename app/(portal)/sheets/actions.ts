'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { COLUMNS, isListColumn } from '@/lib/authoring/sheet/columns';
import type { SheetCells, SheetProblem } from '@/lib/authoring/sheet/columns';
import { removeSheet, removeSheetRow, saveSheetRow, takeFromTenant } from '@/lib/authoring/sheet/edit-sheet';
import { DEVIATION_FIELDS } from '@/lib/authoring/sheet/hold-sheet';
import type { DeviationField } from '@/lib/authoring/sheet/hold-sheet';
import { draftSheet } from '@/lib/authoring/sheet/draft-sheet';
import { formatOf, importSheet } from '@/lib/authoring/sheet/import-sheet';
import { graphFor } from '@/lib/graph/graph-for';

/** All that is wrong with a file of which nothing was taken. */
export type ImportAnswer = { problems: SheetProblem[]; packages: number };

const Text = z.string().trim().min(1, 'Paste the table, or choose a file.').max(900_000, 'This is more than one sheet takes. Split it.');
const FileName = z.string().trim().max(200).optional();
const Name = z.string().trim().min(1, 'Give the sheet a name.').max(100);

export async function createSheetAction(_previous: ActionResult<ImportAnswer>, form: FormData): Promise<ActionResult<ImportAnswer>> {
  return runAction(form, {
    name: 'sheet.create', role: 'Rollout.Admin', input: z.object({ name: Name, text: Text, fileName: FileName }),
    run: async (admin, { name, text, fileName }) => {
      const imported = await importSheet(admin, graphFor(admin), { format: formatOf(text), text, ...(fileName ? { fileName } : {}) }, { name });
      if (!imported.taken) return { problems: imported.problems, packages: imported.packages };
      revalidatePath('/sheets', 'layout');
      redirect(`/sheets/${imported.sheetId}`);
    },
  });
}

export async function importSheetAction(_previous: ActionResult<ImportAnswer>, form: FormData): Promise<ActionResult<ImportAnswer>> {
  return runAction(form, {
    name: 'sheet.import', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), version: z.coerce.number().int().min(1), text: Text, fileName: FileName }),
    run: async (admin, { sheetId, version, text, fileName }) => {
      const imported = await importSheet(admin, graphFor(admin), { format: formatOf(text), text, ...(fileName ? { fileName } : {}) }, { sheetId, version });
      if (!imported.taken) return { problems: imported.problems, packages: imported.packages };
      revalidatePath('/sheets', 'layout');
      redirect(`/sheets/${sheetId}`);
    },
  });
}

export async function draftSheetAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.draft', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid() }),
    run: async (admin, { sheetId }) => {
      const { draftId } = await draftSheet(admin, graphFor(admin), sheetId);
      revalidatePath('/drafts', 'layout');
      redirect(`/drafts/${draftId}/review`);
    },
  });
}

const Field = z.custom<DeviationField>((value) => typeof value === 'string' && value in DEVIATION_FIELDS);

/** `<row>:<field>` of each chosen deviation. */
const Chosen = z.array(z.string().regex(/^[0-9a-f-]{36}:\w+$/)).min(1, 'Choose at least one deviation.').max(1000);

export async function bringBackAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.draft', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), chosen: Chosen }),
    run: async (admin, { sheetId, chosen }) => {
      const { draftId } = await draftSheet(admin, graphFor(admin), sheetId, chosen.map((each) => ({ rowId: each.slice(0, 36), field: each.slice(37) as DeviationField })));
      revalidatePath('/drafts', 'layout');
      redirect(`/drafts/${draftId}/review`);
    },
  });
}

export async function takeFromTenantAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.change', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), rowId: z.uuid(), field: Field }),
    run: async (admin, { sheetId, rowId, field }) => {
      await takeFromTenant(admin, graphFor(admin), sheetId, { rowId, field });
      revalidatePath(`/sheets/${sheetId}`, 'layout');
      return null;
    },
  });
}

const Cells = Object.fromEntries(COLUMNS.map(({ column }) => [column, z.string().max(20_000).default('')])) as Record<(typeof COLUMNS)[number]['column'], z.ZodDefault<z.ZodString>>;

/** As a form has a row: a list is a name a line. */
function typedCells(fields: Record<string, unknown>): Partial<SheetCells> {
  return Object.fromEntries(COLUMNS.map(({ column }) => {
    const text = typeof fields[column] === 'string' ? fields[column] : '';
    return [column, isListColumn(column) ? text.split(/\r\n|\r|\n/) : text];
  })) as Partial<SheetCells>;
}

export async function saveSheetRowAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.change', role: 'Rollout.Admin', input: z.object({ ...Cells, sheetId: z.uuid(), rowId: z.union([z.uuid(), z.literal('new')]), version: z.coerce.number().int().min(0), nextId: z.union([z.uuid(), z.literal('')]).default(''), then: z.enum(['next', 'table']).default('table') }),
    run: async (admin, { sheetId, rowId, version, then, nextId, ...fields }) => {
      await saveSheetRow(admin, graphFor(admin), sheetId, rowId === 'new' ? null : { rowId, version }, typedCells(fields));
      revalidatePath(`/sheets/${sheetId}`, 'layout');
      redirect(then === 'next' && nextId ? `/sheets/${sheetId}/rows/${nextId}` : `/sheets/${sheetId}`);
    },
  });
}

export async function removeSheetRowAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.change', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), rowId: z.uuid() }),
    run: async (admin, { sheetId, rowId }) => {
      await removeSheetRow(admin, sheetId, rowId);
      revalidatePath(`/sheets/${sheetId}`, 'layout');
      return null;
    },
  });
}

export async function removeSheetAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.delete', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid() }),
    run: async (admin, { sheetId }) => {
      await removeSheet(admin, sheetId);
      revalidatePath('/sheets', 'layout');
      return null;
    },
  });
}
