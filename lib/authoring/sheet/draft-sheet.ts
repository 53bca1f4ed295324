import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { databaseNow } from '@/lib/db/client';
import { getSheet, listSheetRows } from '@/lib/db/policy-sheets';
import { AppError } from '@/lib/errors';
import { getPeople } from '@/lib/directory/directory';
import type { Graph } from '@/lib/graph/client';
import { readApplicationsWhere, readGroupsWhere } from '@/lib/graph/resource-facts';
import type { SheetPackage } from '../draft';
import { createDraft } from '../edit-draft';
import { idOf, kindOf, nameOf } from '../policy-subject';
import { changesFor, holdSheet, withPartners } from './hold-sheet';
import type { Deviation, HeldSheet, LooksAt, SheetTenant } from './hold-sheet';
import { pairPolicies } from './pair-policies';
import type { PolicySheet, SheetRow } from './policy-sheet';
import { readSheetTenant } from './read-sheet-tenant';
import type { WantedRow } from './wanted-row';

export type SheetHeld = { sheet: PolicySheet; rows: SheetRow[]; tenant: SheetTenant; held: HeldSheet };

/** Holds a sheet against the tenant as it is now, whole or as far as deviations were chosen. Writes nothing. @throws AppError `notFound`; Graph's own */
export async function holdWholeSheet(graph: Graph, sheetId: string, chosen?: readonly ChosenDeviation[]): Promise<SheetHeld> {
  const [sheet, rows, now] = await Promise.all([getSheet(sheetId), listSheetRows(sheetId), databaseNow()]);
  const wanted = rows.map((row) => row.wanted);
  const looksAt: LooksAt = (row, field, policy = null) => !chosen || chosen.some((each) => each.rowId === rows[row]?.id && (field === undefined || (each.field === field && each.policy === policy)));
  const tenant = await readSheetTenant(graph, wanted);
  return { sheet, rows, tenant, held: holdSheet(sheet.name, wanted, tenant, now.toISOString().slice(0, 10), looksAt) };
}

/** A page of a sheet held against the tenant: only the page is read, and what must not be held together with it. @throws AppError `notFound`; Graph's own */
export async function holdSheetPage(graph: Graph, sheetId: string, page: { skip: number; take: number }): Promise<SheetHeld> {
  const [sheet, rows, now] = await Promise.all([getSheet(sheetId), listSheetRows(sheetId), databaseNow()]);
  const wanted = rows.map((row) => row.wanted);
  const chosen = new Set(rows.slice(page.skip, page.skip + page.take).map((_, index) => page.skip + index));
  const read = [...withPartners(wanted, chosen)].sort((a, b) => a - b);
  const part = await readSheetTenant(graph, read.flatMap((index) => wanted[index] ?? []));
  const tenant: SheetTenant = { ...part, rows: wanted.map((_, index) => (read.includes(index) ? part.rows[read.indexOf(index)] : undefined)) };
  return { sheet, rows, tenant, held: holdSheet(sheet.name, wanted, tenant, now.toISOString().slice(0, 10), (row) => chosen.has(row)) };
}

/** Which deviation is meant: the row, the part of it, and which of its policies. */
export type ChosenDeviation = { rowId: string; field: Deviation['field']; policy: Deviation['policy'] };

/**
 * One draft that makes the tenant as the sheet says, with only what the tenant lacks or has otherwise: of the whole sheet, or
 * of the deviations that were chosen. Of the whole, the review says which policies it leaves untouched. Every name still has to be somebody's. The tenant is changed once it is reviewed and applied.
 * @throws AppError `notFound`; `conflict` where nothing differs any more; `invalid` where a row names a package that is gone from the sheet; Graph's own
 */
