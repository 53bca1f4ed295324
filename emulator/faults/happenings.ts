import type { Tenant } from '../model';
import type { FaultOf } from './fault-rule';

/** Brings about what happens to the tenant in the middle of somebody's work. Nothing does to whoever is gone already. */
export function bringAbout({ what, id }: Pick<FaultOf<'happens'>, 'what' | 'id'>, tenant: Tenant, now: number, revoke: (userId: string) => void): void {
  if (what === 'group-deleted') {
    tenant.deleteGroup(id, now);
    return;
  }
  const user = tenant.users.find(id);
  if (!user) return;
  switch (what) {
    case 'user-deleted':
      tenant.deleteUser(user.id, now);
      return;
    case 'user-disabled':
      tenant.updateUser(user.id, { accountEnabled: false });
      return;
    case 'role-ended':
      tenant.setEntraRoles(user.id, []);
      return;
    case 'sessions-revoked':
      revoke(user.id);
  }
}
