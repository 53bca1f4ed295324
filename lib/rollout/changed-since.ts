/** What the tenant's packages would do today beyond what was rehearsed. Pure. */
import type { PackageDesign, PackageRole } from '@/lib/authoring/package-design';
import { effectWords } from './effect-words';
import { effectKey, effectsOn } from './effects';
import type { PhaseEffects, ResourceEffects } from './effects';
import type { RehearsedDesign, RehearsedRole } from './rehearsal';
import { contentToday } from './signed-content';
import type { SignedContent, SignedPackage } from './signed-content';
import { termsOf } from '@/lib/authoring/resource-approval';
import { widenings } from './widenings';
import { wideningWords } from './widening-words';

type Role = Pick<RehearsedRole & PackageRole, 'originSystem' | 'originId' | 'roleOriginId' | 'roleName' | 'resourceName'>;

/** One content over all resources: each role is named by its resource too. */
const ALL = { originSystem: 'all', originId: 'all', name: '' };

function roleOf({ originSystem, originId, roleOriginId, roleName, resourceName }: Role): { originSystem: string; originId: string; roleOriginId: string; roleName: string } {
  return { originSystem: ALL.originSystem, originId: ALL.originId, roleOriginId: `${originSystem} ${originId} ${roleOriginId}`, roleName: `${roleName} of “${resourceName}”` };
}

/**
 * In sentences, what packages of a rehearsal give today that it did not know: a role, a policy, an approver, a later end.
 * Empty while the rehearsal still bounds what would happen; a package that is gone or gives less is no matter of this.
 */
export function widenedSince(design: RehearsedDesign, today: ReadonlyMap<string, PackageDesign>): string[] {
  const packages = design.packages.flatMap((each): SignedPackage[] =>
    each.asRead ? [{ packageId: each.packageId, packageName: each.packageName, policyId: each.policyId, policyName: each.policyName, ends: each.expiration, roles: each.roles.map((role) => roleOf(role)), terms: each.asRead.policies.map(termsOf), people: ['anybody'] }] : [],
  );
  const rehearsed: SignedContent = { resource: ALL, packages, external: [], effects: null };
  const now = new Map([...today].map(([id, each]) => [id, { ...each, roles: each.roles.map((role) => ({ ...role, ...roleOf(role) })) }]));
  return widenings(rehearsed, contentToday(rehearsed, now)).map((each) => wideningWords(each, () => undefined));
}

/** In sentences, what membership of the groups does today that the rehearsal did not know of. */
export function effectsSince(rehearsed: PhaseEffects | null | undefined, today: readonly ResourceEffects[]): string[] {
  return today.flatMap((now) => {
    const known = new Set((effectsOn(rehearsed, now)?.effects ?? []).map(effectKey));
    return now.effects.filter((effect) => effect.kind !== 'mail' && !known.has(effectKey(effect))).map((effect) => effectWords(effect));
  });
}
