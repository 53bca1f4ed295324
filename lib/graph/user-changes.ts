import 'server-only';
import type { MirrorPerson } from '@/lib/directory/mirror';
import type { Graph } from './client';
import type { GraphUser } from './users';
import { PERSON_FIELDS, toPerson } from './users';

type ChangedUser = GraphUser & {
  '@removed'?: { reason: 'changed' | 'deleted' };
  givenName?: string | null;
  surname?: string | null;
  city?: string | null;
  companyName?: string | null;
  usageLocation?: string | null;
  employeeId?: string | null;
  employeeType?: string | null;
};

const FIELDS = `${PERSON_FIELDS},givenName,surname,city,companyName,usageLocation,employeeId,employeeType`;

/** Most of a page that Graph is asked for; it may give fewer. */
export const CHANGES_A_PAGE = 999;

/** A page of the directory's people, whole or what changed since; `next` leads on, `delta` stands on the last page. */
export type PeopleChanges = { people: MirrorPerson[]; removed: string[]; next: string | null; delta: string | null };

/**
 * Reads the people of the tenant from the beginning (no link), on, or what changed since (learn.microsoft.com/graph/api/user-delta).
 * A restored account comes as any other, one that was deleted as removed. A changed account comes with all that was selected.
 * @throws AppError `startAnew` when Graph no longer knows the link; Graph's own
 */
export async function readPeopleChanges(graph: Graph, link: string | null, signal?: AbortSignal): Promise<PeopleChanges> {
  const { items, next, delta } = await graph.changes<ChangedUser>('GET /users/delta', { query: { $select: FIELDS }, link, pageSize: CHANGES_A_PAGE, ...(signal ? { signal } : {}) });
  const kept = items.filter((item) => !item['@removed']);
  return { people: kept.map(toMirrorPerson), removed: items.flatMap((item) => (item['@removed'] && item.id ? [item.id] : [])), next, delta };
}

function toMirrorPerson(user: ChangedUser): MirrorPerson {
  return {
    ...toPerson(user),
    givenName: user.givenName ?? null,
    surname: user.surname ?? null,
    city: user.city ?? null,
    company: user.companyName ?? null,
    usageLocation: user.usageLocation ?? null,
    employeeId: user.employeeId ?? null,
    employeeType: user.employeeType ?? null,
    userType: user.userType ?? null,
    managerId: null,
  };
}
