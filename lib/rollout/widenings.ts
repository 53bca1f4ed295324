/**
 * Holds what a phase would do now against what an owner signed. A signature is an upper bound: whatever is more than was
 * signed voids it, whatever is less does not; today's list of a rule may grow within the tolerance that was signed with it. Pure: read in the browser too.
 */
import type { GrantTerms } from '@/lib/authoring/resource-approval';
import type { MembershipEffect } from './effects';
import { endOfPolicy, endOfTerms, isLater } from './access-end';
import { changesPolicy, isAnotherDelivery, leaversOf, toleratedBeyond } from './delivery';
import type { ReversalChoice } from './reversal';
import type { SignedContent, SignedPackage } from './signed-content';

/** One thing that is more than was signed. People are named by id; words-of-widenings.ts says it in sentences. */
export type Widening =
  | { what: 'package'; packageName: string }
  | { what: 'role'; packageName: string; roleName: string }
  | { what: 'people'; packageName: string; personIds: string[] }
  | { what: 'external'; personIds: string[] }
  | { what: 'policy'; packageName: string; policyName: string }
  | { what: 'scope' | 'selfRequest' | 'automatic' | 'decision'; packageName: string; policyName: string }
  | { what: 'approver'; packageName: string; policyName: string; names: string[] }
  | { what: 'end' | 'delivery'; packageName: string; policyName: string }
  | { what: 'leaving'; packageName: string; personIds: string[] }
  | { what: 'effect'; effect: MembershipEffect }
  | { what: 'start' }
  | { what: 'reversal'; choice: ReversalChoice };

/** Everything in `now` that is not in `signed`; empty when the signature stands. */
export function widenings(signed: SignedContent, now: SignedContent): Widening[] {
  const external = missingFrom(signed.external, now.external);
  // What lasts for a time ends later where it begins later than was signed.
  const later = signed.accessFrom !== undefined && now.accessFrom !== undefined && now.accessFrom > signed.accessFrom;
  return [
    ...now.packages.flatMap((each) => {
      const was = signed.packages.find(({ packageId }) => packageId === each.packageId);
      if (each.people.length === 0 && !changesPolicy(each.delivery)) return [];
      return was ? packageWidenings(was, each, later) : [{ what: 'package' as const, packageName: each.packageName }];
    }),
    ...(external.length > 0 ? [{ what: 'external' as const, personIds: external }] : []),
    ...effectWidenings(signed, now),
    ...(signed.accessFrom && now.packages.length > 0 && (now.accessFrom ?? '') < signed.accessFrom ? [{ what: 'start' as const }] : []),
    ...reversalWidening(signed, now),
  ];
}

/** Neither choice is the lesser: left with the assignment, somebody keeps also what the phase gave beside. Another is asked for anew. */
function reversalWidening(signed: SignedContent, now: SignedContent): Widening[] {
  const choice = now.reversal ?? 'leave';
  if (choice === (signed.reversal ?? 'leave') || choice === signed.chosen || !now.packages.some((each) => each.people.length > 0)) return [];
  return [{ what: 'reversal', choice }];
}

/** What else membership does that was not told when it was signed. Mail to new members gives nobody anything. */
function effectWidenings(signed: SignedContent, now: SignedContent): Widening[] {
  if (!now.packages.some((each) => each.people.length > 0)) return [];
  const known = new Set((signed.effects ?? []).map(({ key }) => key));
  return (now.effects ?? []).flatMap(({ key, effect }): Widening[] => (effect.kind === 'mail' || known.has(key) ? [] : [{ what: 'effect', effect }]));
}

