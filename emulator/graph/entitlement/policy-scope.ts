import type { Tenant } from '../../model';
import type { User } from '../../model/directory';
import type { ApprovalStageRule, Policy, SubjectSet } from '../../model/governance';

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

/** Who may decide a stage: its approvers, or their stand-ins when there are none; never the person it is about. */
export function approversOf(tenant: Tenant, stage: ApprovalStageRule, targetId: string, requestorId: string): string[] {
  const resolve = (sets: readonly SubjectSet[]): string[] => [...new Set(sets.flatMap((set) => peopleOf(tenant, set, targetId, requestorId)))].filter((id) => id !== targetId);
  const primary = resolve(stage.primaryApprovers);
  return primary.length > 0 ? primary : resolve(stage.fallbackPrimaryApprovers);
}

function peopleOf(tenant: Tenant, set: SubjectSet, targetId: string, requestorId: string): string[] {
  switch (set.kind) {
    case 'singleUser': return tenant.users.get(set.userId) ? [set.userId] : [];
    case 'groupMembers': return tenant.transitiveMembersOf(set.groupId).filter((id) => tenant.users.get(id) !== undefined);
    // Asked for by an administrator, it is still the manager of the person who gets the package who decides.
    case 'requestorManager': return managerOf(tenant, tenant.users.get(targetId) ? targetId : requestorId, set.managerLevel);
    case 'targetManager': return managerOf(tenant, targetId, set.managerLevel);
    default: return [];
  }
}

function managerOf(tenant: Tenant, userId: string, level: number): string[] {
  let person = tenant.users.get(userId);
  for (let step = 0; step < Math.max(1, level); step += 1) person = person?.managerId ? tenant.users.get(person.managerId) : undefined;
  return person ? [person.id] : [];
}
