import 'server-only';
import { cache } from 'react';
import type { AccountableOwner } from '@/lib/authoring/accountable-owner';
import { amountWords } from '@/lib/authoring/policy-amount';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { listExceptionGroups } from '@/lib/db/rehearsal-exceptions';
import { findRehearsal, getRehearsal, getRehearsalHead, latestRehearsal } from '@/lib/db/rehearsals';
import { readWriteLimit } from '@/lib/db/write-limit';
import { getPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import type { DeliveryMode } from './phase';
import { endOfPolicy } from './access-end';
import { dayWords } from './count-words';
import { baselineKey } from './baseline';
import { heldLine } from './baseline-view';
import type { BaselineLine, HeldBefore } from './baseline-view';
import { compareRehearsals } from './compare-rehearsals';
import type { Differences } from './compare-rehearsals';
import { loadBaseline } from './load-baseline';
import type { BaselineAgainst } from './load-baseline';
import { shownEffects } from './effects-view';
import type { ShownEffects } from './effects-view';
import { deliveryLines, leaversIn } from './delivery';
import type { Leaver } from './delivery';
import { loadNotes } from './rehearsal-notes-view';
import type { RehearsalNotes } from './rehearsal-notes-view';
import { REASONS, codeOf, eachException, outcomeOfPerson, toldOutcome } from './rehearsal';
import { beginWords } from './calendar-words';
import type { Reason, Rehearsal, RehearsalException, RehearsalHead, RehearsalSummary, RehearsedExpiration, RoleMembers, ToldOutcome } from './rehearsal';

export type RehearsalLine = {
  personId: string; name: string; userPrincipalName: string; department: string | null; outcome: ToldOutcome; reason: string;
  /** What they held of the packages' roles before, in a line. */
  held: string;
  packages: { packageName: string; outcome: ToldOutcome; reason: string; held: string }[];
};

/**
 * What one resource role gains: people, each once, however many packages give it. `before` counts its members in the
 * tenant; null where Graph does not tell, and then the others are what the packages alone say. `mayGain` do if they ask.
 */
export type ResourceLine = { key: string; resourceName: string; originSystem: string; roleName: string; packageNames: string[]; gain: number; mayGain: number; already: number; before: number | null; ownerNames: string[]; approval: string };

/** What a role gained in two rehearsals of a phase; null where the role was not in the packages then. */
export type ResourceDifference = { key: string; resourceName: string; originSystem: string; roleName: string; was: ResourceGain | null; is: ResourceGain | null };

/** People who gain a role or may if they ask, and how many hold it once it was given; null where Graph does not tell. */
export type ResourceGain = { gain: number; mayGain: number; after: number | null };

/** A rehearsal as a screen shows it: without the packages it read. */
export type ShownRehearsal = RehearsalSummary & { packageCount: number; /** The ways its packages come. */ modes: DeliveryMode[]; /** From when on access holds, in words; null where it holds once it is given. */ begins: string | null };

/** Differences shown at once; the counts still say all of them. */
const MOST_DIFFERENCES = 200;

/** What a step does to the policy of one package, as a screen shows it. */
export type ShownDelivery = { packageName: string; policyName: string; lines: string[]; rules: { before: string | null; after: string } | null; /** Who loses it. */ leavers: Leaver[] };

function deliveriesOf({ design }: RehearsalHead): ShownDelivery[] {
  return design.packages.flatMap(({ packageName, policyName, delivery }) =>
    delivery ? [{ packageName, policyName, lines: deliveryLines(delivery, packageName), rules: delivery.mode === 'automatic' ? { before: delivery.before.rule, after: delivery.after.rule ?? '' } : null, leavers: leaversIn(delivery) }] : [],
  );
}

export type RehearsalView = {
  phase: PhaseInRollout;
  rehearsal: ShownRehearsal;
  /** Why this rehearsal can no longer be started, or null while it can. */
  stale: 'newer' | 'changed' | null;
  latestId: string;
  /** The people who match, and the page of them that was asked for. */
  lines: RehearsalLine[];
  matching: number;
  resources: ResourceLine[];
  /** What the people had of each role before; none in rehearsals of before. */
  baseline: BaselineLine[];
  /** The one person who is opened, with all they held. */
  person: { line: RehearsalLine; held: HeldBefore[] } | null;
  /** What else it does; null in rehearsals of before. */
  effects: ShownEffects | null;
  /** How packages come to people that are not assigned: what is done, and the rule before and after. */
  deliveries: ShownDelivery[];
  /** Who was taken in for a reason, and what became different about whom. */
  notes: RehearsalNotes;
  /** The rehearsal before this one and what differs from it. */
  against: { head: ShownRehearsal; differences: Differences; differing: number; resources: ResourceDifference[]; baseline: BaselineAgainst } | null;
};

export type RehearsalFilter = { outcome?: ToldOutcome; text?: string; packageId?: string };

const BLOCKED_FIRST: readonly ToldOutcome[] = ['blocked', 'inFlight', 'alreadyAssigned', 'mayAsk', 'byRule', 'assign'];

/**
 * A rehearsal as its page shows it.
 * @param differences whether it shows what differs from the rehearsal before
 * @throws AppError `notFound`
 */
export async function loadRehearsalView(rehearsalId: string, filter: RehearsalFilter, page: { skip: number; take: number }, personId?: string, differences = false): Promise<RehearsalView> {
  const rehearsal = await getRehearsal(rehearsalId);
  const [phase, latest, before] = await Promise.all([getPhase(rehearsal.phaseId), latestRehearsal(rehearsal.phaseId), findRehearsal(rehearsal.phaseId, rehearsal.number - 1)]);
  const matching = matchingPeople(rehearsal, filter);
  const slice = matching.slice(page.skip, page.skip + page.take);
  const opened = personId ? rehearsal.people.findIndex((person) => person.id === personId) : -1;
  const [groups, older, notes, owners, { perSecond }] = await Promise.all([listExceptionGroups(rehearsal.id, rehearsal.people), before ? getRehearsal(before.id) : null, loadNotes(rehearsal), listAccountableOwners(rehearsal.design.packages.flatMap(({ roles }) => roles)), readWriteLimit()]);
  const exceptions = eachException(rehearsal.people, groups, new Set([...slice, opened]));
  const baseline = await loadBaseline(rehearsal, older, differences);
  const [line] = linesOf(rehearsal, [opened], exceptions, baseline.held);
  const { people: _people, packages: _packages, effects: _effects, ...head } = rehearsal;
  return {
    phase,
    rehearsal: shown(head),
    stale: latest && latest.id !== rehearsal.id ? 'newer' : phase.revision !== rehearsal.phaseRevision ? 'changed' : null,
    latestId: latest?.id ?? rehearsal.id,
    lines: linesOf(rehearsal, slice, exceptions, baseline.held),
    matching: matching.length,
    resources: answeredFor(resourceLines(rehearsal), owners),
    baseline: baseline.lines,
    person: line ? { line, held: baseline.held(opened) } : null,
    effects: shownEffects(rehearsal, perSecond),
    deliveries: deliveriesOf(rehearsal),
    notes,
    against: before && older && baseline.against ? { ...againstOf(before, compareRehearsals(older, rehearsal)), resources: resourceDifferences(resourceLines(older), resourceLines(rehearsal)), baseline: baseline.against } : null,
  };
}

function shown({ design, ...head }: RehearsalHead): ShownRehearsal {
  return { ...head, packageCount: design.packages.length, modes: [...new Set(design.packages.map((each) => each.delivery?.mode ?? 'assign'))], begins: beginWords(design.placing) };
}

function againstOf(head: RehearsalHead, differences: Differences): Omit<NonNullable<RehearsalView['against']>, 'resources' | 'baseline'> {
  return { head: shown(head), differences: { ...differences, people: differences.people.slice(0, MOST_DIFFERENCES) }, differing: differences.people.length };
}

/** Once for title, layout and page of a request. */
const headOf = cache((rehearsalId: string) => getRehearsalHead(rehearsalId));

/** For the title of the page. @throws AppError `notFound` */
export async function loadRehearsalTitle(rehearsalId: string): Promise<string> {
  const [{ number }, phase] = await Promise.all([headOf(rehearsalId), loadRehearsalAddress(rehearsalId)]);
  return `Rehearsal ${number} of ${phase.name}, ${phase.rolloutName}`;
}

/** The phase a rehearsal is of, for the way to its rollout. @throws AppError `notFound` */
export const loadRehearsalAddress = cache(async (rehearsalId: string): Promise<PhaseInRollout> => getPhase((await headOf(rehearsalId)).phaseId));

/** Every line of a rehearsal, for a file. @throws AppError `notFound` */
export async function loadAllLines(rehearsalId: string, filter: RehearsalFilter): Promise<{ rehearsal: RehearsalHead; phase: PhaseInRollout; lines: RehearsalLine[] }> {
  const rehearsal = await getRehearsal(rehearsalId);
  const [phase, groups, { held }] = await Promise.all([getPhase(rehearsal.phaseId), listExceptionGroups(rehearsal.id, rehearsal.people), loadBaseline(rehearsal, null, false)]);
  return { rehearsal, phase, lines: linesOf(rehearsal, matchingPeople(rehearsal, filter), eachException(rehearsal.people, groups), held) };
}

/** Indexes of the people who match, blocked first and by name. */
function matchingPeople(rehearsal: Rehearsal, filter: RehearsalFilter): number[] {
  const text = filter.text?.toLowerCase();
  const block = filter.packageId ? rehearsal.packages.filter((each) => each.packageId === filter.packageId) : rehearsal.packages;
  const found: { index: number; outcome: ToldOutcome; name: string }[] = [];
  rehearsal.people.forEach((person, index) => {
    const outcome = outcomeOfPerson(block, index);
    if (filter.outcome && outcome !== filter.outcome) return;
    if (text && !`${person.name}\n${person.userPrincipalName}\n${person.department ?? ''}`.toLowerCase().includes(text)) return;
    found.push({ index, outcome, name: person.name });
  });
  found.sort((a, b) => BLOCKED_FIRST.indexOf(a.outcome) - BLOCKED_FIRST.indexOf(b.outcome) || a.name.localeCompare(b.name));
  return found.map(({ index }) => index);
}

function linesOf(rehearsal: Rehearsal, indexes: number[], exceptions: RehearsalException[], heldOf: (index: number) => HeldBefore[]): RehearsalLine[] {
  const roles = new Map(rehearsal.design.packages.map((each) => [each.packageId, new Set(each.roles.map(baselineKey))]));
  const words = new Map(exceptions.map((each) => [`${each.packageId} ${each.personId}`, sentenceOf(each.reason, each.detail)]));
  const ends = new Map(rehearsal.design.packages.map((each) => [each.packageId, endWords(each.expiration, rehearsal.design.placing?.mornings)]));
  return indexes.flatMap((index) => {
    const person = rehearsal.people[index];
    if (!person) return [];
    const held = heldOf(index);
    const packages = rehearsal.packages.map((block) => {
      const outcome = toldOutcome(block, index);
      return { packageName: block.packageName, outcome, reason: words.get(`${block.packageId} ${person.id}`) ?? ends.get(block.packageId) ?? '', held: heldLine(held.filter(({ key }) => roles.get(block.packageId)?.has(key)), Infinity) };
    });
    const outcome = outcomeOfPerson(rehearsal.packages, index);
    const telling = packages.filter((each) => each.outcome === outcome);
    const reason = rehearsal.packages.length === 1 ? (packages[0]?.reason ?? '') : telling.map((each) => `${each.packageName}: ${each.reason}`).join(' ');
    return [{ personId: person.id, name: person.name, userPrincipalName: person.userPrincipalName, department: person.department, outcome, reason, held: heldLine(held), packages }];
  });
}

/** The reason as people read it, with what was read beside it. */
export function sentenceOf(reason: Reason, detail: string): string {
  return [REASONS[reason], detail].filter(Boolean).join(' ');
}

/** How long access lasts, in words. */
function endWords(expiration: RehearsedExpiration | null, mornings = false): string {
  if (!expiration) return '';
  if (endOfPolicy(expiration).kind === 'never') return 'Without an end.';
  if (mornings) return `${endWords(expiration).replace(/\.$/, '')} at most, to a working morning.`;
  if (expiration.type === 'afterDuration') return expiration.duration ? `For ${amountWords(expiration.duration)}.` : 'For a limited time.';
  return `Until ${dayWords(expiration.endDateTime?.slice(0, 10) ?? '')}.`;
}

/** With whoever answers for a resource by the register now; where nobody does, whoever was asked when it came into its catalog. */
function answeredFor(lines: ResourceLine[], owners: readonly AccountableOwner[]): ResourceLine[] {
  return lines.map((line) => {
    const owner = owners.find(({ originSystem, originId }) => originSystem === line.originSystem && line.key.startsWith(`${originId} `))?.owner;
    return owner ? { ...line, ownerNames: [owner.name] } : line;
  });
}

function resourceLines(rehearsal: Rehearsal): ResourceLine[] {
  const lines = new Map<string, ResourceLine & { packageIds: Set<string>; members: RoleMembers | null }>();
  for (const design of rehearsal.design.packages) {
    for (const role of design.roles) {
      const key = `${role.originId} ${role.roleOriginId}`;
      const line = lines.get(key) ?? { key, resourceName: role.resourceName, originSystem: role.originSystem, roleName: role.roleName, packageNames: [], gain: 0, mayGain: 0, already: 0, before: role.members?.before ?? null, members: role.members ?? null, ownerNames: role.ownerNames, approval: role.approval, packageIds: new Set<string>() };
      line.packageNames.push(design.packageName);
      line.packageIds.add(design.packageId);
      lines.set(key, line);
    }
  }
  const [assign, already] = [codeOf('assign'), codeOf('alreadyAssigned')];
  return [...lines.values()].map(({ packageIds, members, ...line }) => {
    if (members) return { ...line, gain: members.gain, mayGain: members.mayGain ?? 0, already: members.already };
    const blocks = rehearsal.packages.filter((block) => packageIds.has(block.packageId));
    for (let index = 0; index < rehearsal.people.length; index += 1) {
      if (blocks.some((block) => block.codes[index] === already)) line.already += 1;
      else if (blocks.some((block) => block.codes[index] === assign && block.mode !== 'invite')) line.gain += 1;
      else if (blocks.some((block) => block.codes[index] === assign)) line.mayGain += 1;
    }
    return line;
  });
}

/** The roles whose gain differs, those of the newer rehearsal first. */
export function resourceDifferences(older: ResourceLine[], newer: ResourceLine[]): ResourceDifference[] {
  const gainOf = (line: ResourceLine | undefined): ResourceGain | null => line ? { gain: line.gain, mayGain: line.mayGain, after: line.before === null ? null : line.before + line.gain } : null;
  const was = new Map(older.map((line) => [line.key, line]));
  const is = new Map(newer.map((line) => [line.key, line]));
  return [...newer, ...older.filter((line) => !is.has(line.key))]
    .map(({ key, resourceName, originSystem, roleName }) => ({ key, resourceName, originSystem, roleName, was: gainOf(was.get(key)), is: gainOf(is.get(key)) }))
    .filter(({ was: then, is: now }) => then?.gain !== now?.gain || then?.mayGain !== now?.mayGain);
}