function packageWidenings(was: SignedPackage, now: SignedPackage, later: boolean): Widening[] {
  const { packageName, policyName } = now;
  const found: Widening[] = [];
  const roles = new Set(was.roles.map((role) => role.roleOriginId));
  for (const role of now.roles) if (!roles.has(role.roleOriginId)) found.push({ what: 'role', packageName, roleName: role.roleName });
  const personIds = missingFrom(was.people, now.people);
  if (personIds.length > toleratedBeyond(was.delivery, now.delivery, was.people.length)) found.push({ what: 'people', packageName, personIds });
  const leaving = missingFrom(leaversOf(was.delivery), leaversOf(now.delivery));
  if (leaving.length > 0) found.push({ what: 'leaving', packageName, personIds: leaving });
  if (isAnotherDelivery(was.delivery, now.delivery)) found.push({ what: 'delivery', packageName, policyName });
  if (was.policyId !== now.policyId) found.push({ what: 'policy', packageName, policyName });
  if (isLater(endOfPolicy(now.ends), endOfPolicy(was.ends)) || (later && endOfPolicy(now.ends).kind === 'after')) found.push({ what: 'end', packageName, policyName });
  for (const terms of now.terms) {
    const before = was.terms.find((each) => each.policyId === terms.policyId);
    const more = before ? termsWidenings(before, terms, packageName) : [{ what: 'policy' as const, packageName, policyName: terms.policyName }];
    // The policy the phase assigns under stands in both places.
    found.push(...more.filter((each) => !found.some((known) => known.what === each.what && 'policyName' in known && 'policyName' in each && known.policyName === each.policyName)));
  }
  return found;
}

function termsWidenings(was: GrantTerms, now: GrantTerms, packageName: string): Widening[] {
  const said = { packageName, policyName: now.policyName };
  const found: Widening[] = [];
  if (isWiderScope(was, now)) found.push({ what: 'scope', ...said });
  if (now.selfRequest && !was.selfRequest) found.push({ what: 'selfRequest', ...said });
  if (now.automatic && !was.automatic) found.push({ what: 'automatic', ...said });
  if (now.stages.length < was.stages.length) found.push({ what: 'decision', ...said });
  const names = now.stages.flatMap((stage, index) => {
    const { approvers = [], beside = [] } = was.stages[index] ?? {};
    const first = new Set(approvers.map(({ id }) => id));
    const any = new Set([...first, ...beside.map(({ id }) => id)]);
    // Whoever was to decide in another's place alone decides more where they are asked first.
    return [...stage.approvers.filter(({ id }) => !first.has(id)), ...(stage.beside ?? []).filter(({ id }) => !any.has(id))].map(({ name }) => name);
  });
  if (names.length > 0) found.push({ what: 'approver', ...said, names });
  if (isLater(endOfTerms(now.ends), endOfTerms(was.ends))) found.push({ what: 'end', ...said });
  return found;
}

/** For which scopes it is certain that each is within those after it; targets named one by one stand apart. */
const WITHIN: Record<string, readonly string[]> = {
  notSpecified: ['notSpecified', 'specificDirectoryUsers', 'allMemberUsers', 'allDirectoryUsers', 'specificConnectedOrganizationUsers', 'allConfiguredConnectedOrganizationUsers', 'allExternalUsers'],
  specificDirectoryUsers: ['allDirectoryUsers'],
  allMemberUsers: ['allMemberUsers', 'allDirectoryUsers'],
  allDirectoryUsers: ['allDirectoryUsers'],
  specificConnectedOrganizationUsers: ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'],
  allConfiguredConnectedOrganizationUsers: ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'],
  allExternalUsers: ['allExternalUsers'],
};

function isWiderScope(was: GrantTerms, now: GrantTerms): boolean {
  if (WITHIN[now.scope]?.includes(was.scope)) return false;
  if (was.scope !== now.scope) return true;
  const known = new Set(was.targets.map(({ id }) => id));
  return now.targets.some(({ id }) => !known.has(id));
}

/** What stands in the second sorted list and not in the first. */
function missingFrom(known: readonly string[], list: readonly string[]): string[] {
  const all = new Set(known);
  return list.filter((each) => !all.has(each));
}
