import { DIRECTORY_READ, requireScope } from './authority';
import { roleId, roleOfId } from '../model/directory-roles';
import { showApplication } from './applications';
import type { Context, Routes, World } from './context';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { showDevice } from './devices';
import { ABSENT_KINDS, showDirectoryRole } from './directory-roles';
import { badRequest, noSuchObject } from './graph-error';
import { showGroup } from './groups';
import type { Ends } from '../model/links';
import type { Rows } from './odata/collection';
import { listed } from './odata/collection';
import type { Thing } from './odata/thing';
import { showServicePrincipal } from './service-principals';
import { showUser } from './users';

/** A function, since these files import one another. */
const kinds = () => [showUser.shape, showGroup.shape, showServicePrincipal.shape, showApplication.shape, showDevice.shape, showDirectoryRole.shape, ...ABSENT_KINDS];
const MOST_IDS = 1000;
/** Entity sets that are not called as their type with an s. */
const SETS: Record<string, string> = { orgContact: 'contacts' };

/** The object of that id, whatever its type, with its type stated. */
export function directoryObject(world: World, id: string): Thing | null {
  const { tenant } = world;
  const user = tenant.users.get(id);
  if (user) return { ...showUser(user, world), stated: true };
  const group = tenant.groups.get(id);
  if (group) return { ...showGroup(group, world), stated: true };
  const principal = tenant.servicePrincipals.get(id);
  if (principal) return { ...showServicePrincipal(principal, world), stated: true };
  const application = tenant.applications.get(id);
  if (application) return { ...showApplication(application, world), stated: true };
  const device = tenant.devices.get(id);
  if (device) return { ...showDevice(device, world), stated: true };
  const role = roleOfId(tenant.info.tenantId, id);
  return role ? { ...showDirectoryRole(role, world), stated: true } : null;
}

/** Ids from a place on, each with the place to begin at again with it. */
export type Placed = (place: number) => Iterable<readonly [number, string]>;

/**
 * A list of objects of several types, narrowed by a cast such as `user`. Only those on the page are looked at, so that
 * a page of a group of a hundred thousand costs no more than one of ten.
 */
export function showAny(context: Context, ids: readonly string[] | Placed | Ends, cast?: string) {
  const wanted = cast?.toLowerCase();
  const ends = 'others' in ids ? ids : null;
  const placed: Placed = ends ? (place) => ends.from(place) : typeof ids === 'function' ? ids : listed(ids as readonly string[]);
  function* things(from: number): Generator<readonly [number, Thing]> {
    for (const [at, id] of placed(from)) {
      const thing = directoryObject(context, id);
      if (!thing) continue;
      if (wanted === undefined) yield [at, thing] as const;
      // The declared type tells what it is.
      else if (thing.type.toLowerCase() === wanted) yield [at, { ...thing, stated: false }] as const;
    }
  }
  const shapes = cast === undefined ? kinds() : kinds().filter((shape) => shape.type.toLowerCase() === cast.toLowerCase());
  if (shapes.length === 0) throw badRequest('Request_BadRequest', `The type 'microsoft.graph.${cast}' is not a directory object.`);
  const rows: Rows<Thing> = { from: things, ...(ends && wanted === undefined ? { count: () => ends.size } : {}) };
  const [only] = shapes;
  return { metadata: cast === undefined || !only ? 'directoryObjects' : SETS[only.type] ?? `${only.type}s`, shapes, rows: () => rows, show: (thing: Thing) => thing, cast: cast !== undefined };
}

/** The groups somebody or something is in, and the roles a person holds. */
function showGroupsOf(context: Context, id: string, transitive: boolean) {
  const { tenant } = context;
  const ids = transitive ? tenant.transitiveGroupsOf(id).map((group) => group.id) : [...tenant.members.to(id)];
  const roles = tenant.entraRolesOf(id).map((role) => roleId(tenant.info.tenantId, role));
  return { ...showAny(context, [...ids.filter((groupId) => tenant.groups.has(groupId)), ...roles], context.at.cast), advancedOnly: true };
}

/** `memberOf` and `transitiveMemberOf` of whatever a path names, with cast and count. */
export function memberOfRoutes(paths: readonly string[], scopes: readonly string[], idIn: (context: Context) => string): Routes {
  const routes: Routes = {};
  for (const path of paths) {
    for (const [name, transitive] of [['memberOf', false], ['transitiveMemberOf', true]] as const) {
      for (const cast of ['', '/microsoft.graph.{cast}']) {
        routes[`GET ${path}/${name}${cast}`] = (context) => {
          requireScope(context, scopes);
          return directoryList(context, showGroupsOf(context, idIn(context), transitive));
        };
        routes[`GET ${path}/${name}${cast}/$count`] = (context) => {
          requireScope(context, scopes);
          return directoryCount(context, showGroupsOf(context, idIn(context), transitive));
        };
      }
    }
  }
  return routes;
}

/** https://learn.microsoft.com/graph/api/directoryobject-getbyids; unknown ids are left out. */
function getByIds(context: Context) {
  requireScope(context, [...DIRECTORY_READ.users, ...DIRECTORY_READ.groups, ...DIRECTORY_READ.applications]);
  const { ids, types } = (context.request.body ?? {}) as { ids?: unknown; types?: unknown };
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => typeof id === 'string')) throw badRequest('Request_BadRequest', 'The collection of ids must not be empty.');
  if (types !== undefined && types !== null && !(Array.isArray(types) && types.every((type) => typeof type === 'string'))) throw badRequest('Request_BadRequest', "Invalid value specified for the parameter 'types': a collection of texts is expected.");
  if (ids.length > MOST_IDS) throw badRequest('Request_BadRequest', `The collection of ids holds ${ids.length} elements, ${MOST_IDS} at most are allowed.`);
  const wanted = Array.isArray(types) && types.length > 0 ? types.map((type: string) => type.toLowerCase()) : null;
  const any = showAny(context, [...new Set(ids.map((id: string) => id.toLowerCase()))]);
  const things = Array.from(any.rows().from(0), ([, thing]) => thing).filter((thing) => wanted === null || wanted.includes('directoryobject') || wanted.includes(thing.type.toLowerCase()));
  return directoryList(context, { ...any, metadata: 'directoryObjects', rows: () => listed(things), pageSize: MOST_IDS });
}

export const directoryObjectRoutes: Routes = {
  'GET /directoryObjects/{id}': (context) => {
    requireScope(context, [...DIRECTORY_READ.users, ...DIRECTORY_READ.groups, ...DIRECTORY_READ.applications]);
    const thing = directoryObject(context, (context.at.id ?? '').toLowerCase());
    if (!thing) throw noSuchObject(context.at.id ?? '');
    return answerObject(context, 'directoryObjects', thing.names, thing);
  },
  // The action is bound to every collection of directory objects.
  ...Object.fromEntries(['directoryObjects', 'users', 'groups', 'servicePrincipals', 'applications'].map((set) => [`POST /${set}/getByIds`, getByIds])),
};
