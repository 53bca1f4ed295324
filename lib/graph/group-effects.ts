import 'server-only';
import { readBatches, readLists, slices } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { inFilter, MOST_IN_FILTER } from './users';

/** Ids of the people in a group and in the groups within it, page by page (learn.microsoft.com/graph/api/group-list-transitivemembers). */
export async function* transitiveMemberIds(graph: Graph, groupId: string): AsyncGenerator<string[]> {
  for await (const items of graph.pages<{ '@odata.type'?: string; id?: string }>('GET /groups/{id}/transitiveMembers', { path: { id: groupId }, query: { $select: 'id', $top: 999 } })) {
    yield items.flatMap((item) => (item.id && (item['@odata.type'] ?? '#microsoft.graph.user') === '#microsoft.graph.user' ? [item.id] : []));
  }
}

/** Those of these groups that tell nobody their members; they answer as if nobody were in them. */
export async function hiddenGroupsAmong(graph: Graph, ids: readonly string[]): Promise<Set<string>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /groups', query: { $filter: inFilter('id', slice), $select: 'id,visibility', $top: 999 } }));
  return new Set((await readBatches<{ id?: string; visibility?: string | null }>(graph, calls)).flatMap(({ id, visibility }) => (id && visibility === 'HiddenMembership' ? [id] : [])));
}

/** What a group says of what its membership does. */
export type GroupSays = { id: string; name: string; microsoft365: boolean; team: boolean; mailEnabled: boolean; roleAssignable: boolean; licences: string[] };

type GraphGroup = {
  id?: string; displayName?: string | null; groupTypes?: string[]; mailEnabled?: boolean | null; isAssignableToRole?: boolean | null; resourceProvisioningOptions?: string[] | null;
  assignedLicenses?: { skuId?: string | null }[] | null; membershipRule?: string | null;
};

/** These groups by id, 300 a round trip; one that is gone is missing (learn.microsoft.com/graph/api/resources/group). */
export async function readWhatGroupsSay(graph: Graph, ids: readonly string[]): Promise<Map<string, GroupSays>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({
    id: String(index), operation: 'GET /groups', query: { $filter: inFilter('id', slice), $select: 'id,displayName,groupTypes,mailEnabled,isAssignableToRole,resourceProvisioningOptions,assignedLicenses', $top: 999 },
  }));
  return new Map((await readBatches<GraphGroup>(graph, calls)).flatMap((group): [string, GroupSays][] => (group.id ? [[group.id, {
    id: group.id,
    name: group.displayName ?? group.id,
    microsoft365: group.groupTypes?.includes('Unified') ?? false,
    team: group.resourceProvisioningOptions?.includes('Team') ?? false,
    mailEnabled: group.mailEnabled ?? false,
    roleAssignable: group.isAssignableToRole ?? false,
    licences: (group.assignedLicenses ?? []).flatMap(({ skuId }) => skuId ?? []),
  }]] : [])));
}

/** A role of an application that a group has, and with it whoever is a direct member. */
export type AppRoleOfGroup = { applicationId: string; applicationName: string; appRoleId: string };

/** A group that another stands in, directly or through others. */
export type OuterGroup = { id: string; name: string; roleAssignable: boolean };

/** What hangs on a group; null where the reader may not read it. */
export type HangsOnGroup = { appRoles: AppRoleOfGroup[] | null; outer: OuterGroup[] | null };

type GraphAppRole = { resourceId?: string; resourceDisplayName?: string | null; appRoleId?: string };
type GraphOuter = { '@odata.type'?: string; id?: string; displayName?: string | null; isAssignableToRole?: boolean | null };

/** The reader may not, or the group is gone. */
const UNREADABLE = [403, 404];

