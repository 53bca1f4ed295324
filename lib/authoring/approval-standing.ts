import 'server-only';
import type { Db } from '@/lib/db/client';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import type { PackageDesign } from './package-design';
import type { ApprovalVerdict } from './resource-approval';
import { approvalVerdict } from './resource-approval';

/** For each package, whether all its resources are approved as it hands them out now; by package id. Reads no tenant. */
export async function loadApprovalStanding(designs: Iterable<PackageDesign>, tx?: Db): Promise<Map<string, ApprovalVerdict>> {
  const packages = [...designs];
  const approvals = await listStandingApprovals(packages.map((design) => design.catalogId), tx);
  return new Map(packages.map((design) => [design.id, approvalVerdict(design, approvals)]));
}
