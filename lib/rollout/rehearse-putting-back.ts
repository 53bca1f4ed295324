import 'server-only';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { databaseNow } from '@/lib/db/client';
import { listMoved } from '@/lib/db/handovers';
import type { NewHandoverItem } from '@/lib/db/handovers';
import { groupedBy } from '@/lib/directory/grouped-by';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { isExtendable, LEFT } from './handover-item';
import type { HandoverWay } from './handover-item';
import { readLiveAssignments } from './live-assignments';
import { keepRehearsed, standingOf } from './rehearse-handover';
import type { RehearsedHandover } from './rehearse-handover';
import type { Admin } from './rollout';

type Moved = Awaited<ReturnType<typeof listMoved>>[number];

/**
 * Computes how everybody whom handovers of a rollout moved goes back under the policy and end they had, as it was kept of
 * each; changes nothing in the tenant. Whoever lost it since, is under another policy by now, or whose end is over, stays.
 * @param way the way they went, unless told
 * @throws AppError `notFound`; `conflict` where nobody was moved, a handover runs, somebody is between two policies, or a policy is gone; Graph's own
 */
export async function rehearsePuttingBack(admin: Admin, rolloutId: string, way?: HandoverWay, graph: Graph = graphFor(admin)): Promise<RehearsedHandover> {
  const [moved, now] = [await listMoved(rolloutId), await databaseNow()];
  if (moved.length === 0) throw new AppError('conflict', `nobody of ${rolloutId} was moved`, { say: 'Nobody was moved, so there is nobody to put back.' });
  const byPackage = groupedBy(moved, ({ packageId }) => packageId);
  const designs = await loadPackageDesign(graph, [...byPackage.keys()]);
  const items: NewHandoverItem[] = [];
  for (const [packageId, those] of byPackage) items.push(...(await backOf(graph, designs.get(packageId), those, now)));
  return keepRehearsed(admin, rolloutId, { way: way ?? (moved.some((each) => each.way === 'bridge') ? 'bridge' : 'inPlace'), back: true, now, items });
}

async function backOf(graph: Graph, design: PackageDesign | undefined, moved: readonly Moved[], now: Date): Promise<NewHandoverItem[]> {
  const [first] = moved;
  if (!first) return [];
  if (!design) throw new AppError('conflict', `package ${first.packageId} is gone`, { say: `“${first.packageName}” is no longer in the tenant, so nobody of it can be put back.` });
  const policies = new Map(design.policies.map((policy) => [policy.id, policy]));
  const gone = moved.find(({ fromPolicyId }) => !policies.has(fromPolicyId));
  if (gone) throw new AppError('conflict', `policy ${gone.fromPolicyId} is gone`, { say: `The policy “${gone.fromPolicyName}” of “${gone.packageName}” is no longer in the tenant, so nobody can be put back under it.` });
  const live = new Map((await readLiveAssignments(graph, first.packageId)).map((each) => [each.id, each]));
  const towards = [...new Set(moved.map(({ fromPolicyId }) => fromPolicyId))].flatMap((id) => policies.get(id) ?? []);
  const { matches, leftBy } = await standingOf(graph, design, towards, moved.map(({ personId }) => personId), now);
  return moved.map((was): NewHandoverItem => {
    const to = policies.get(was.fromPolicyId);
    const assignmentId = was.newAssignmentId ?? was.assignmentId;
    const assignment = live.get(assignmentId);
    const left = !assignment ? LEFT.ended : assignment.policyId !== was.toPolicyId ? LEFT.movedOtherwise : was.endsAt && was.endsAt <= now ? LEFT.endWasBefore : to ? leftBy(to, was.personId) : null;
    const under = policies.get(was.toPolicyId ?? '');
    return {
      personId: was.personId, personName: was.personName, packageId: was.packageId, packageName: was.packageName, assignmentId, fromPolicyId: was.toPolicyId ?? '', fromPolicyName: was.toPolicyName ?? '', given: was.given,
      endsAt: assignment?.until ? new Date(assignment.until) : null, extendable: under ? isExtendable(under) : false, ruleMatches: matches(was.personId), byRule: to?.automatic ?? false,
      toPolicyId: was.fromPolicyId, toPolicyName: was.fromPolicyName, newEndsAt: was.endsAt, state: left ? 'left' : 'queued', failure: left,
    };
  });
}
