import type { RunningTenant } from '@/emulator/testing';
import { emptyPackage, emptyPolicy } from '@/lib/authoring/sheet/columns';
import type { PackageCells, PolicyCells, SheetCells } from '@/lib/authoring/sheet/columns';
import { draftSheet } from '@/lib/authoring/sheet/draft-sheet';
import { importSheet } from '@/lib/authoring/sheet/import-sheet';
import { writeSheetCsv } from '@/lib/authoring/sheet/read-sheet-csv';
import { loadDeviations } from '@/lib/authoring/sheet/sheet-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { Admin } from '@/lib/rollout/rollout';
import { actorOf, applied } from './drafts';
import { isPlainGroup } from './tenant';

/** Groups that a package can hand out and that no other shares its name with. */
export function namedGroups(tenant: Pick<RunningTenant, 'snapshot'>) {
  const all = tenant.snapshot().groups;
  return all.filter((group) => isPlainGroup(group) && all.filter(({ displayName }) => displayName === group.displayName).length === 1);
}

const pick = <T extends object>(of: T, from: object): T => Object.fromEntries(Object.entries({ ...of, ...from }).filter(([name]) => name in of)) as T;

/** A package with one policy, or several. */
export const cells = (more: Partial<PackageCells & PolicyCells>, ...further: Partial<PolicyCells>[]): SheetCells => ({
  ...pick({ ...emptyPackage(), role: 'Clerk', shown: 'no' }, more),
  policies: [more, ...further].map((policy) => pick({ ...emptyPolicy(), policy: 'Initial policy', ask: ['Nobody'], duration: '180 days', review: 'never' }, policy)),
});

/** The only policy of a row. */
export const only = ({ policies: [policy] }: SheetCells): PolicyCells => policy ?? emptyPolicy();

/** A row whose only policy is otherwise. */
export const otherwise = (row: SheetCells, policy: Partial<PolicyCells>): SheetCells => ({ ...row, policies: [{ ...only(row), ...policy }] });

/** A sheet of these rows, brought in, drafted and applied. */
export async function sheetInTenant(admin: Admin, name: string, rows: SheetCells[]): Promise<string> {
  const imported = await importSheet(actorOf(admin), graphFor(admin), { format: 'csv', text: writeSheetCsv(rows) }, { name });
  if (!imported.taken) throw new Error(JSON.stringify(imported.problems));
  const { draftId } = await draftSheet(actorOf(admin), graphFor(admin), imported.sheetId);
  const state = await applied(admin, draftId);
  if (state !== 'applied') throw new Error(`the draft is ${state}`);
  return imported.sheetId;
}

/** The deviations of a sheet as a page shows them: package, part, both values, and whether the sheet can say the tenant's. */
export async function deviationsOf(admin: Admin, sheetId: string, page = { skip: 0, take: 50 }) {
  return (await loadDeviations(graphFor(admin), sheetId, page)).deviations.map(({ packageName, field, sheet, tenant: has, takeable }) => [packageName, field, sheet, has, takeable]);
}
