import type { Group } from '../model/directory';
import { hasEntraRole } from './authority';
import type { Context, World } from './context';
import { badRequest, GraphError } from './graph-error';
import type { Referred } from './references';

export const insufficientPrivileges = (more = ''): GraphError => new GraphError(403, 'Authorization_RequestDenied', `Insufficient privileges to complete the operation.${more}`);

/** https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management */
const RESTRICTED = ' Target object is a member of a restricted management administrative unit. Management rights are limited to administrators scoped on that administrative unit.';
const SYNCHRONISED = 'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.';

type What = 'members' | 'owners' | 'properties';

/**
 * Throws Graph's refusal unless the caller may change a group. Owners may; so may the Entra roles that administer groups,
 * and for members Identity Governance Administrators. Groups that may be given Entra roles take a privileged one.
 */
export function requireChangesGroup(context: Context, group: Group, what: What): void {
  // Not even its owners, nor a Global Administrator of the whole tenant: https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-faq-troubleshoot
  if (group.isManagementRestricted) throw insufficientPrivileges(RESTRICTED);
  if (!context.tenant.owners.has(group.id, context.caller.userId)) {
    const may = group.isAssignableToRole === true
      ? hasEntraRole(context, ['Global Administrator', 'Privileged Role Administrator'])
      : hasEntraRole(context, ['Global Administrator', 'Groups Administrator', 'User Administrator'])
        || what === 'members' && hasEntraRole(context, ['Identity Governance Administrator']);
    if (!may) throw insufficientPrivileges();
  }
  if (group.onPremisesSyncEnabled) throw badRequest('Request_BadRequest', SYNCHRONISED);
  const unified = group.groupTypes.includes('Unified');
  if (group.mailEnabled && !unified) throw badRequest('Request_BadRequest', 'Cannot Update a mail-enabled security groups and or distribution list.');
  if (what === 'members' && group.groupTypes.includes('DynamicMembership')) throw insufficientPrivileges();
}

/** Throws 400 where a group does not take such an object as member or owner. */
export function requireFits(group: Group, { id, kind }: Referred, what: 'members' | 'owners'): void {
  const unified = group.groupTypes.includes('Unified');
  const noNesting = unified || group.isAssignableToRole === true || what === 'owners';
  const fits = kind === 'user' || kind === 'servicePrincipal' && !(unified && what === 'members') || (kind === 'group' || kind === 'device') && !noNesting;
  if (!fits || id === group.id) throw badRequest('Request_BadRequest', `Unsupported resource '${id}' for reference update in property '${what}'.`);
}

/** Whether the caller is told who is in a group: https://learn.microsoft.com/graph/api/group-list-members */
export function seesMembers(world: World, group: Group): boolean {
  if (group.visibility !== 'HiddenMembership') return true;
  const { tenant, caller } = world;
  if (!caller.scopes.includes('Member.Read.Hidden')) return false;
  return tenant.members.has(group.id, caller.userId) || tenant.owners.has(group.id, caller.userId)
    || hasEntraRole(world, ['Global Administrator', 'Groups Administrator', 'User Administrator', 'Global Reader']);
}
