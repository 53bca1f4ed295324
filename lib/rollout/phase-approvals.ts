import 'server-only';
import { loadApprovalStanding } from '@/lib/authoring/approval-standing';
import type { PackageDesign } from '@/lib/authoring/package-design';
import type { RehearsedRole } from './rehearsal';

/** The roles of each package with how their owners stood when they were read; by package id. */
export async function withApprovals(designs: PackageDesign[], roles: Map<string, RehearsedRole[]>): Promise<Map<string, RehearsedRole[]>> {
  const verdicts = await loadApprovalStanding(designs);
  return new Map(
    [...roles].map(([packageId, list]) => [
      packageId,
      list.map((role) => {
        const found = verdicts.get(packageId)?.standing.get(role.resourceId);
        return { ...role, approval: found?.standing ?? 'notAsked', ownerNames: found?.ownerName ? [found.ownerName] : [] };
      }),
    ]),
  );
}
