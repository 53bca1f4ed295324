import 'server-only';
import type { Group, Person } from '@/lib/directory/person';
import { AppError } from '@/lib/errors';
import type { BatchCall, Graph } from './client';
import { inFilter, MOST_IN_FILTER, PERSON_FIELDS, readBatches, searchOf, slices, toPerson } from './users';
import type { GraphUser } from './users';

type GraphGroup = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  mail?: string | null;
  mailEnabled?: boolean | null;
  groupTypes?: string[];
  onPremisesSyncEnabled?: boolean | null;
  isAssignableToRole?: boolean | null;
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
export async function searchGroups(graph: Graph, text: string, take: number): Promise<Group[]> {
  const { items } = await graph.page<GraphGroup>('GET /groups', {
    query: { ...(text ? { $search: searchOf(text, ['displayName', 'description']) } : {}), $select: GROUP_FIELDS, $orderby: 'displayName', $top: take, $count: true },
    eventual: true,
  });
  return items.map(toGroup);
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

/** Those of these groups that can hold Entra roles, by id (groups-create: isAssignableToRole never changes). */
export async function roleAssignableAmong(graph: Graph, ids: string[]): Promise<Set<string>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /groups', query: { $filter: inFilter('id', slice), $select: 'id,displayName,isAssignableToRole', $top: 999 } }));
  return new Set((await readBatches<GraphGroup>(graph, calls)).flatMap(({ id, isAssignableToRole }) => (id && isAssignableToRole ? [id] : [])));
}

/** The owners of a group, page by page. */
export async function* ownerPagesOfGroup(graph: Graph, id: string): AsyncGenerator<Person[]> {
  for await (const items of graph.pages<GraphUser>('GET /groups/{id}/owners', { path: { id }, query: { $select: PERSON_FIELDS } })) yield peopleAmong(items);
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
