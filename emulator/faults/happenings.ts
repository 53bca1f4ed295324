import { isRecord } from '../http';
import type { Tenant } from '../model';
import type { GraphRequest } from '../wire';
import type { FaultOf } from './fault-rule';

type Happening = Pick<FaultOf<'happens'>, 'what' | 'whom'>;

/**
 * Brings about what happens to the tenant in the middle of somebody's work; nothing does to whoever is gone already.
 * Gives what takes it back, where it can be taken back.
 */
export function bringAbout({ what, whom }: Happening, request: GraphRequest, tenant: Tenant, now: number, revoke: (userId: string) => void): (() => void) | null {
  if (what === 'group-deleted') {
    tenant.deleteGroup(whom === 'resource' ? firstGroupOf(tenant, assignmentIn(request).accessPackageId) : whom, now);
    return null;
  }
  const user = tenant.users.find(whom === 'caller' ? request.caller.userId : whom === 'target' ? assignmentIn(request).targetId : whom);
  if (!user) return null;
  switch (what) {
    case 'user-deleted':
      tenant.deleteUser(user.id, now);
      return () => void tenant.restoreUser(user.id);
    case 'user-disabled':
      tenant.updateUser(user.id, { accountEnabled: false });
      return () => void tenant.updateUser(user.id, { accountEnabled: user.accountEnabled });
    case 'role-ended': {
      const held = [...tenant.entraRolesOf(user.id)];
      tenant.setEntraRoles(user.id, []);
      return () => tenant.setEntraRoles(user.id, held);
    }
    default:
      revoke(user.id);
      return null;
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
