/**
 * What an owner signs: everything a rehearsal does to one resource, as sets, so that a later rehearsal can be held
 * against it (widenings.ts). Pure: read in the browser too.
 */
import { stageFacts, termsOf } from '@/lib/authoring/resource-approval';
import type { GrantTerms } from '@/lib/authoring/resource-approval';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { effectKey, effectsOn } from './effects';
import type { MembershipEffect } from './effects';
import { changesPolicy, deliveryFacts } from './delivery';
import type { RehearsedDelivery } from './delivery';
import { codeOf } from './rehearsal';
import type { Rehearsal, RehearsedDesign, RehearsedExpiration, RehearsedPackage } from './rehearsal';
import type { ReversalChoice } from './reversal';

/** A group, application or site, whatever catalog it is handed out from. */
export type SignedResource = { originSystem: string; originId: string; name: string };

export type SignedRole = { roleOriginId: string; roleName: string };

/** What one package of the phase does with the resource. */
export type SignedPackage = {
  packageId: string;
  packageName: string;
  /** The policy the phase assigns under, and how long access lasts under it. */
  policyId: string;
  policyName: string;
  ends: RehearsedExpiration | null;
  roles: SignedRole[];
  /** All policies of the package: who may come to it later, decided by whom, for how long. */
  terms: GrantTerms[];
  /** Ids of the phase's people who gain it, sorted. */
  people: string[];
  /** How it comes to them, where nobody is assigned it. */
  delivery?: RehearsedDelivery;
};

/** Something that membership of the resource does beside what the packages say (effects.ts). */
export type SignedEffect = { key: string; effect: MembershipEffect };

export type SignedContent = {
  resource: SignedResource;
  /** Sorted by id; a package nobody gains or loses, and that comes by no other rule, is not among them. */
  packages: SignedPackage[];
  /** Those of the people who are of another organisation, sorted. */
  external: string[];
  /** What else membership does, sorted; null where the rehearsal did not tell. */
  effects: SignedEffect[] | null;
  /** From when on access holds, in ISO 8601, where it is placed ahead: not before was signed too. */
  accessFrom?: string;
  /** What becomes of those who had it before, if the phase is taken back; absent where their assignment is left. */
  reversal?: ReversalChoice;
  /** What the owner chose instead, once they answered. Not hashed: the answer is kept beside what was asked. */
  chosen?: ReversalChoice;
};

/** What decides whether two names mean the same resource. */
export function resourceKey({ originSystem, originId }: Pick<SignedResource, 'originSystem' | 'originId'>): string {
  return `${originSystem} ${originId}`;
}

