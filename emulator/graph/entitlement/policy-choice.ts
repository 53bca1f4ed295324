import type { Tenant } from '../../model';
import type { User } from '../../model/directory';
import type { AccessPackage, Policy } from '../../model/governance';
import { mayAskFor } from './on-behalf';
import { isInScope } from './policy-scope';

/**
 * Which of several policies counts for somebody who asks: a stricter class silences the looser ones.
 * Microsoft's table names specific organisations in two classes; the stricter is taken.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot#multiple-policies
 */
const CLASS: Record<string, number> = {
  specificDirectoryUsers: 1,
  specificConnectedOrganizationUsers: 1,
  allMemberUsers: 2,
  allDirectoryUsers: 3,
  allConfiguredConnectedOrganizationUsers: 4,
  allExternalUsers: 4,
};

/**
 * The policies by which a package may be asked for, for somebody: those of the strictest class that fits, oldest first.
 * `requestorId` asks, for themselves unless it is another.
 */
export function policiesToAskBy(tenant: Tenant, accessPackage: AccessPackage, target: User, requestorId = target.id): Policy[] {
  const catalog = tenant.governance.catalogs.get(accessPackage.catalogId);
  if (catalog?.state !== 'published' || target.homeDomain !== null && !catalog.isExternallyVisible) return [];
  const isOpen = (policy: Policy): boolean => (requestorId === target.id ? policy.requestorSettings.enableTargetsToSelfAddAccess : mayAskFor(tenant, policy, requestorId, target.id, 'Add'));
  const open = tenant.governance.policiesIn(accessPackage.id).filter((policy) =>
    policy.allowedTargetScope in CLASS && policy.automaticRequestSettings === null && isInScope(tenant, policy, target) && isOpen(policy));
  const strictest = Math.min(...open.map(classOf));
  return open.filter((policy) => classOf(policy) === strictest);
}

const classOf = ({ allowedTargetScope }: Policy): number => CLASS[allowedTargetScope] ?? Number.POSITIVE_INFINITY;
