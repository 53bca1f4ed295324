import 'server-only';
import type { Db } from '@/lib/db/client';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import { beyondLimits, beyondPeople, isLimited } from '@/lib/authoring/approval-limits';
import type { ResourceId } from '@/lib/authoring/accountable-owner';
import { approvalContent } from '@/lib/authoring/resource-approval';
import { designsOf } from './phase-approvals';
import type { RehearsedDesign } from './rehearsal';

/**
 * What of a phase goes beyond the limits its owner set when approving a resource, in sentences; none where there are none.
 * @param gets how many people have it afterwards among those the phase is for, and how many externals gain it
 */
export async function beyondApproval(design: RehearsedDesign, resource: ResourceId, gets: { people: number; externals: number }, now: Date, tx?: Db): Promise<string[]> {
  const designs = designsOf(design);
  const approvals = await listStandingApprovals(designs.map(({ catalogId }) => catalogId), tx);
  return approvals.filter(({ state, originSystem, originId, limits }) => state === 'approved' && originSystem === resource.originSystem && originId === resource.originId && isLimited(limits)).flatMap((approval) => {
    const content = approvalContent(approval.content.resource, designs.filter(({ catalogId }) => catalogId === approval.catalogId));
    return [...beyondLimits(approval.limits, content, now), ...beyondPeople(approval.limits, gets)].map(({ words }) => words);
  });
}
