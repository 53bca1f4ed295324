import type { Tenant } from '../../model';
import type { User } from '../../model/directory';
import type { AccessPackage, Policy } from '../../model/governance';
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

/** The policies by which somebody may ask for a package: those of the strictest class that fits, oldest first. */
export function policiesToAskBy(tenant: Tenant, accessPackage: AccessPackage, asker: User): Policy[] {
  const catalog = tenant.governance.catalogs.get(accessPackage.catalogId);
  if (catalog?.state !== 'published' || asker.homeDomain !== null && !catalog.isExternallyVisible) return [];
  const open = tenant.governance.policiesIn(accessPackage.id).filter((policy) =>
    policy.requestorSettings.enableTargetsToSelfAddAccess && policy.allowedTargetScope in CLASS && policy.automaticRequestSettings === null && isInScope(tenant, policy, asker));
  const strictest = Math.min(...open.map(classOf));
  return open.filter((policy) => classOf(policy) === strictest);
}

const classOf = ({ allowedTargetScope }: Policy): number => CLASS[allowedTargetScope] ?? Number.POSITIVE_INFINITY;
