import 'server-only';
import type { Account } from '@/lib/directory/account-kind';
import { readBatches, slices } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { furtherOf, propertyOf } from './further-attributes';
import { inFilter, MOST_IN_FILTER, PERSON_FIELDS, toPerson } from './users';
import type { GraphUser } from './users';

type Attributes = Account['attributes'];
type Fields = GraphUser & Readonly<Record<string, unknown>>;

/** What is expanded or known from elsewhere, not selected. */
const NOT_SELECTED = new Set(['manager', 'memberOf']);

/** What Graph is asked for, so that rules about these attributes can be answered. */
function fieldsFor(attributes: readonly string[]): { $select: string; $expand?: string } {
  const names = attributes.filter((attribute) => !NOT_SELECTED.has(attribute)).map(propertyOf);
  return { $select: [...new Set([...PERSON_FIELDS.split(','), ...names])].join(','), ...(attributes.includes('manager') ? { $expand: 'manager($select=id)' } : {}) };
}

function toAccount(user: Fields, attributes: readonly string[], more: Attributes = {}): Account {
  const manager = (user.manager as { id?: string } | null | undefined)?.id ?? null;
  const read = furtherOf(user, attributes.filter((attribute) => !NOT_SELECTED.has(attribute))) as Attributes | null;
  return { ...toPerson(user), attributes: { ...read, ...(attributes.includes('manager') ? { manager } : {}), ...more } };
}

/** A page of accounts; `others` are entries that are no people (groups, devices) and are left out. */
export type AccountPage = { accounts: Account[]; others: number };

/** Most of a page that Graph gives (learn.microsoft.com/graph/api/user-list#optional-query-parameters). */
const A_PAGE = 999;

/** Every account of the tenant, page by page, for going through once; nobody holds them all. */
export async function* everyAccount(graph: Graph, attributes: readonly string[]): AsyncGenerator<AccountPage> {
  let next: string | null = null;
  do {
    const page: { items: Fields[]; next: string | null } = await graph.page<Fields>('GET /users', { query: { ...fieldsFor(attributes), $top: A_PAGE }, next });
    yield { accounts: page.items.map((user) => toAccount(user, attributes)), others: 0 };
    next = page.next;
  } while (next);
}

/** The direct members of a group; a rule sees them as members of it. */
export async function* accountsOfGroup(graph: Graph, groupId: string, attributes: readonly string[]): AsyncGenerator<AccountPage> {
  for await (const items of graph.pages<Fields>('GET /groups/{id}/members', { path: { id: groupId }, query: { $select: fieldsFor(attributes).$select, $top: A_PAGE } })) {
    const people = items.filter((item) => (item['@odata.type'] ?? '#microsoft.graph.user') === '#microsoft.graph.user' && item.userPrincipalName);
    yield { accounts: people.map((user) => toAccount(user, attributes, { memberOf: [groupId] })), others: items.length - people.length };
  }
}

/** Those who report to somebody (learn.microsoft.com/graph/api/user-list-directreports). */
export async function* accountsUnder(graph: Graph, managerId: string, attributes: readonly string[]): AsyncGenerator<AccountPage> {
  for await (const items of graph.pages<Fields>('GET /users/{id}/directReports', { path: { id: managerId }, query: { $select: fieldsFor(attributes).$select, $top: A_PAGE } })) {
    const people = items.filter((item) => item.userPrincipalName);
    yield { accounts: people.map((user) => toAccount(user, attributes, { manager: managerId })), others: items.length - people.length };
  }
}

/** These accounts, however many, 300 a round trip; whoever is gone is missing from the answer. */
export async function accountsWhere(graph: Graph, property: 'id' | 'userPrincipalName' | 'mail' | 'displayName', values: readonly string[], attributes: readonly string[]): Promise<Account[]> {
  const fields = fieldsFor(attributes);
  const calls = slices([...values], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /users', query: { $filter: inFilter(property, slice), ...fields, $top: A_PAGE } }));
  return (await readBatches<Fields>(graph, calls)).map((user) => toAccount(user, attributes));
}
