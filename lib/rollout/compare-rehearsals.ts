/** What differs between two rehearsals of a phase, and whether it is more or less than before. Pure. */
import { beginWords } from './calendar-words';
import { effectWords } from './effect-words';
import { effectKey, effectsOn } from './effects';
import type { PhaseEffects } from './effects';
import { isAnotherDelivery } from './delivery';
import { TOLD_OUTCOMES, toldOutcome } from './rehearsal';
import type { Rehearsal, RehearsedDesign, ToldOutcome } from './rehearsal';

/** `wider`: access is given that the older one did not give. `narrower`: less. `same`: another word for no access. */
export type Width = 'wider' | 'narrower' | 'same';

export type PersonDifference = { personId: string; name: string; userPrincipalName: string; packageId: string; packageName: string; before: ToldOutcome | 'notInCohort'; after: ToldOutcome | 'notInCohort'; width: Width };

export type DesignDifference = { packageName: string; what: string; width: Width };

export type Differences = { people: PersonDifference[]; design: DesignDifference[]; peopleCount: number; wider: number };

function widthOf(before: string, after: string): Width {
  const reach = (outcome: string): number => (outcome === 'assign' || outcome === 'byRule' ? 2 : outcome === 'mayAsk' ? 1 : 0);
  return reach(after) > reach(before) ? 'wider' : reach(after) < reach(before) ? 'narrower' : 'same';
}

type Known = { outcome: ToldOutcome; name: string; userPrincipalName: string };

/** Every outcome by package and person. */
function outcomesOf({ people, packages }: Rehearsal): Map<string, Map<string, Known>> {
  return new Map(packages.map((block) => [block.packageId, new Map(people.map((person, index) => [person.id, { outcome: toldOutcome(block, index), name: person.name, userPrincipalName: person.userPrincipalName }]))]));
}

/** From the older rehearsal to the newer: each person and package whose outcome is another, and what else changed. */
export function compareRehearsals(older: Rehearsal, newer: Rehearsal): Differences {
  const before = outcomesOf(older);
  const after = outcomesOf(newer);
  const names = new Map([...older.packages, ...newer.packages].map((block) => [block.packageId, block.packageName]));
  const people: PersonDifference[] = [];
  for (const [packageId, packageName] of names) {
    const [was, is] = [before.get(packageId), after.get(packageId)];
    for (const personId of new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])) {
      const [old, now] = [was?.get(personId), is?.get(personId)];
      const [from, to] = [old?.outcome ?? 'notInCohort', now?.outcome ?? 'notInCohort'] as const;
      const { name, userPrincipalName } = now ?? old ?? { name: '', userPrincipalName: '' };
      if (from !== to) people.push({ personId, name, userPrincipalName, packageId, packageName, before: from, after: to, width: widthOf(from, to) });
    }
  }
  people.sort((a, b) => ORDER[a.width] - ORDER[b.width] || a.name.localeCompare(b.name));
  return {
    people,
    design: [...comparePlacing(older.design, newer.design), ...compareDesigns(older.design, newer.design), ...compareEffects(older, newer)],
    peopleCount: new Set(people.map((each) => each.personId)).size,
    wider: new Set(people.filter((each) => each.width === 'wider').map((each) => each.personId)).size,
  };
}

const ORDER: Record<Width, number> = { wider: 0, narrower: 1, same: 2 };

/** When access begins, and how it ends, where that is said for the phase as a whole. */
function comparePlacing({ placing: was }: RehearsedDesign, { placing: is }: RehearsedDesign): DesignDifference[] {
  const [then, now] = [was?.accessFrom ?? '', is?.accessFrom ?? ''];
  const begins: DesignDifference[] = then === now ? [] : [{ packageName: 'All of them', what: `Access ${was?.accessFrom ? `was to begin ${beginWords(was) ?? ''}` : 'was to begin once it is given'} and ${is?.accessFrom ? `begins ${beginWords(is) ?? ''}` : 'begins once it is given'}.`, width: now < then ? 'wider' : 'same' }];
  const mornings: DesignDifference[] = (was?.mornings ?? false) === (is?.mornings ?? false) ? [] : [{ packageName: 'All of them', what: is?.mornings ? 'Access now ends on a working morning.' : 'Access no longer ends on a working morning.', width: is?.mornings ? 'narrower' : 'wider' }];
  return [...begins, ...mornings];
}

function compareDesigns(older: RehearsedDesign, newer: RehearsedDesign): DesignDifference[] {
  const found: DesignDifference[] = [];
  for (const now of newer.packages) {
    const { packageName } = now;
    const was = older.packages.find((each) => each.packageId === now.packageId);
    if (!was) {
      found.push({ packageName, what: 'The package is new in this rollout.', width: 'wider' });
      continue;
    }
    if (was.policyId !== now.policyId) found.push({ packageName, what: `The policy was “${was.policyName}” and is “${now.policyName}”.`, width: 'same' });
    if (isAnotherDelivery(was.delivery, now.delivery)) found.push({ packageName, what: 'It comes to its people another way, or by another rule.', width: 'wider' });
    if (JSON.stringify(was.expiration) !== JSON.stringify(now.expiration)) found.push({ packageName, what: 'Access ends at another time.', width: 'same' });
    const key = (role: { originId: string; roleOriginId: string }): string => `${role.originId} ${role.roleOriginId}`;
    const had = new Set(was.roles.map(key));
    const has = new Set(now.roles.map(key));
    for (const role of now.roles) if (!had.has(key(role))) found.push({ packageName, what: `${role.roleName} of “${role.resourceName}” is new.`, width: 'wider' });
    for (const role of was.roles) if (!has.has(key(role))) found.push({ packageName, what: `${role.roleName} of “${role.resourceName}” is no longer in it.`, width: 'narrower' });
  }
  for (const was of older.packages) if (!newer.packages.some((now) => now.packageId === was.packageId)) found.push({ packageName: was.packageName, what: 'The package is no longer in this rollout.', width: 'narrower' });
  return found;
}

/** What else membership does in one of them alone; a rehearsal of before told nothing of it, and then nothing is said. */
function compareEffects(older: Rehearsal, newer: Rehearsal): DesignDifference[] {
  if (!older.effects || !newer.effects) return [];
  const names = new Map([...older.design.packages, ...newer.design.packages].flatMap((each) => each.roles.map((role) => [role.originId, role.resourceName] as const)));
  const only = (these: PhaseEffects, those: PhaseEffects, said: (words: string) => string, width: Width): DesignDifference[] =>
    these.resources.flatMap((resource) => {
      const known = new Set((effectsOn(those, resource)?.effects ?? []).map(effectKey));
      return resource.effects.filter((effect) => !known.has(effectKey(effect))).map((effect) => ({ packageName: names.get(resource.originId) ?? '', what: said(effectWords(effect)), width: effect.kind === 'mail' ? 'same' as const : width }));
    });
  return [...only(newer.effects, older.effects, (words) => `New of membership: ${words}`, 'wider'), ...only(older.effects, newer.effects, (words) => `No longer: ${words}`, 'narrower')];
}

/** Whether a text is one of the outcomes; for filters that come in an address. */
export function isOutcome(text: string | undefined): text is ToldOutcome {
  return TOLD_OUTCOMES.some((outcome) => outcome === text);
}
