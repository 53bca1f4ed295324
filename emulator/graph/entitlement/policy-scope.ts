import type { Tenant } from '../../model';
import type { ConnectedOrganization } from '../../model/connected-organization';
import { organizationOfDomain } from '../../model/connected-organization';
import type { User } from '../../model/directory';
import type { Policy, SubjectSet } from '../../model/governance';

/**
 * Whether a policy lets somebody hold its package. Guests are outside "all members" by their user type:
 * external people whose type is Member are in.
 */
export function isInScope(tenant: Tenant, policy: Policy, target: User): boolean {
  switch (policy.allowedTargetScope) {
    case 'notSpecified':
    case 'allDirectoryUsers': return true;
    case 'allMemberUsers': return target.userType === 'Member';
    case 'specificDirectoryUsers': return policy.specificAllowedTargets.some((set) => (set.kind === 'attributeRuleMembers' ? tenant.members.has(policy.id, target.id) : holds(tenant, set, target)));
    case 'allExternalUsers': return target.homeDomain !== null;
    case 'allConfiguredConnectedOrganizationUsers': return organizationOf(tenant, target)?.state === 'configured';
    case 'specificConnectedOrganizationUsers': {
      const organization = organizationOf(tenant, target);
      return policy.specificAllowedTargets.some((set) => set.kind === 'connectedOrganizationMembers' && set.connectedOrganizationId.toLowerCase() === organization?.id);
    }
    default: return false;
  }
}

/** The connected organisation an external person comes from. */
export const organizationOf = ({ governance }: Tenant, { homeDomain }: User): ConnectedOrganization | undefined =>
  organizationOfDomain(governance.connectedOrganizations.values(), homeDomain);

function holds(tenant: Tenant, set: SubjectSet, target: User): boolean {
  if (set.kind === 'singleUser') return set.userId === target.id;
  return set.kind === 'groupMembers' && tenant.transitiveGroupsOf(target.id).some((group) => group.id === set.groupId);
}
