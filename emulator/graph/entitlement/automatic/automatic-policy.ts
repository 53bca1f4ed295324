import type { Tenant } from '../../../model';
import type { Policy } from '../../../model/governance';
import { applyLater, forgetScope } from '../../../rules/membership';
import { ruleOfPolicy } from '../../../rules/rule-book';
import { isGovernanceAdministrator } from '../../authority';
import type { Context } from '../../context';
import { GraphError } from '../../graph-error';
import { invalidModel } from '../body';
import { limitOf } from '../limits';
import type { PolicyContent } from '../policy-body';

/**
 * Refuses an automatic assignment policy, or a change of one, by anybody but an administrator, beyond the number a
 * package may have, and without exactly one rule. The code and its words were seen (azure-docs#109230), the status was not.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-auto-assignment-policy
 */
export function requireMayAutomate(context: Context, content: PolicyContent, packageId: string, before?: Policy): void {
  if (!content.automaticRequestSettings && !before?.automaticRequestSettings) return;
  if (!isGovernanceAdministrator(context)) throw new GraphError(403, 'AutoAssignmentPolicyRequirementNotMet', 'Only a Global admin or Identity governance admin can set an auto assignment policy.');
  if (!content.automaticRequestSettings) return;
  const others = context.tenant.governance.policiesIn(packageId).filter((policy) => policy.id !== before?.id && policy.automaticRequestSettings !== null);
  if (others.length >= limitOf(context.tenant, 'automaticPoliciesPerPackage')) throw invalidModel('The access package already has an automatic assignment policy.');
  const { allowedTargetScope, specificAllowedTargets: [only, ...more] } = content;
  if (allowedTargetScope !== 'specificDirectoryUsers' || only?.kind !== 'attributeRuleMembers' || more.length > 0) {
    throw invalidModel('An automatic assignment policy needs allowedTargetScope specificDirectoryUsers and one attributeRuleMembers in specificAllowedTargets.');
  }
}

/** Has the people of a policy that was made or changed found by its rule, or lets go of those it had. */
export function followRule(tenant: Tenant, policy: Policy, now: number): void {
  if (ruleOfPolicy(policy) === null) forgetScope(tenant, policy.id);
  else applyLater(tenant, policy.id, now);
}
