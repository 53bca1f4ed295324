import 'server-only';
import { canonicalJson } from '@/lib/audit';
import type { Db } from '@/lib/db/client';
import { listWrittenPolicies } from '@/lib/db/run-policies';
import type { WrittenPolicy } from '@/lib/db/run-policies';
import { toPolicy } from '@/lib/graph/policies';
import type { PackageDesign, PackagePolicy } from './package-design';
import { stageFacts, termsOf } from './resource-approval';

/** Steps that are looked back at; a rollout has fewer phases. */
const MOST_STEPS = 12;

/**
 * The packages as they were before the steps that runs made of their policies, the latest undone first, then one more
 * each; nothing where no run wrote a policy of them. Every owner signed the phase that made such a step, so it is no new
 * question to them. What somebody else changed since is no step of ours, and ends the way back.
 */
export async function beforeSignedSteps(designs: readonly PackageDesign[], tx?: Db): Promise<PackageDesign[][]> {
  const written = await listWrittenPolicies(designs.flatMap(({ policies }) => policies.map(({ id }) => id)), tx);
  if (written.length === 0) return [];
  const ways = new Map(designs.flatMap(({ policies }) => policies.map((policy): [string, (PackagePolicy | null)[]] => [policy.id, wayBack(policy, written.filter(({ policyId }) => policyId === policy.id))])));
  const deepest = Math.max(...[...ways.values()].map((way) => way.length));
  return Array.from({ length: deepest - 1 }, (_, step) =>
    designs.map((design) => ({ ...design, policies: design.policies.flatMap((policy) => ways.get(policy.id)?.slice(0, step + 2).at(-1) ?? []) })),
  );
}

/** The policy now, and as it was before each step; null before it was made. @param steps the latest first */
function wayBack(now: PackagePolicy, steps: readonly WrittenPolicy[]): (PackagePolicy | null)[] {
  const way: (PackagePolicy | null)[] = [now];
  for (const { before, written } of steps.slice(0, MOST_STEPS)) {
    const last = way.at(-1);
    if (!last || !sameTerms(last, toPolicy({ ...written, id: now.id }))) break;
    way.push(before && toPolicy({ ...before, id: now.id }));
  }
  return way;
}

function sameTerms(one: PackagePolicy, other: PackagePolicy): boolean {
  const said = (policy: PackagePolicy): string => {
    const { targets, stages, policyName: _name, ...rest } = termsOf(policy);
    return canonicalJson({ ...rest, targets: targets.map(({ id }) => id), stages: stages.map(stageFacts) });
  };
  return said(one) === said(other);
}