/** What application roles these groups have and what groups they stand in (learn.microsoft.com/graph/api/group-list-approleassignments, group-list-transitivememberof). */
export async function readWhatHangsOn(graph: Graph, ids: readonly string[]): Promise<Map<string, HangsOnGroup>> {
  const [roles, outer] = await Promise.all([
    readLists<GraphAppRole>(graph, ids.map((id): BatchCall => ({ id, operation: 'GET /groups/{id}/appRoleAssignments', path: { id } })), UNREADABLE),
    readOuterGroups(graph, ids),
  ]);
  return new Map(ids.map((id): [string, HangsOnGroup] => [id, { appRoles: roles.get(id)?.map(toAppRole) ?? null, outer: outer.get(id) ?? null }]));
}

/** What groups these stand in, directly or through others; null where the reader may not read it. */
export async function readOuterGroups(graph: Graph, ids: readonly string[]): Promise<Map<string, OuterGroup[] | null>> {
  const lists = await readLists<GraphOuter>(graph, ids.map((id): BatchCall => ({ id, operation: 'GET /groups/{id}/transitiveMemberOf', path: { id }, query: { $select: 'id,displayName,isAssignableToRole' } })), UNREADABLE);
  return new Map([...lists].map(([id, list]) => [id, list?.flatMap(toOuter) ?? null]));
}

function toAppRole({ resourceId, resourceDisplayName, appRoleId }: GraphAppRole): AppRoleOfGroup {
  return { applicationId: resourceId ?? '', applicationName: resourceDisplayName ?? '', appRoleId: appRoleId ?? '' };
}

/** Administrative units and directory roles stand among the groups. */
function toOuter({ '@odata.type': type, id, displayName, isAssignableToRole }: GraphOuter): OuterGroup[] {
  return type === '#microsoft.graph.group' && id ? [{ id, name: displayName ?? id, roleAssignable: isAssignableToRole ?? false }] : [];
}

/** A dynamic group and its rule. */
export type RuledGroup = { id: string; name: string; rule: string };

/** The dynamic groups whose rule speaks of membership of other groups, page by page (groups-list; `groupTypes/any`). */
export async function groupsRuledByMembership(graph: Graph): Promise<RuledGroup[]> {
  const found: RuledGroup[] = [];
  for await (const items of graph.pages<GraphGroup>('GET /groups', { query: { $filter: "groupTypes/any(c:c eq 'DynamicMembership')", $select: 'id,displayName,membershipRule', $top: 999 } })) {
    for (const { id, displayName, membershipRule } of items) if (id && membershipRule && /memberof/i.test(membershipRule)) found.push({ id, name: displayName ?? id, rule: membershipRule });
  }
  return found;
}

/** The roles of these applications that people can have, by application; those that may not be read are missing. */
export async function readAppRoles(graph: Graph, applicationIds: readonly string[]): Promise<Map<string, { originId: string; name: string }[]>> {
  const applications = await readApplicationsWithRoles(graph, applicationIds);
  return new Map(applications.flatMap(({ id, appRoles = [] }) => (id ? [[id, appRoles.flatMap((role) => (role.id && role.displayName && role.isEnabled !== false && (role.allowedMemberTypes ?? ['User']).includes('User') ? [{ originId: role.id, name: role.displayName }] : []))]] : [])));
}

/** What the roles of these applications are called, by role; applications that may not be read are missing. */
export async function appRoleNames(graph: Graph, applicationIds: readonly string[]): Promise<Map<string, string>> {
  const applications = await readApplicationsWithRoles(graph, applicationIds);
  return new Map(applications.flatMap(({ appRoles = [] }) => appRoles.flatMap(({ id, displayName }): [string, string][] => (id && displayName ? [[id, displayName]] : []))));
}

type GraphApplication = { id?: string; appRoles?: { id?: string; displayName?: string | null; isEnabled?: boolean; allowedMemberTypes?: string[] }[] };

async function readApplicationsWithRoles(graph: Graph, applicationIds: readonly string[]): Promise<GraphApplication[]> {
  const calls = slices([...new Set(applicationIds)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /servicePrincipals', query: { $filter: inFilter('id', slice), $select: 'id,appRoles', $top: 999 } }));
  return readBatches<GraphApplication>(graph, calls);
}
