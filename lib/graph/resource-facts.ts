import 'server-only';
import { groupKind } from '@/lib/authoring/catalog';
import type { CatalogRole } from '@/lib/authoring/catalog';
import { beginningsOf, furtherWordOf } from '@/lib/authoring/names-alike';
import type { ApplicationFacts, GroupResourceFacts, Origin } from '@/lib/authoring/readiness';
import type { Person } from '@/lib/directory/person';
import { isAppError } from '@/lib/errors';
import { readAnswers, readBatches, readLists, slices } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { odataText } from './client';
import { refusedInBatch } from './graph-error';
import { peopleAmong } from './groups';
import type { GraphUser } from './users';
import { inFilter, MOST_IN_FILTER, PERSON_FIELDS, searchOf } from './users';

/** What names a group, application or site, before anything is asked about it. */
export type NamedOrigin = Origin & { name: string; about: string };

type GraphGroup = {
  id?: string; displayName?: string | null; description?: string | null; mail?: string | null; groupTypes?: string[]; mailEnabled?: boolean | null; onPremisesSyncEnabled?: boolean | null; isAssignableToRole?: boolean | null;
  isManagementRestricted?: boolean | null; visibility?: string | null; resourceProvisioningOptions?: string[] | null; assignedLicenses?: { skuId?: string | null }[] | null;
};

type GraphApplication = { id?: string; appId?: string | null; displayName?: string | null; appOwnerOrganizationId?: string | null; appRoleAssignmentRequired?: boolean | null; signInAudience?: string | null; appRoles?: { id?: string; displayName?: string | null; isEnabled?: boolean | null; allowedMemberTypes?: string[] }[] };

const GROUP_FIELDS = 'id,displayName,description,mail,groupTypes,mailEnabled,onPremisesSyncEnabled,isAssignableToRole,isManagementRestricted,visibility,resourceProvisioningOptions,assignedLicenses';
const APPLICATION_FIELDS = 'id,appId,displayName,appOwnerOrganizationId,appRoleAssignmentRequired,signInAudience,appRoles';

/** A group by what it says of itself (learn.microsoft.com/graph/api/resources/group). */
export type ReadGroup = NamedOrigin & { mail: string | null; facts: Omit<GroupResourceFacts, 'managedByPim'> };
/** An application by what it says of itself (learn.microsoft.com/graph/api/resources/serviceprincipal). */
export type ReadApplication = NamedOrigin & { facts: ApplicationFacts; /** Those that people can be given. */ roles: CatalogRole[] };

function toReadGroup(group: GraphGroup): ReadGroup[] {
  if (!group.id) return [];
  const microsoft365 = group.groupTypes?.includes('Unified') ?? false;
  const team = group.resourceProvisioningOptions?.includes('Team') ?? false;
  return [{
    originSystem: 'AadGroup', originId: group.id, mail: group.mail ?? null, name: group.displayName ?? group.id, about: [team ? 'Team' : groupKind({ microsoft365, mailEnabled: group.mailEnabled ?? false }), group.mail ?? group.description].filter(Boolean).join(', '),
    facts: {
      synchronised: group.onPremisesSyncEnabled ?? false, dynamic: group.groupTypes?.includes('DynamicMembership') ?? false, distribution: (group.mailEnabled ?? false) && !microsoft365, roleAssignable: group.isAssignableToRole ?? false,
      restricted: group.isManagementRestricted ?? false, hiddenMembership: group.visibility === 'HiddenMembership', licences: (group.assignedLicenses ?? []).flatMap(({ skuId }) => skuId ?? []),
    },
  }];
}

function toReadApplication(item: GraphApplication): ReadApplication[] {
  if (!item.id || !item.appId) return [];
  const roles = (item.appRoles ?? []).flatMap(({ displayName }) => displayName ?? []);
  return [{
    originSystem: 'AadApplication', originId: item.id, name: item.displayName ?? item.appId,
    roles: (item.appRoles ?? []).flatMap(({ id, displayName, isEnabled, allowedMemberTypes = ['User'] }) => (id && isEnabled !== false && allowedMemberTypes.includes('User') ? [{ originId: id, name: displayName ?? id }] : [])),
    about: roles.length > 0 ? `Application, roles: ${roles.join(', ')}` : 'Application without roles of its own',
    facts: { appId: item.appId, assignmentRequired: item.appRoleAssignmentRequired ?? false, organisationId: item.appOwnerOrganizationId ?? null, personalOnly: item.signInAudience === 'PersonalMicrosoftAccount' },
  }];
}

type Property = 'id' | 'mail' | 'displayName' | 'appId';