/** The resources that somebody gains or loses a role of by this rehearsal, or whose package comes by another rule, each once, by name. */
export function resourcesOf({ packages, design }: { packages: Pick<RehearsedPackage, 'packageId' | 'totals'>[]; design: RehearsedDesign }): SignedResource[] {
  const taking = new Set(design.packages.filter((each) => changesPolicy(each.delivery)).map((each) => each.packageId));
  const given = new Set(packages.filter((block) => block.totals.assign > 0 || taking.has(block.packageId)).map((block) => block.packageId));
  const found = new Map<string, SignedResource>();
  for (const each of design.packages) {
    if (!given.has(each.packageId)) continue;
    for (const { originSystem, originId, resourceName } of each.roles) {
      const resource = { originSystem, originId, name: resourceName };
      if (!found.has(resourceKey(resource))) found.set(resourceKey(resource), resource);
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || (resourceKey(a) < resourceKey(b) ? -1 : 1));
}

/** What a rehearsal does to one resource. */
export function contentOf(rehearsal: Pick<Rehearsal, 'people' | 'packages' | 'design' | 'effects'>, resource: SignedResource): SignedContent {
  const assign = codeOf('assign');
  const external = new Set<string>();
  const packages = rehearsal.packages.flatMap((block): SignedPackage[] => {
    const design = rehearsal.design.packages.find((each) => each.packageId === block.packageId);
    const roles = design ? rolesIn(design.roles, resource) : [];
    if (!design || roles.length === 0 || (block.totals.assign === 0 && !changesPolicy(design.delivery))) return [];
    const people: string[] = [];
    rehearsal.people.forEach((person, index) => {
      if (block.codes[index] !== assign) return;
      people.push(person.id);
      // One whose organisation was not kept may be of another.
      if (person.external !== false) external.add(person.id);
    });
    return [{ packageId: block.packageId, packageName: block.packageName, policyId: block.policyId, policyName: block.policyName, ends: design.expiration, roles, terms: termsIn(design.asRead), people: people.sort(), ...(design.delivery ? { delivery: design.delivery } : {}) }];
  });
  return { resource, packages: packages.sort((a, b) => (a.packageId < b.packageId ? -1 : 1)), external: [...external].sort(), effects: effectsIn(rehearsal.effects, resource), ...(rehearsal.design.placing?.accessFrom ? { accessFrom: rehearsal.design.placing.accessFrom } : {}), ...(rehearsal.design.reversal ? { reversal: rehearsal.design.reversal } : {}) };
}

function effectsIn(effects: Rehearsal['effects'], resource: SignedResource): SignedEffect[] | null {
  if (!effects) return null;
  return (effectsOn(effects, resource)?.effects ?? []).map((effect) => ({ key: effectKey(effect), effect })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function rolesIn(roles: Pick<RehearsedDesign['packages'][number]['roles'][number], 'originSystem' | 'originId' | 'roleOriginId' | 'roleName'>[], resource: SignedResource): SignedRole[] {
  const key = resourceKey(resource);
  return roles
    .filter((role) => resourceKey(role) === key)
    .map(({ roleOriginId, roleName }) => ({ roleOriginId, roleName }))
    .sort((a, b) => (a.roleOriginId < b.roleOriginId ? -1 : 1));
}

function termsIn(design: PackageDesign | null): GrantTerms[] {
  return (design?.policies ?? []).map(termsOf).sort((a, b) => (a.policyId < b.policyId ? -1 : 1));
}

/**
 * The same people with the packages as they are designed now: what was rehearsed would do this today. A package that is
 * gone gives nobody anything.
 */
export function contentToday(content: SignedContent, designs: ReadonlyMap<string, PackageDesign>): SignedContent {
  const packages = content.packages.flatMap((each): SignedPackage[] => {
    const design = designs.get(each.packageId);
    if (!design) return [];
    const policy = design.policies.find(({ id }) => id === each.policyId);
    const ends = policy ? { type: policy.expiration.type, duration: policy.expiration.duration, endDateTime: policy.expiration.endDateTime } : each.ends;
    const roles = rolesIn(design.roles, content.resource);
    return roles.length > 0 ? [{ ...each, packageName: design.name, policyName: policy?.name ?? each.policyName, ends, roles, terms: termsIn(design) }] : [];
  });
  return { ...content, packages };
}

/** Everybody who gains something of the resource, each once, sorted. */
export function peopleOf(content: SignedContent): string[] {
  const [only, ...more] = content.packages;
  if (more.length === 0) return only?.people ?? [];
  return [...new Set(content.packages.flatMap((each) => each.people))].sort();
}

/** How somebody comes to it: given it, or let ask for it; null for who gains nothing. */
export type Reach = 'given' | 'mayAsk';

export function reachOf({ packages }: SignedContent, personId: string): Reach | null {
  const theirs = packages.filter(({ people }) => people.includes(personId));
  if (theirs.length === 0) return null;
  return theirs.every(({ delivery }) => delivery?.mode === 'invite') ? 'mayAsk' : 'given';
}

/** What is signed, without the names: a new name of a package or a person is nothing new. */
export function signedFacts(content: SignedContent): unknown {
  const { originSystem, originId } = content.resource;
  return {
    originSystem,
    originId,
    external: content.external,
    // Absent where it was not told, so that what was signed before keeps its hash.
    ...(content.effects ? { effects: content.effects.map(({ key }) => key) } : {}),
    ...(content.accessFrom ? { accessFrom: content.accessFrom } : {}),
    ...(content.reversal ? { reversal: content.reversal } : {}),
    packages: content.packages.map(({ packageId, policyId, ends, roles, terms, people, delivery }) => ({
      packageId,
      policyId,
      ends,
      roles: roles.map(({ roleOriginId }) => roleOriginId),
      terms: terms.map(({ policyId: id, scope, targets, selfRequest, automatic, stages, ends: end }) => ({
        id,
        scope,
        targets: targets.map((target) => target.id),
        selfRequest,
        automatic,
        stages: stages.map(stageFacts),
        end,
      })),
      people,
      ...(delivery ? { delivery: deliveryFacts(delivery) } : {}),
    })),
  };
}
