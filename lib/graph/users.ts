import 'server-only';
import type { Identity, Person } from '@/lib/directory/person';
import { isExternal } from '@/lib/directory/person';
import { AppError, isAppError } from '@/lib/errors';
import type { BatchCall, Graph, Page } from './client';
import { readAnswers, readBatches, slices } from './batch-reads';
import { odataText } from './client';
import { refusedInBatch } from './graph-error';

export type GraphUser = {
  '@odata.type'?: string;
  id?: string;
  displayName?: string | null;
  userPrincipalName?: string | null;
  mail?: string | null;
  department?: string | null;
  jobTitle?: string | null;
  officeLocation?: string | null;
  country?: string | null;
  accountEnabled?: boolean | null;
  userType?: string | null;
  creationType?: string | null;
  externalUserState?: string | null;
  identities?: Identity[] | null;
};

/** Everything we read of an account; Graph leaves out what is not named. */
export const PERSON_FIELDS = 'id,displayName,userPrincipalName,mail,department,jobTitle,officeLocation,country,accountEnabled,userType,creationType,externalUserState,identities';

/** Most values in one `in` of a directory filter (learn.microsoft.com/graph/filter-query-parameter). */
export const MOST_IN_FILTER = 15;

/** @throws AppError `internal` when Graph left out what names an account. */
export function toPerson(user: GraphUser): Person {
  if (!user.id || !user.userPrincipalName) throw new AppError('internal', 'Graph gave a user without id or userPrincipalName');
  return {
    id: user.id,
    name: user.displayName ?? user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    mail: user.mail ?? null,
    department: user.department ?? null,
    jobTitle: user.jobTitle ?? null,
    office: user.officeLocation ?? null,
    country: user.country ?? null,
    enabled: user.accountEnabled ?? false,
    external: isExternal({ ...user, userPrincipalName: user.userPrincipalName }),
    userType: user.userType ?? null,
  };
}

/** Signs alone are no word to Graph’s search, which goes by words: nothing is found by them, and it is not asked. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** A `$search` clause over several properties; quotes and backslashes would end it. */
export function searchOf(text: string, properties: string[]): string {
  const plain = text.replaceAll(/["\\]/g, ' ').trim();
  return properties.map((property) => `"${property}:${plain}"`).join(' OR ');
}

/** Accounts whose name, mail or user principal name matches, by name (learn.microsoft.com/graph/search-query-parameter). */
export async function searchUsers(graph: Graph, text: string, take: number): Promise<Person[]> {
  if (!hasWord(text)) return [];
  const { items } = await graph.page<GraphUser>('GET /users', {
    query: { $search: searchOf(text, ['displayName', 'mail', 'userPrincipalName']), $select: PERSON_FIELDS, $orderby: 'displayName', $top: take, $count: true },
    eventual: true,
  });
  return items.map(toPerson);
}

/** One account, or null where there is none of that id. */
export async function findUser(graph: Graph, id: string): Promise<Person | null> {
  try {
    return toPerson(await graph.get<GraphUser>('GET /users/{id}', { path: { id }, query: { $select: PERSON_FIELDS } }));
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/** Accounts whose `property` is one of the values, however many; 300 values a round trip. */
export async function usersWhere(graph: Graph, property: 'id' | 'userPrincipalName' | 'mail' | 'displayName', values: string[]): Promise<Person[]> {
  const calls = slices(values, MOST_IN_FILTER).map(
    (slice, index): BatchCall => ({ id: String(index), operation: 'GET /users', query: { $filter: inFilter(property, slice), $select: PERSON_FIELDS, $top: 999 } }),
  );
  return (await readBatches<GraphUser>(graph, calls)).map(toPerson);
}

/** `property in ('a','b')`, quoted. */
export function inFilter(property: string, values: string[]): string {
  return `${property} in (${values.map(odataText).join(',')})`;
}

/** Which of these people are guests who have not taken their invitation yet; in batches of filters. */
export async function notRedeemed(graph: Graph, ids: readonly string[]): Promise<Set<string>> {
  const pending = new Set<string>();
  for (let from = 0; from < ids.length; from += MOST_IN_FILTER) {
    const { items } = await graph.page<GraphUser>('GET /users', { query: { $filter: inFilter('id', ids.slice(from, from + MOST_IN_FILTER)), $select: 'id,externalUserState' } });
    for (const { id, externalUserState } of items) if (id && externalUserState === 'PendingAcceptance') pending.add(id);
  }
  return pending;
}

/** The managers of these people, by person; who has none is missing from the answer (user-list-manager). */
export async function managersOf(graph: Graph, ids: string[]): Promise<Map<string, Person>> {
  const calls = [...new Set(ids)].map((id): BatchCall => ({ id, operation: 'GET /users/{id}/manager', path: { id }, query: { $select: PERSON_FIELDS } }));
  const managers = new Map<string, Person>();
  for (const answer of await readAnswers(graph, calls)) {
    if (answer.status === 404) continue;
    if (answer.status !== 200) throw refusedInBatch(answer, 'a manager', 'GET /users/{id}/manager');
    const user = answer.body as GraphUser;
    // An organisational contact can be somebody's manager, and signs in nowhere.
    if (user.userPrincipalName) managers.set(answer.id, toPerson(user));
  }
  return managers;
}

/** How many accounts the tenant has, as its index knows it (learn.microsoft.com/graph/aad-advanced-queries). */
export async function countUsers(graph: Graph): Promise<number | null> {
  const { count } = await graph.page<GraphUser>('GET /users', { query: { $select: 'id', $top: 1, $count: true }, eventual: true });
  return count;
}

/** An account by its name, and whether it is enabled. */
export type NamedAccount = Pick<Person, 'id' | 'name' | 'userPrincipalName' | 'enabled'>;

const NAMED_FIELDS = 'id,displayName,userPrincipalName,accountEnabled';

function toNamed({ id, name, userPrincipalName, enabled }: Person): NamedAccount {
  return { id, name, userPrincipalName, enabled };
}

/** Whom a directory filter fits, a page by name (learn.microsoft.com/graph/aad-advanced-queries). */
export async function listFitting(graph: Graph, filter: string, take: number, next: string | null): Promise<Page<NamedAccount>> {
  const page = await graph.page<GraphUser>('GET /users', { query: { $filter: filter, $select: NAMED_FIELDS, $orderby: 'displayName', $top: take, $count: true }, eventual: true, next });
  return { ...page, items: page.items.map(toPerson).map(toNamed) };
}

/**
 * How many accounts each of these filters fits, as the tenant's index knows it, with the first of them by name; in batches.
 * @returns null for a filter that Graph does not take
 * @throws AppError any other refusal
 */
export async function countFitting(graph: Graph, filters: readonly { filter: string; take: number }[]): Promise<({ count: number; first: NamedAccount[] } | null)[]> {
  const calls = filters.map(({ filter, take }, index): BatchCall => ({ id: String(index), operation: 'GET /users', query: { $filter: filter, $select: NAMED_FIELDS, $orderby: 'displayName', $top: take, $count: true }, eventual: true }));
  return (await readAnswers(graph, calls)).map((answer) => {
    if (answer.status !== 200) {
      const refused = refusedInBatch(answer, 'a count of accounts', 'GET /users');
      if (refused.code === 'refusedByEntra') return null;
      throw refused;
    }
    const body = answer.body as { value?: GraphUser[]; '@odata.count'?: number } | null;
    const count = body?.['@odata.count'];
    if (count === undefined || !body?.value) throw new AppError('internal', 'Graph counted no accounts');
    return { count, first: body.value.map(toPerson).map(toNamed) };
  });
}
