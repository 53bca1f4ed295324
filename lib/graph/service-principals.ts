import 'server-only';
import type { Application } from '@/lib/authoring/catalog';
import type { Person } from '@/lib/directory/person';
import { AppError, isAppError } from '@/lib/errors';
import { readBatches, slices } from './batch-reads';
import type { BatchCall, Graph, Page } from './client';
import { peopleAmong } from './groups';
import type { GraphUser } from './users';
import { hasWord, inFilter, MOST_IN_FILTER, PERSON_FIELDS, searchOf } from './users';

type GraphServicePrincipal = { id?: string; appId?: string | null; displayName?: string | null; description?: string | null; appRoles?: { displayName?: string | null; isEnabled?: boolean | null; allowedMemberTypes?: string[] }[] };

const APPLICATION_FIELDS = 'id,appId,displayName,description,appRoles';

function toApplication(item: GraphServicePrincipal): Application {
  if (!item.id || !item.appId || !item.displayName) throw new AppError('internal', 'Graph gave a service principal without id, appId or displayName');
  const forPeople = (item.appRoles ?? []).filter((role) => role.isEnabled !== false && (role.allowedMemberTypes ?? ['User']).includes('User'));
  return { id: item.id, appId: item.appId, name: item.displayName, description: item.description ?? '', roleNames: forPeople.flatMap((role) => (role.displayName ? [role.displayName] : [])) };
}

/** Applications by name; without a text the first by name. */
export async function searchApplications(graph: Graph, text: string, take: number, next: string | null = null): Promise<Page<Application>> {
  if (text && !hasWord(text)) return { items: [], next: null, count: 0 };
  const page = await graph.page<GraphServicePrincipal>('GET /servicePrincipals', {
    query: { ...(text ? { $search: searchOf(text, ['displayName']) } : {}), $select: APPLICATION_FIELDS, $orderby: 'displayName', $top: take, $count: true },
    eventual: true,
    next,
  });
  return { ...page, items: page.items.map(toApplication) };
}

/** One application. @throws AppError `notFound` */
export async function getApplication(graph: Graph, id: string): Promise<Application> {
  return toApplication(await graph.get<GraphServicePrincipal>('GET /servicePrincipals/{id}', { path: { id }, query: { $select: APPLICATION_FIELDS } }));
}

/** One application, or null where there is none of that id. */
export async function findApplication(graph: Graph, id: string): Promise<Application | null> {
  try {
    return await getApplication(graph, id);
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/** Of these applications, whether only who is assigned may sign in, by id, 300 a round trip; one that is gone is missing (serviceprincipal: appRoleAssignmentRequired). */
export async function assignmentsRequired(graph: Graph, ids: readonly string[]): Promise<Map<string, boolean>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /servicePrincipals', query: { $filter: inFilter('id', slice), $select: 'id,appRoleAssignmentRequired', $top: 999 } }));
  const applications = await readBatches<{ id?: string; appRoleAssignmentRequired?: boolean | null }>(graph, calls);
  return new Map(applications.flatMap(({ id, appRoleAssignmentRequired }): [string, boolean][] => (id ? [[id, appRoleAssignmentRequired ?? false]] : [])));
}

/** Those who own an application: people only. */
export async function ownersOfApplication(graph: Graph, id: string): Promise<Person[]> {
  const { items } = await graph.page<GraphUser>('GET /servicePrincipals/{id}/owners', { path: { id }, query: { $select: PERSON_FIELDS } });
  return peopleAmong(items);
}

type GraphAppRole = { id?: string; principalId?: string | null; principalType?: string | null; resourceId?: string | null; appRoleId?: string };

/** To whom one role of an application is assigned. `id` is Graph's own, and no GUID. */
export type AppRoleGrant = { id: string; applicationId: string; appRoleId: string; principalId: string; principalType: 'person' | 'group' | 'other' };

/** A page of an application's role assignments, people and groups alike (learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto). */
export async function listAppRoleGrants(graph: Graph, applicationId: string, next: string | null): Promise<Page<AppRoleGrant>> {
  const page = await graph.page<GraphAppRole>('GET /servicePrincipals/{id}/appRoleAssignedTo', { path: { id: applicationId }, query: { $top: 999 }, next });
  return {
    ...page,
    items: page.items.flatMap(({ id, principalId, principalType, appRoleId }) => (id && principalId && appRoleId ? [{ id, applicationId, appRoleId, principalId, principalType: principalType === 'User' ? 'person' as const : principalType === 'Group' ? 'group' as const : 'other' as const }] : [])),
  };
}
