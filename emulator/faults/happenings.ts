import { isRecord } from '../http';
import type { Tenant } from '../model';
import { deleteApplication } from '../model/application-bin';
import type { OriginSystem } from '../model/governance';
import type { GraphRequest } from '../wire';
import type { FaultOf } from './fault-rule';
import type { Loss } from './losses';

type Happening = Pick<FaultOf<'happens'>, 'what' | 'whom'>;

/**
 * Brings about what happens to the tenant in the middle of somebody's work; nothing does to whoever is gone already.
 * Gives what was lost by it, null for nothing.
 */
export function bringAbout({ what, whom }: Happening, request: GraphRequest, tenant: Tenant, now: number, revokedAt: Record<string, number>): Loss | null {
  const system = OF_RESOURCES.get(what);
  if (system) return loseResource(tenant, whom === 'resource' ? firstResourceOf(tenant, assignmentIn(request).accessPackageId, system) : whom, system, now);
  const user = tenant.users.find(whom === 'caller' ? request.caller.userId : whom === 'target' ? assignmentIn(request).targetId : whom);
  if (!user) return null;
  const userId = user.id;
  switch (what) {
    case 'user-deleted':
      tenant.deleteUser(userId, now);
      return { what, userId };
    case 'user-disabled':
      tenant.updateUser(userId, { accountEnabled: false });
      return user.accountEnabled ? { what, userId } : null;
    case 'role-ended': {
      const loss = { what, userId, roles: [...tenant.entraRolesOf(userId)], until: tenant.entraRolesEnd(userId) };
      tenant.setEntraRoles(userId, []);
      return loss.roles.length > 0 ? loss : null;
    }
    case 'sessions-revoked': {
      const at = Date.now();
      const before = revokedAt[userId] ?? null;
      revokedAt[userId] = at;
      return { what, userId, at, before };
    }
    default: return null;
  }
}

/** Whom and what an assignment request names. */
function assignmentIn({ body }: GraphRequest): { targetId: string; accessPackageId: string } {
  const assignment = isRecord(body) && isRecord(body.assignment) ? body.assignment : {};
  const text = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '');
  return { targetId: text(assignment.targetId), accessPackageId: text(assignment.accessPackageId) };
}

/** What is deleted, and of which kind. */
const OF_RESOURCES: ReadonlyMap<Happening['what'], OriginSystem | 'any'> = new Map<Happening['what'], OriginSystem | 'any'>([['group-deleted', 'AadGroup'], ['application-deleted', 'AadApplication'], ['site-deleted', 'SharePointOnline'], ['resource-deleted', 'any']]);

/** The origin id of the first resource, of a kind, that a package gives a role of. */
function firstResourceOf({ governance }: Tenant, packageId: string, system: OriginSystem | 'any'): string {
  for (const { resourceId } of governance.packages.get(packageId)?.roleScopes ?? []) {
    const resource = governance.resources.get(resourceId);
    if (resource && (system === 'any' || resource.originSystem === system)) return resource.originId;
  }
  return '';
}

/** Deletes a group, an application with its service principal, or a site, by its id or, of a site, its address. */
function loseResource(tenant: Tenant, id: string, system: OriginSystem | 'any', now: number): Loss | null {
  const is = (kind: OriginSystem) => system === kind || system === 'any';
  const lost = is('AadGroup') ? tenant.deleteGroup(id, now) : undefined;
  if (lost) return { what: 'group-deleted', lost };
  if (is('AadApplication')) {
    const appId = tenant.servicePrincipals.get(id)?.appId;
    const application = [...tenant.applications.values()].find((row) => row.id === id || row.appId === appId);
    const ids = deleteApplication(tenant, application?.id ?? id, now);
    if (ids.length > 0) return { what: 'application-deleted', ids };
  }
  const site = is('SharePointOnline') ? [...tenant.sites.values()].find((row) => row.id === id || row.webUrl === id) : undefined;
  if (!site) return null;
  tenant.sites.remove(site.id);
  return { what: 'site-deleted', site };
}
