import 'server-only';
import type { Group, Person } from '@/lib/directory/person';
import { AppError } from '@/lib/errors';
import { readAnswers, readBatches, slices } from './batch-reads';
import type { BatchCall, Graph, Page } from './client';
import { refusedInBatch } from './graph-error';
import { hasWord, inFilter, MOST_IN_FILTER, PERSON_FIELDS, searchOf, toPerson } from './users';
import type { GraphUser } from './users';

type GraphGroup = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  mail?: string | null;
  mailEnabled?: boolean | null;
  securityEnabled?: boolean | null;
  groupTypes?: string[];
  onPremisesSyncEnabled?: boolean | null;
  isAssignableToRole?: boolean | null;
  visibility?: string | null;
};

const GROUP_FIELDS = 'id,displayName,description,mail,mailEnabled,groupTypes,onPremisesSyncEnabled,isAssignableToRole';

function toGroup(group: GraphGroup): Group {
  if (!group.id || !group.displayName) throw new AppError('internal', 'Graph gave a group without id or displayName');
  return {
    id: group.id,
    name: group.displayName,
    description: group.description ?? null,
    mail: group.mail ?? null,
    microsoft365: group.groupTypes?.includes('Unified') ?? false,
    mailEnabled: group.mailEnabled ?? false,
    dynamic: group.groupTypes?.includes('DynamicMembership') ?? false,
    synchronised: group.onPremisesSyncEnabled ?? false,
    roleAssignable: group.isAssignableToRole ?? false,
  };
}

/** Groups whose name or description matches; without a text the first by name. */
export async function searchGroups(graph: Graph, text: string, take: number, next: string | null = null): Promise<Page<Group>> {
  if (text && !hasWord(text)) return { items: [], next: null, count: 0 };
  const page = await graph.page<GraphGroup>('GET /groups', {
    query: { ...(text ? { $search: searchOf(text, ['displayName', 'description']) } : {}), $select: GROUP_FIELDS, $orderby: 'displayName', $top: take, $count: true },
    eventual: true,
    next,
  });
  return { ...page, items: page.items.map(toGroup) };
}

/** One group. @throws AppError `notFound` */
export async function getGroup(graph: Graph, id: string): Promise<Group> {
  return toGroup(await graph.get<GraphGroup>('GET /groups/{id}', { path: { id }, query: { $select: GROUP_FIELDS } }));
}

/** Groups whose `property` is one of the values, however many; 300 values a round trip. */
export async function groupsWhere(graph: Graph, property: 'mail' | 'displayName', values: string[]): Promise<Group[]> {
  const calls = slices(values, MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /groups', query: { $filter: inFilter(property, slice), $select: GROUP_FIELDS, $top: 999 } }));
  return (await readBatches<GraphGroup>(graph, calls)).map(toGroup);
}

/** What a group says of whoever is in it; a `distribution` list gets mail and lets nobody in anywhere. */
export type GroupFacts = { id: string; name: string; dynamic: boolean; synchronised: boolean; distribution: boolean; securityEnabled: boolean; roleAssignable: boolean; hiddenMembership: boolean };

/** These groups by id, 300 a round trip; one that is gone is missing. */
export async function groupFacts(graph: Graph, ids: readonly string[]): Promise<Map<string, GroupFacts>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({
    id: String(index), operation: 'GET /groups', query: { $filter: inFilter('id', slice), $select: 'id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,visibility', $top: 999 },
  }));
  const groups = await readBatches<GraphGroup>(graph, calls);
  return new Map(groups.map((group) => {
    const { id, name, dynamic, synchronised, roleAssignable, mailEnabled, microsoft365 } = toGroup(group);
    return [id, { id, name, dynamic, synchronised, distribution: mailEnabled && !microsoft365 && group.securityEnabled === false, securityEnabled: group.securityEnabled ?? false, roleAssignable, hiddenMembership: group.visibility === 'HiddenMembership' }];
  }));
}

/**
 * At least how many stand in each of these groups: none, or one or more. One whose members nobody is told is missing, and
 * one that is gone has none.
 */
export async function groupsWithin(graph: Graph, ids: readonly string[]): Promise<Map<string, number>> {
  const all = [...new Set(ids)];
  const facts = await groupFacts(graph, all);
  const told = all.filter((id) => !facts.get(id)?.hiddenMembership);
  const answers = await readAnswers(graph, told.map((id): BatchCall => ({ id, operation: 'GET /groups/{id}/members', path: { id }, query: { $select: 'id', $top: 1 } })));
  return new Map(answers.map((answer): [string, number] => {
    if (answer.status !== 200 && answer.status !== 404) throw refusedInBatch(answer, `the members of ${answer.id}`, 'GET /groups/{id}/members');
    return [answer.id, (answer.body as { value?: unknown[] } | null)?.value?.length ?? 0];
  }));
}

/** A page of who stands in a group, by id: people, and groups within it. */
export type StandingPage = { people: string[]; groups: string[] };

/**
 * The direct members or owners of a group, page by page, ids only (group-list-members, group-list-owners). A group of
 * hidden membership answers as if nobody were in it.
 */
export async function* standingIn(graph: Graph, id: string, relation: 'member' | 'owner'): AsyncGenerator<StandingPage> {
  const operation = relation === 'member' ? 'GET /groups/{id}/members' : 'GET /groups/{id}/owners';
  for await (const items of graph.pages<GraphUser>(operation, { path: { id }, query: { $select: 'id', $top: 999 } })) {
    const of = (type: string): string[] => items.flatMap((item) => (item.id && item['@odata.type'] === `#microsoft.graph.${type}` ? [item.id] : []));
    yield { people: of('user'), groups: of('group') };
  }
}

/** Those who own a group: people only. */
export async function ownersOfGroup(graph: Graph, id: string): Promise<Person[]> {
  const { items } = await graph.page<GraphUser>('GET /groups/{id}/owners', { path: { id }, query: { $select: PERSON_FIELDS } });
  return peopleAmong(items);
}

/** A page of a group's direct members: people, and how many others (groups, devices) stand among them. */
export type MemberPage = { people: Person[]; others: number };

/** The direct members of a group, page by page. */
export async function* membersOfGroup(graph: Graph, id: string): AsyncGenerator<MemberPage> {
  for await (const items of graph.pages<GraphUser>('GET /groups/{id}/members', { path: { id }, query: { $select: PERSON_FIELDS, $top: 999 } })) {
    const people = peopleAmong(items);
    yield { people, others: items.length - people.length };
  }
}

/** Directory objects of other kinds have no user principal name. */
export function peopleAmong(items: GraphUser[]): Person[] {
  return items.filter((item) => (item['@odata.type'] ?? '#microsoft.graph.user') === '#microsoft.graph.user' && item.userPrincipalName).map(toPerson);
}