export async function draftSheet(by: AuditPerson, graph: Graph, sheetId: string, chosen?: readonly ChosenDeviation[]): Promise<{ draftId: string; changes: number }> {
  const { sheet, rows, tenant, held } = await holdWholeSheet(graph, sheetId, chosen);
  const [dangling] = held.dangling;
  if (dangling) {
    const say = `“${rows[dangling.row]?.package ?? ''}” must not be held together with “${dangling.name}”, which this sheet does not have any more. Change that row first.`;
    throw new AppError('invalid', `sheet ${sheetId} has a dangling name`, { say });
  }
  await assertStillThere(graph, sheetId, rows);
  // Policies that the sheet does not speak of are taken away by whoever chooses that, and not in passing.
  const wanted = chosen ? held.deviations : held.deviations.filter(({ field }) => field !== 'beside');
  const changes = changesFor(held, wanted.flatMap((deviation) => deviation.changes));
  if (changes.length === 0) throw new AppError('conflict', `nothing of sheet ${sheetId} differs`, { say: held.deviations.length > 0 ? 'The tenant is as this sheet says, but for policies it does not speak of. Deviations lists them; choose there what shall go.' : 'The tenant is as this sheet says. There is nothing to draft.' });
  const { draftId } = await createDraft(by, `${sheet.name}, version ${sheet.version}`.slice(0, 120), changes, { sheet: chosen ? undefined : { sheetId, packages: spokenOf(rows, tenant) } });
  return { draftId, changes: changes.length };
}

/** The packages of the sheet that the tenant has, each with its policies that the sheet speaks of. */
function spokenOf(rows: readonly SheetRow[], tenant: SheetTenant): SheetPackage[] {
  return rows.flatMap(({ wanted }, index) => {
    const there = tenant.rows[index];
    return there?.package ? [{ id: there.package.id, policies: pairPolicies(there, wanted).paired.flatMap((pair) => pair.there?.id ?? []) }] : [];
  });
}

/** Whom rows name has to be there still: a policy that lets in a group that is gone would be refused half-way through. @throws AppError `invalid` naming the rows */
async function assertStillThere(graph: Graph, sheetId: string, rows: readonly SheetRow[]): Promise<void> {
  const named = rows.flatMap((row) => namedIn(row.wanted).map((each) => ({ ...each, row })));
  const ids = (kind: Named['kind']): string[] => [...new Set(named.flatMap((each) => (each.kind === kind ? [each.id] : [])))];
  const [people, groups, applications] = await Promise.all([getPeople(graph, ids('person')), readGroupsWhere(graph, 'id', ids('group')), readApplicationsWhere(graph, 'id', ids('application'))]);
  const there = new Set([...people.keys(), ...[...groups, ...applications].map(({ originId }) => originId)].map((id) => id.toLowerCase()));
  const gone = named.filter(({ id }) => !there.has(id.toLowerCase()));
  const [first] = gone;
  if (!first) return;
  const others = new Set(gone.map(({ id }) => id)).size - 1;
  const say = `The tenant does not have “${first.name}” any more, which “${first.row.package}” names${others > 0 ? `, nor ${others.toLocaleString('en-GB')} more that this sheet names` : ''}. Change ${others > 0 ? 'these rows' : 'that row'} first.`;
  throw new AppError('invalid', `sheet ${sheetId} names ${gone.length} that are gone`, { say, link: { label: 'Open the row', href: `/sheets/${sheetId}/rows/${first.row.id}` } });
}

type Named = { kind: 'person' | 'group' | 'application'; id: string; name: string };

/** People, groups and applications that a row names; of sites nothing is known but their address. */
function namedIn({ policies, prerequisite, roles, incompatible }: WantedRow): Named[] {
  const subjects = policies.flatMap(({ ask, stages, review }) => [...ask.targets, ...stages.flatMap(({ approvers, standIns }) => [...approvers, ...standIns]), ...(review?.reviewers ?? [])]);
  return [
    ...subjects.flatMap((subject): Named[] => {
      const kind = kindOf(subject);
      return kind === 'person' || kind === 'group' ? [{ kind, id: idOf(subject), name: nameOf(subject) }] : [];
    }),
    ...prerequisite.map(({ id, name }): Named => ({ kind: 'group', id, name })),
    ...roles.flatMap(({ originSystem, originId, resourceName }): Named[] => (originSystem === 'SharePointOnline' ? [] : [{ kind: originSystem === 'AadGroup' ? 'group' : 'application', id: originId, name: resourceName }])),
    ...incompatible.flatMap((other): Named[] => (other.kind === 'group' ? [{ kind: 'group', id: other.id, name: other.name }] : [])),
  ];
}
