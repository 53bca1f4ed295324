import 'server-only';
import type { MirrorPerson } from '@/lib/directory/mirror';
import { readBatches, slices } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { furtherOf, propertyOf } from './further-attributes';
import type { GraphUser } from './users';
import { inFilter, MOST_IN_FILTER, PERSON_FIELDS, toPerson } from './users';

type ChangedUser = GraphUser & {
  '@removed'?: { reason: 'changed' | 'deleted' };
  'manager@delta'?: { id?: string; '@removed'?: unknown }[];
  manager?: { id?: string } | null;
  givenName?: string | null;
  surname?: string | null;
  city?: string | null;
  companyName?: string | null;
  usageLocation?: string | null;
  employeeId?: string | null;
  employeeType?: string | null;
  onPremisesSyncEnabled?: boolean | null;
  assignedLicenses?: unknown[] | null;
};

const FIELDS = `${PERSON_FIELDS},givenName,surname,city,companyName,usageLocation,employeeId,employeeType,onPremisesSyncEnabled,assignedLicenses`;

/** Most of a page that Graph is asked for; it may give fewer. */
const CHANGES_A_PAGE = 999;

/** An account as it was read; `managerId` undefined where nothing was said of the manager. */
export type ReadPerson = Omit<MirrorPerson, 'managerId'> & { managerId: string | null | undefined; further: Record<string, unknown> | null };

/** A page of the directory's people, whole or what changed since; `next` leads on, `delta` stands on the last page. */
export type PeopleChanges = { people: ReadPerson[]; removed: string[]; next: string | null; delta: string | null };

const fieldsFor = (further: readonly string[], manager: string): string => [...new Set([...FIELDS.split(','), ...further.map(propertyOf)]), ...(manager ? [manager] : [])].join(',');

/**
 * Reads the people of the tenant from the beginning (no link), on, or what changed since (learn.microsoft.com/graph/api/user-delta).
 * A restored account comes as any other, one that was deleted as removed. A changed account comes with all that was
 * selected, its manager only where that changed. `further` are attributes of the rule language to be read beside.
 * @throws AppError `startAnew` when Graph no longer knows the link; Graph's own
 */
export async function readPeopleChanges(graph: Graph, link: string | null, further: readonly string[], signal?: AbortSignal): Promise<PeopleChanges> {
  const { items, next, delta } = await graph.changes<ChangedUser>('GET /users/delta', { query: { $select: fieldsFor(further, 'manager') }, link, pageSize: CHANGES_A_PAGE, ...(signal ? { signal } : {}) });
  return {
    people: items.filter((item) => !item['@removed']).map((item) => toReadPerson(item, further, managerOf(item['manager@delta']))),
    removed: items.flatMap((item) => (item['@removed'] && item.id ? [item.id] : [])),
    next,
    delta,
  };
}

/** The link that tells what changes from now on, without anything that is there already (learn.microsoft.com/graph/delta-query-overview). */
export async function latestPeopleLink(graph: Graph, further: readonly string[]): Promise<string | null> {
  const { delta } = await graph.changes<ChangedUser>('GET /users/delta', { query: { $select: fieldsFor(further, 'manager'), $deltatoken: 'latest' }, pageSize: CHANGES_A_PAGE });
  return delta;
}

/** Most accounts that one round of `readPeopleByIds` reads: a batch of twenty. */
export const PEOPLE_BY_ID = 20 * MOST_IN_FILTER;

/** These accounts, at most `PEOPLE_BY_ID`, whole; whoever is not in the tenant is missing. */
export async function readPeopleByIds(graph: Graph, ids: readonly string[], further: readonly string[]): Promise<ReadPerson[]> {
  const calls = slices([...ids], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /users', query: { $filter: inFilter('id', slice), $select: fieldsFor(further, ''), $expand: 'manager($select=id)', $top: 999 } }));
  return (await readBatches<ChangedUser>(graph, calls)).map((user) => toReadPerson(user, further, user.manager?.id ?? null));
}

function managerOf(told: ChangedUser['manager@delta']): string | null | undefined {
  return told && (told.find((each) => !each['@removed'])?.id ?? null);
}

function toReadPerson(user: ChangedUser, further: readonly string[], managerId: string | null | undefined): ReadPerson {
  // Written out: of a million accounts, a copy of all properties costs more than reading them.
  const { id, name, userPrincipalName, mail, department, jobTitle, office, country, enabled, external, userType } = toPerson(user);
  return {
    id, name, userPrincipalName, mail, department, jobTitle, office, country, enabled, external, userType,
    givenName: user.givenName ?? null,
    surname: user.surname ?? null,
    city: user.city ?? null,
    company: user.companyName ?? null,
    usageLocation: user.usageLocation ?? null,
    employeeId: user.employeeId ?? null,
    employeeType: user.employeeType ?? null,
    synchronised: user.onPremisesSyncEnabled ?? false,
    licensed: (user.assignedLicenses ?? []).length > 0,
    managerId,
    further: furtherOf(user, further),
  };
}
