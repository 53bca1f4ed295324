import type { Tenant } from '../../model';
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
    case 'specificDirectoryUsers': return policy.specificAllowedTargets.some((set) => holds(tenant, set, target));
    case 'allExternalUsers':
    case 'allConfiguredConnectedOrganizationUsers':
    case 'specificConnectedOrganizationUsers': return target.homeDomain !== null;
    default: return false;
  }
}

function holds(tenant: Tenant, set: SubjectSet, target: User): boolean {
  if (set.kind === 'singleUser') return set.userId === target.id;
  return set.kind === 'groupMembers' && tenant.transitiveGroupsOf(target.id).some((group) => group.id === set.groupId);
}
