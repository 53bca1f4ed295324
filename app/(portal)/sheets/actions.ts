'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { isListColumn, MOST_POLICIES, PACKAGE_COLUMNS, POLICY_COLUMNS, policyField } from '@/lib/authoring/sheet/columns';
import type { PackageCells, PolicyCells, SheetColumn, SheetProblem, WrittenCells } from '@/lib/authoring/sheet/columns';
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

/** `<row>:<field>:<policy>` of each chosen deviation. */
const Chosen = z.array(z.string().max(2000).transform((text, context) => {
  const [, rowId = '', field, policy = ''] = /^([0-9a-f-]{36}):(\w+):(.*)$/s.exec(text) ?? [];
  const known = Field.safeParse(field);
  if (known.success) return { rowId, field: known.data, policy: policy || null };
  context.addIssue('This is no deviation. Reload the page.');
  return z.NEVER;
})).min(1, 'Choose at least one deviation.').max(1000);

export async function bringBackAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.draft', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), chosen: Chosen }),
    run: async (admin, { sheetId, chosen }) => {
      const { draftId } = await draftSheet(admin, graphFor(admin), sheetId, chosen);
      revalidatePath('/drafts', 'layout');
      redirect(`/drafts/${draftId}/review`);
    },
  });
}

export async function takeFromTenantAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.change', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), rowId: z.uuid(), field: Field, policy: z.string().max(1000).default('') }),
    run: async (admin, { sheetId, rowId, field, policy }) => {
      await takeFromTenant(admin, graphFor(admin), sheetId, { rowId, field, policy: policy || null });
      revalidatePath(`/sheets/${sheetId}`, 'layout');
      return null;
    },
  });
}

/** The keys by which a form knows its policies, in their order. */
const Keys = z.string().max(400).default('').transform((text) => text.split(' ').filter(Boolean)).pipe(z.array(z.string().regex(/^\w{1,12}$/)).min(1, 'A package has at least one policy.').max(MOST_POLICIES, `A sheet takes ${MOST_POLICIES} policies of a package.`));

/** As a form has a row: a list is a name a line. */
function typedCells(fields: Record<string, unknown>, keys: readonly string[]): WrittenCells {
  const cells = (columns: readonly SheetColumn[], nameOf: (column: SheetColumn) => string): object => Object.fromEntries(columns.map((column) => {
    const said = fields[nameOf(column)];
    const text = typeof said === 'string' ? said : '';
    return [column, isListColumn(column) ? text.split(/\r\n|\r|\n/) : text];
  }));
  return { ...(cells(PACKAGE_COLUMNS, (column) => column) as PackageCells), policies: keys.map((key) => cells(POLICY_COLUMNS, (column) => policyField(key, column)) as PolicyCells) };
}

export async function saveSheetRowAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'sheet.change', role: 'Rollout.Admin', input: z.object({ sheetId: z.uuid(), rowId: z.union([z.uuid(), z.literal('new')]), version: z.coerce.number().int().min(0), nextId: z.union([z.uuid(), z.literal('')]).default(''), then: z.enum(['next', 'table']).default('table'), policies: Keys }).catchall(z.string().max(20_000)),
    run: async (admin, { sheetId, rowId, version, then, nextId, policies: keys, ...fields }) => {
      await saveSheetRow(admin, graphFor(admin), sheetId, rowId === 'new' ? null : { rowId, version }, typedCells(fields, keys), { keys });
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
