import 'server-only';
import { loadApprovalStanding } from '@/lib/authoring/approval-standing';
import type { Db } from '@/lib/db/client';
import type { PackageDesign } from '@/lib/authoring/package-design';
import type { RehearsedDesign, RehearsedRole } from './rehearsal';
import type { MissingApproval } from './what-next';

/**
 * Resources whose owner has not agreed to how these packages hand them out, each once. Reads the database only: the
 * designs come from the tenant, or from the rehearsal that is about to start (`designsOf`).
 */
export async function loadMissingApprovals(designs: PackageDesign[], tx?: Db): Promise<MissingApproval[]> {
  const verdicts = await loadApprovalStanding(designs, tx);
  const missing = new Map<string, MissingApproval>();
  for (const design of designs) {
    for (const { resourceId, resourceName, standing, ownerName, reason } of verdicts.get(design.id)?.findings ?? []) {
      if (!missing.has(resourceId)) missing.set(resourceId, { catalogId: design.catalogId, resourceId, resourceName, standing, ownerName, reason });
    }
  }
  return [...missing.values()];
}

/** The packages of a rehearsal as the tenant had them. */
export function designsOf(design: RehearsedDesign): PackageDesign[] {
  return design.packages.flatMap((each) => each.asRead ?? []);
}

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