/** Groups whose `property` is one of the values, 300 a round trip, with all that decides whether a catalog takes them. */
export async function readGroupsWhere(graph: Graph, property: Exclude<Property, 'appId'>, values: readonly string[]): Promise<ReadGroup[]> {
  const calls = slices([...new Set(values)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /groups', query: { $filter: inFilter(property, slice), $select: GROUP_FIELDS, $top: 999 } }));
  return (await readBatches<GraphGroup>(graph, calls)).flatMap(toReadGroup);
}

/** Applications whose `property` is one of the values, 300 a round trip. */
export async function readApplicationsWhere(graph: Graph, property: Exclude<Property, 'mail'>, values: readonly string[]): Promise<ReadApplication[]> {
  const calls = slices([...new Set(values)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /servicePrincipals', query: { $filter: inFilter(property, slice), $select: APPLICATION_FIELDS, $top: 999 } }));
  return (await readBatches<GraphApplication>(graph, calls)).flatMap(toReadApplication);
}

const NAMED = { groups: 'GET /groups', servicePrincipals: 'GET /servicePrincipals', users: 'GET /users' } as const;

/** Most names that are read of each way in which one may be meant. */
const MOST_LIKE = 100;

/** Names of these kinds that may be meant by each of these: that begin like it, or have its longest further word. */
export async function readNamesLike(graph: Graph, names: readonly string[], kinds: readonly (keyof typeof NAMED)[]): Promise<Map<string, string[]>> {
  const found = new Map(names.map((name) => [name, new Set<string>()]));
  const asked = [...found.keys()].flatMap((name) => {
    const word = furtherWordOf(name);
    const ways: Omit<BatchCall, 'id' | 'operation'>[] = beginningsOf(name).map((text) => ({ query: { $filter: `startswith(displayName,${odataText(text)})`, $select: 'displayName', $top: MOST_LIKE } }));
    if (word) ways.push({ query: { $search: searchOf(word, ['displayName']), $select: 'displayName', $top: MOST_LIKE, $count: true }, eventual: true });
    return kinds.flatMap((kind) => ways.map((way) => ({ name, call: { ...way, operation: NAMED[kind] } })));
  });
  const answers = await readAnswers(graph, asked.map(({ call }, index) => ({ ...call, id: String(index) })));
  answers.forEach(({ status, body }, index) => {
    // A suggestion that cannot be had is no reason to refuse the rest.
    if (status !== 200) return;
    for (const { displayName } of (body as { value?: { displayName?: string | null }[] } | null)?.value ?? []) if (displayName) found.get(asked[index]?.name ?? '')?.add(displayName);
  });
  return new Map([...found].map(([name, like]) => [name, [...like]]));
}

/** A site by its address, or why there is none: nobody has it, or the reader is not let in. */
export type SiteAnswer = { address: string; site: NamedOrigin | null; why: 'notFound' | 'noPermission' | 'noAddress' | null };

const SITE_QUERY = { $select: 'id,displayName,name,webUrl' };

/**
 * The call for a site: the root by its host alone, others by where they are; null for what is no address of one. A path
 * after a colon stands for `getByPath`, which Graph's schema knows for every path, and the colon for those of sites alone.
 */
function siteCall(address: string, id: string): BatchCall | null {
  const [, hostname, collection, name] = /^https:\/\/([a-z0-9.-]+)(?:\/(sites|teams)\/([^/?#]+))?\/?$/i.exec(address) ?? [];
  if (!hostname) return null;
  if (!collection || !name) return { id, operation: 'GET /sites/{hostname}', path: { hostname }, query: SITE_QUERY };
  try {
    const named = decodeURIComponent(name);
    if (collection.toLowerCase() === 'sites') return { id, operation: 'GET /sites/{hostname}:/sites/{name}', path: { hostname, name: named }, query: SITE_QUERY };
    return { id, operation: "GET /sites/{hostname}/getByPath(path='{address}')", path: { hostname, address: `/${collection}/${named.replaceAll("'", "''")}` }, query: SITE_QUERY };
  } catch {
    return null;
  }
}

/** The sites of these addresses (learn.microsoft.com/graph/api/site-getbypath), in batches; a search finds only the reader's own. */
export async function readSitesAt(graph: Graph, addresses: readonly string[]): Promise<SiteAnswer[]> {
  const calls = addresses.flatMap((address, index) => siteCall(address, String(index)) ?? []);
  const answers = new Map((await readAnswers(graph, calls)).map((answer) => [answer.id, answer]));
  return addresses.map((address, index): SiteAnswer => {
    const answer = answers.get(String(index));
    if (!answer) return { address, site: null, why: 'noAddress' };
    if (answer.status === 404 || answer.status === 400) return { address, site: null, why: 'notFound' };
    if (answer.status === 403) return { address, site: null, why: 'noPermission' };
    if (answer.status !== 200) throw refusedInBatch(answer, `the site ${address}`, 'GET /sites/{hostname}');
    const { displayName, name, webUrl } = answer.body as { displayName?: string | null; name?: string | null; webUrl?: string | null };
    const originId = webUrl ?? address;
    return { address, site: { originSystem: 'SharePointOnline', originId, name: displayName ?? name ?? originId, about: originId }, why: null };
  });
}

/** Who owns these groups and applications in the tenant, by origin id; null where the reader may not read it. People only. */
export async function readOwners(graph: Graph, origins: readonly Origin[]): Promise<Map<string, Person[] | null>> {
  const calls = origins.flatMap(({ originSystem, originId }): BatchCall[] => (originSystem === 'SharePointOnline' ? [] : [{ id: originId, operation: originSystem === 'AadGroup' ? 'GET /groups/{id}/owners' : 'GET /servicePrincipals/{id}/owners', path: { id: originId }, query: { $select: PERSON_FIELDS } }]));
  const lists = await readLists<GraphUser>(graph, calls, [403, 404]);
  return new Map([...lists].map(([id, list]) => [id, list && peopleAmong(list)]));
}

/** The Entra roles somebody holds, by template; null where they may not be read (directoryobject-list-transitivememberof; a role held by a group counts). */
export async function readEntraRoles(graph: Graph, personId: string): Promise<string[] | null> {
  try {
    const { items } = await graph.page<{ roleTemplateId?: string | null }>('GET /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole', { path: { id: personId }, query: { $select: 'id,roleTemplateId', $count: true }, eventual: true });
    return items.flatMap(({ roleTemplateId }) => roleTemplateId ?? []);
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing')) return null;
    throw error;
  }
}
