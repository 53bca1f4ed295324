import { isRecord } from '../http';
import type { Tenant } from '../model';
import type { GraphRequest } from '../wire';
import type { FaultOf } from './fault-rule';
import type { Loss } from './losses';

type Happening = Pick<FaultOf<'happens'>, 'what' | 'whom'>;

/**
 * Brings about what happens to the tenant in the middle of somebody's work; nothing does to whoever is gone already.
 * Gives what was lost by it, null for nothing.
 */
export function bringAbout({ what, whom }: Happening, request: GraphRequest, tenant: Tenant, now: number, revokedAt: Record<string, number>): Loss | null {
  if (what === 'group-deleted') {
    const lost = tenant.deleteGroup(whom === 'resource' ? firstGroupOf(tenant, assignmentIn(request).accessPackageId) : whom, now);
    return lost ? { what, lost } : null;
  }
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
    default: {
      const at = Date.now();
      const before = revokedAt[userId] ?? null;
      revokedAt[userId] = at;
      return { what, userId, at, before };
    }
  }
}

/** Whom and what an assignment request names. */
function assignmentIn({ body }: GraphRequest): { targetId: string; accessPackageId: string } {
  const assignment = isRecord(body) && isRecord(body.assignment) ? body.assignment : {};
  const text = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '');
  return { targetId: text(assignment.targetId), accessPackageId: text(assignment.accessPackageId) };
}

function firstGroupOf({ governance }: Tenant, packageId: string): string {
  for (const { resourceId } of governance.packages.get(packageId)?.roleScopes ?? []) {
    const resource = governance.resources.get(resourceId);
    if (resource?.originSystem === 'AadGroup') return resource.originId;
  }
  return '';
}
