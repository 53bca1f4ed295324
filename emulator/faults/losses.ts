import type { Tenant } from '../model';
import { restoreApplication } from '../model/application-bin';
import type { EntraRole, Site } from '../model/directory';
import type { LostGroup } from '../model/lost-group';

/** What a bad day took away: plain values, so that it outlives a restart and can still be given back. */
export type Loss =
  | { what: 'user-deleted'; userId: string }
  | { what: 'user-disabled'; userId: string }
  | { what: 'role-ended'; userId: string; roles: EntraRole[]; until: number | null }
  | { what: 'group-deleted'; lost: LostGroup }
  | { what: 'application-deleted'; ids: string[] }
  | { what: 'site-deleted'; site: Site }
  | { what: 'sessions-revoked'; userId: string; at: number; before: number | null };

/** Gives back what was lost, unless somebody has changed it again meanwhile. */
export function giveBack(loss: Loss, tenant: Tenant, revokedAt: Record<string, number>): void {
  switch (loss.what) {
    case 'user-deleted':
      tenant.restoreUser(loss.userId);
      return;
    case 'user-disabled':
      tenant.updateUser(loss.userId, { accountEnabled: true });
      return;
    case 'role-ended':
      if (tenant.entraRolesOf(loss.userId).length === 0) tenant.setEntraRoles(loss.userId, loss.roles, loss.until);
      return;
    case 'group-deleted':
      tenant.bringBackGroup(loss.lost);
      return;
    case 'application-deleted':
      loss.ids.forEach((id) => restoreApplication(tenant, id));
      return;
    case 'site-deleted':
      if (!tenant.sites.has(loss.site.id)) tenant.sites.add(loss.site);
      return;
    case 'sessions-revoked':
      if (revokedAt[loss.userId] !== loss.at) return;
      if (loss.before === null) delete revokedAt[loss.userId];
      else revokedAt[loss.userId] = loss.before;
  }
}
