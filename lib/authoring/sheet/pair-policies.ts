/** Which policies of a package in the tenant are those that a policy sheet speaks of. Pure. */
import { formOf } from '../policy-form';
import type { PolicyDocument } from '../policy-document';
import type { TenantPolicy, TenantRow } from './hold-sheet';
import { differsIn } from './row-words';
import type { WantedPolicy, WantedRow } from './wanted-row';

/** What a policy of the tenant is called. */
export function nameIn({ displayName }: PolicyDocument): string {
  return typeof displayName === 'string' ? displayName : '';
}

/** Which policy of the tenant each policy of a row is, and those that are none of them. */
export type PairedPolicies = { paired: { policy: WantedPolicy; there: TenantPolicy | null }[]; beside: TenantPolicy[] };

/**
 * A policy of the sheet is the tenant's of its name. One without is another's that nobody else is: the only one of the package
 * where the sheet has one too, the one with a rule, of which a package takes one, or one that says the same.
 */
export function pairPolicies({ policies: has }: Pick<TenantRow, 'policies'>, { policies, prerequisite }: Pick<WantedRow, 'policies' | 'prerequisite'>): PairedPolicies {
  const [left, pairs] = [[...has], new Map<WantedPolicy, TenantPolicy>()];
  const pair = (policy: WantedPolicy, isIt: (there: TenantPolicy) => boolean): void => {
    const at = pairs.has(policy) ? -1 : left.findIndex(isIt);
    const [there] = at < 0 ? [] : left.splice(at, 1);
    if (there) pairs.set(policy, there);
  };
  for (const policy of policies) pair(policy, ({ document }) => nameIn(document).toLowerCase() === policy.name.toLowerCase());
  for (const policy of policies) {
    if (policies.length === 1 && has.length === 1) pair(policy, () => true);
    if (policy.ask.scope === 'automatic') pair(policy, ({ document }) => formOf(document).scope === 'automatic');
  }
  for (const policy of policies) pair(policy, ({ document }) => differsIn(policy, prerequisite, formOf(document)).length === 0);
  return { paired: policies.map((policy) => ({ policy, there: pairs.get(policy) ?? null })), beside: left };
}
