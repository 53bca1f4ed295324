/** Whose signature a rehearsal needs. Pure: read in the browser too. */
import type { AccountableOwner } from '@/lib/authoring/accountable-owner';
import type { RehearsedDesign, RehearsedPackage } from './rehearsal';
import type { SignOffKind } from './sign-off';
import { resourceKey, resourcesOf } from './signed-content';
import type { SignedResource } from './signed-content';

/** One signature: of the owner of a resource, or of security. `because` says why security is asked. */
export type NeededSignature = { resource: SignedResource; kind: SignOffKind; because: string | null };

/** What tells one needed signature from another. */
export function neededKey({ resource, kind }: Pick<NeededSignature, 'resource' | 'kind'>): string {
  return `${kind} ${resourceKey(resource)}`;
}

/** Every resource that somebody gains needs its owner; what guards more than itself needs security too. */
export function neededSignatures(rehearsal: { packages: Pick<RehearsedPackage, 'packageId' | 'totals'>[]; design: RehearsedDesign }, owners: Pick<AccountableOwner, 'originSystem' | 'originId' | 'securityReason'>[]): NeededSignature[] {
  return resourcesOf(rehearsal).flatMap((resource): NeededSignature[] => {
    const because = securityBecause(resource, rehearsal.design, owners);
    return [{ resource, kind: 'owner', because: null }, ...(because ? [{ resource, kind: 'security' as const, because }] : [])];
  });
}

function securityBecause(resource: SignedResource, design: RehearsedDesign, owners: Pick<AccountableOwner, 'originSystem' | 'originId' | 'securityReason'>[]): string | null {
  const key = resourceKey(resource);
  const guarded = design.packages.some((each) => each.roles.some((role) => role.roleAssignable && resourceKey(role) === key));
  if (guarded) return 'This group can hold Entra roles: whoever is in it can become an administrator.';
  return owners.find((owner) => resourceKey(owner) === key)?.securityReason ?? null;
}
