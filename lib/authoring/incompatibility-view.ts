import 'server-only';
import { getDraft, listDraftChanges } from '@/lib/db/drafts';
import { isAppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { readConflicts, readNamedBy, readPackageRows } from '@/lib/graph/packages';
import { saidBy } from './draft';
import type { DraftChange } from './draft';
import { apartOf, directionKey, directionOf, draftedDirections } from './incompatibility';
import type { Apart, ApartSubject, Direction, SubjectKind } from './incompatibility';

/** Rows, and columns, of one page of a matrix. */
export const MATRIX_PAGE = 12;

/** Most packages and groups that an address may name one by one. */
export const MOST_CHOSEN = 100;

/** Which packages and groups, and which page of them; those of the catalog are all its packages. */
export type MatrixAsked = { catalogId: string | null; packageIds: readonly string[]; groupIds: readonly string[]; draftId: string | null; rowPage: number; columnPage: number };

/** One that a package shown is kept apart from, or that names it, and that was not chosen. */
export type BeyondMatrix = { of: ApartSubject; other: ApartSubject; apart: Apart };

export type MatrixView = {
  catalog: { id: string; name: string } | null;
  /** Chosen one by one, with their names. */
  chosen: ApartSubject[];
  /** Asked for, and not in the tenant or not the reader's to see. */
  missing: number;
  rows: ApartSubject[];
  columns: ApartSubject[];
  total: { rows: number; columns: number };
  /** Keys of the directions the tenant has, of all that is shown. */
  holds: string[];
  /** What the draft would make of directions, by key. */
  drafted: Record<string, boolean>;
  draft: { id: string; name: string } | null;
  beyond: BeyondMatrix[];
};

const byName = (a: ApartSubject, b: ApartSubject): number => a.name.localeCompare(b.name) || a.id.localeCompare(b.id);

/**
 * A page of the matrix of packages against packages and groups: both directions of each, as the tenant has them and as an open
 * draft would make them. The packages that the draft makes stand beside the chosen ones. Columns are these, the chosen groups, and the groups that the packages of this page name.
 * Only the packages of the page are asked for what they exclude and what excludes them.
 * @throws AppError `notFound` for a catalog that is gone
 */
export async function loadMatrix(graph: Graph, asked: MatrixAsked): Promise<MatrixView> {
  const [catalog, singles, groups, draft] = await Promise.all([
    asked.catalogId ? getCatalog(graph, asked.catalogId) : null,
    readPackageRows(graph, asked.packageIds.slice(0, MOST_CHOSEN)),
    asked.groupIds.length > 0 ? groupFacts(graph, asked.groupIds.slice(0, MOST_CHOSEN)) : new Map<string, { id: string; name: string }>(),
    asked.draftId ? openDraft(asked.draftId) : null,
  ]);
  const single = singles.map(({ id, name, catalogName }): ApartSubject => ({ kind: 'package', id, name, about: catalogName }));
  const singleGroups = [...groups.values()].map(({ id, name }): ApartSubject => ({ kind: 'group', id, name, about: 'Group' }));
  const packages = unique([...(catalog?.packages ?? []).map(({ id, name }): ApartSubject => ({ kind: 'package', id, name, about: catalog?.name ?? '' })), ...single, ...(draft?.packages ?? [])]).sort(byName);
  const rows = pageOf(packages, asked.rowPage);
  const ids = rows.flatMap(({ id, drafted }) => (drafted ? [] : [id]));
  const [named, naming] = await Promise.all([readConflicts(graph, ids), readNamedBy(graph, ids)]);
  const namedGroups = named.flatMap(({ kind, otherId, name }): ApartSubject[] => (kind === 'group' ? [{ kind, id: otherId, name, about: 'Group' }] : []));
  const all = [...packages, ...unique([...singleGroups, ...namedGroups]).sort(byName)];
  const directions: Direction[] = [...named.map(({ packageId, kind, otherId }) => ({ packageId, kind, otherId })), ...naming.map(({ packageId, otherId }): Direction => ({ packageId: otherId, kind: 'package', otherId: packageId }))];
  const holds = new Set(directions.map(directionKey));
  const names = [...named.map(({ packageId, kind, otherId, name }) => ({ packageId, other: { kind, id: otherId, name } })), ...naming.map(({ packageId, otherId, name }) => ({ packageId, other: { kind: 'package' as const, id: otherId, name } })), ...(draft?.names ?? [])];
  const willBe = (direction: Direction): boolean => draft?.drafted.get(directionKey(direction)) ?? holds.has(directionKey(direction));
  return {
    catalog: catalog && { id: catalog.id, name: catalog.name },
    chosen: [...single.sort(byName), ...singleGroups.sort(byName)],
    missing: new Set(asked.packageIds).size - singles.length + new Set(asked.groupIds).size - groups.size,
    rows,
    columns: pageOf(all, asked.columnPage),
    total: { rows: packages.length, columns: all.length },
    holds: [...holds],
    drafted: Object.fromEntries(draft?.drafted ?? []),
    draft: draft && { id: draft.id, name: draft.name },
    beyond: beyondOf(rows, new Set(all.map(({ id }) => id)), names, willBe),
  };
}

type DraftOver = { id: string; name: string; drafted: Map<string, boolean>; /** What it makes. */ packages: ApartSubject[]; /** Whom it names in what it says, both ways round. */ names: Named[] };
type Named = { packageId: string; other: Omit<ApartSubject, 'about'> };

/** A draft that can still be edited; one that cannot, or is gone, stands over nothing. */
async function openDraft(id: string): Promise<DraftOver | null> {
  try {
    const draft = await getDraft(id);
    if (draft.state !== 'open') return null;
    const changes = await listDraftChanges(id);
    const packages = changes.flatMap(({ kind, operation, key, name }): ApartSubject[] => (kind === 'package' && operation === 'create' ? [{ kind, id: key, name, about: 'made by this draft', drafted: true }] : []));
    return { id, name: draft.name, drafted: draftedDirections(changes), packages, names: changes.flatMap(namedIn) };
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

function namedIn(change: DraftChange): Named[] {
  const [direction, said] = [directionOf(change), saidBy(change)];
  if (!direction || !('package' in said)) return [];
  const { packageId, kind, otherId } = direction;
  if ('groupName' in said) return [{ packageId, other: { kind, id: otherId, name: said.groupName } }];
  return 'other' in said ? [{ packageId, other: { kind, id: otherId, name: said.other.name ?? '' } }, { packageId: otherId, other: { kind, id: packageId, name: said.package.name ?? '' } }] : [];
}

function beyondOf(rows: readonly ApartSubject[], shown: ReadonlySet<string>, names: readonly Named[], is: (direction: Direction) => boolean): BeyondMatrix[] {
  const row = new Map(rows.map((each) => [each.id, each]));
  const found = new Map<string, BeyondMatrix>();
  for (const { packageId, other } of names) {
    const of = row.get(packageId);
    if (!of || shown.has(other.id)) continue;
    const direction: Direction = { packageId, kind: other.kind, otherId: other.id };
    found.set(directionKey(direction), { of, other: { ...other, about: other.kind === 'group' ? 'Group' : '' }, apart: apartOf(direction, is) });
  }
  return [...found.values()].sort((a, b) => byName(a.of, b.of) || byName(a.other, b.other));
}

function pageOf<T>(items: readonly T[], page: number): T[] {
  return items.slice((page - 1) * MATRIX_PAGE, page * MATRIX_PAGE);
}

function unique(subjects: readonly ApartSubject[]): ApartSubject[] {
  return [...new Map(subjects.map((subject) => [subject.id, subject])).values()];
}

/** What a package is kept apart from, with both directions of each. */
export async function loadApart(graph: Graph, packageId: string): Promise<{ other: Omit<ApartSubject, 'about'>; apart: Apart }[]> {
  const [named, naming] = await Promise.all([readConflicts(graph, [packageId]), readNamedBy(graph, [packageId])]);
  const holds = new Set([...named.map(directionKey), ...naming.map(({ otherId }) => directionKey({ packageId: otherId, kind: 'package', otherId: packageId }))]);
  const others = new Map<string, { kind: SubjectKind; id: string; name: string }>([...named.map(({ kind, otherId, name }) => ({ kind, id: otherId, name })), ...naming.map(({ otherId, name }) => ({ kind: 'package' as const, id: otherId, name }))].map((each) => [each.id, each]));
  return [...others.values()]
    .map((other) => ({ other, apart: apartOf({ packageId, kind: other.kind, otherId: other.id }, (direction) => holds.has(directionKey(direction))) }))
    .sort((a, b) => (a.other.kind === b.other.kind ? a.other.name.localeCompare(b.other.name) : a.other.kind === 'package' ? -1 : 1));
}
