import 'server-only';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { countWords } from './count-words';
import type { RehearsedDelivery } from './delivery';
import { automaticPolicyOf } from './plan-delivery';
import { outcomeOf } from './rehearsal';
import type { Rehearsal, RehearsedDesign, RehearsedPackage } from './rehearsal';
import { leftOutAmong, selectByRules, someNames } from './select-by-rules';

type Delivered = RehearsedDesign['packages'][number] & { delivery: RehearsedDelivery };

/** The packages of a rehearsal that are brought by their policies. */
export function deliveredIn({ packages }: RehearsedDesign): Delivered[] {
  return packages.flatMap((each) => (each.delivery ? [{ ...each, delivery: each.delivery }] : []));
}

/** Why today's list of a rule is more than was signed with it, in a sentence; null while it is within the tolerance. */
export type BeyondTolerance = { packageId: string; say: string };

/**
 * Holds the policies of a phase that is about to start against what was rehearsed: each as it was read then, and whom a
 * rule selects today within the tolerance that was signed. Writes nothing.
 * @throws AppError `conflict` with the sentence; Graph's own
 */
export async function assertDeliveryStillTrue(graph: Graph, rehearsal: Rehearsal): Promise<void> {
  const delivered = deliveredIn(rehearsal.design);
  if (delivered.length === 0) return;
  const changed = (await Promise.all(delivered.map(async (each) => changedWords(each.packageName, await differencesOf(graph, each))))).flatMap((each) => each ?? []);
  if (changed.length > 0) throw new AppError('conflict', `${changed.length} policies changed after rehearsal ${rehearsal.number}`, { say: `${changed.join(' ')} Rehearse the phase again.` });
  const [beyond] = await beyondTolerance(graph, rehearsal);
  if (beyond) throw new AppError('conflict', `the rule of package ${beyond.packageId} selects others than in rehearsal ${rehearsal.number}`, { say: `${beyond.say} Rehearse the phase again, and have that signed.` });
}

async function differencesOf(graph: Graph, { packageId, policyId, delivery }: Delivered): Promise<PolicyDifference[]> {
  if (delivery.policy === undefined) return [{ field: 'The policy', expected: 'not kept', found: 'not compared' }];
  if (delivery.policy) return differencesBetween(delivery.policy, (await getWholePolicy(graph, policyId)).document);
  const found = await findAutomaticPolicy(graph, packageId);
  return found ? [anotherPolicy(found)] : [];
}

/** The automatic policy a package has by now, whole, or null. */
export async function findAutomaticPolicy(graph: Graph, packageId: string): Promise<{ id: string; document: PolicyDocument } | null> {
  const design = (await loadPackageDesign(graph, [packageId])).get(packageId);
  const policy = design && automaticPolicyOf(design);
  return policy ? getWholePolicy(graph, policy.id) : null;
}

/** Where one was to be made and somebody made one. */
export function anotherPolicy({ document }: { document: PolicyDocument }): PolicyDifference {
  return { field: 'Automatic policy', expected: 'none', found: typeof document.displayName === 'string' ? `“${document.displayName}”` : 'one' };
}

function changedWords(packageName: string, differences: readonly PolicyDifference[]): string | null {
  if (differences.length === 0) return null;
  return `The policy of “${packageName}” is not as it was rehearsed: ${differences.map(({ field, expected, found }) => `${field} was ${expected}, is ${found}`).join('; ')}.`;
}

/**
 * Where a rule selects more people today than were signed with it, beyond the tolerance, or takes it from somebody who
 * was not told of, or would come to an account that cohorts leave out.
 * @param packageId of this package alone
 */
export async function beyondTolerance(graph: Graph, rehearsal: Pick<Rehearsal, 'people' | 'packages' | 'design'>, packageId?: string): Promise<BeyondTolerance[]> {
  const steps = deliveredIn(rehearsal.design).flatMap(({ packageId: id, packageName, delivery }) => {
    const block = rehearsal.packages.find((each) => each.packageId === id);
    return delivery.mode === 'automatic' && delivery.after.rule !== null && block && (packageId === undefined || id === packageId) ? [{ packageId: id, packageName, delivery, rules: { before: delivery.before.rule, after: delivery.after.rule }, signed: signedIn(rehearsal.people, block), people: block.totals.assign }] : [];
  });
  if (steps.length === 0) return [];
  const { found, tell } = await selectByRules(graph, steps.map(({ rules }) => rules), steps.map(({ signed }) => signed));
  return steps.flatMap(({ packageId: id, packageName, delivery, people }, index): BeyondTolerance[] => {
    const { strangers, leaving } = found[index] ?? { strangers: [], leaving: [] };
    const leftOut = leftOutAmong(strangers, tell);
    if (leftOut) return [{ packageId: id, say: `The rule of “${packageName}” would by now also give it to ${leftOut}.` }];
    const allowed = Math.floor((people * delivery.tolerancePercent) / 100);
    if (strangers.length > allowed) return [{ packageId: id, say: `The rule of “${packageName}” selects ${countWords(strangers.length, 'person', 'people')} by now who ${strangers.length === 1 ? 'was' : 'were'} not signed (${someNames(strangers)}), and ${allowed === 0 ? 'none' : `${allowed.toLocaleString('en-GB')} at most`} may come in addition: ${delivery.tolerancePercent} % of ${people.toLocaleString('en-GB')}.` }];
    const told = new Set(delivery.leaving);
    const more = leaving.filter((person) => !told.has(person.id)).length;
    return more > 0 ? [{ packageId: id, say: `The rule of “${packageName}” would by now let go of ${countWords(more, 'person', 'people')} nobody was told of.` }] : [];
  });
}

/** Whom the rule selected when it was rehearsed, beside those it had selected before. */
function signedIn(people: Rehearsal['people'], { codes }: RehearsedPackage): Set<string> {
  return new Set(people.filter((_, place) => outcomeOf(codes[place]) !== 'blocked').map(({ id }) => id));
}
