import 'server-only';
import type { Db } from '@/lib/db/client';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import type { PackageDesign } from './package-design';
import type { ApprovalVerdict } from './resource-approval';
import { approvalVerdict } from './resource-approval';
import { beforeSignedSteps } from './signed-steps';

/**
 * For each package, whether all its resources are approved as it hands them out now, or as it did before what runs made of
 * its policies: that was signed. By package id. Reads no tenant.
 */
export async function loadApprovalStanding(designs: Iterable<PackageDesign>, tx?: Db): Promise<Map<string, ApprovalVerdict>> {
  const packages = [...designs];
  const approvals = await listStandingApprovals(packages.map((design) => design.catalogId), tx);
  const before = await beforeSignedSteps(packages, tx);
  return new Map(packages.map((design, index) => [design.id, bestOf(approvalVerdict(design, approvals), before.flatMap((step) => (step[index] ? [approvalVerdict(step[index], approvals)] : [])))]));
}

/** The verdict as things are, but for resources that were approved as things were before a signed step. */
function bestOf(now: ApprovalVerdict, before: readonly ApprovalVerdict[]): ApprovalVerdict {
  if (now.ok || before.length === 0) return now;
  const standing = new Map([...now.standing].map(([resourceId, found]) => [resourceId, [found, ...before.flatMap((verdict) => verdict.standing.get(resourceId) ?? [])].find((each) => each.standing === 'approved') ?? found]));
  const findings = now.findings.filter(({ resourceId }) => standing.get(resourceId)?.standing !== 'approved');
  return { ok: findings.length === 0, findings, standing };
}
