/**
 * The computed change set of a phase: for each person and package one outcome. Pure, and free of Node: read in the
 * browser too (rehearsal-codec.ts packs and hashes it).
 */

import type { PackageDesign } from '@/lib/authoring/package-design';
import type { RoleBaseline } from './baseline';
import type { RehearsedDelivery } from './delivery';
import type { PhaseEffects } from './effects';
import type { DeliveryMode } from './phase';
import type { RehearsedPlacing } from './placing';
import type { ReversalChoice } from './reversal';

/** By code: the byte that stands for it in a package's block. The order never changes; new ones go to the end. */
export const OUTCOMES = ['assign', 'alreadyAssigned', 'inFlight', 'blocked'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** An outcome as it is told: whom a rule gives it is assigned nothing, and whom a policy is opened to gains nothing by that, and may ask. */
export type ToldOutcome = Outcome | 'byRule' | 'mayAsk';

/** In the order of lists and filters. */
export const TOLD_OUTCOMES: readonly ToldOutcome[] = ['assign', 'byRule', 'mayAsk', 'alreadyAssigned', 'inFlight', 'blocked'];

const COMING: Record<DeliveryMode, ToldOutcome> = { assign: 'assign', automatic: 'byRule', invite: 'mayAsk' };

/** Those under which somebody comes to have a package, or may. */
export const COMING_OUTCOMES: readonly ToldOutcome[] = Object.values(COMING);

/** What an outcome is under a package that comes that way. */
export const toldUnder = (outcome: Outcome, mode: DeliveryMode): ToldOutcome => (outcome === 'assign' ? COMING[mode] : outcome);

/** Why an outcome is not `assign`, and what people read about it. */
export const REASONS = {
  delivered: 'Already has this package.',
  delivering: 'Is being given this package already.',
  partlyDelivered: 'Has this package, but not all of its resources arrived.',
  requested: 'A request for this package is already on its way.',
  awaitingApproval: 'A request for this package is already waiting for approval.',
  awaitingStart: 'Is already granted this package from a later day on.',
  deliveryFailed: 'An earlier delivery of this package failed. Entra tries it again for some hours; then it has to be reprocessed there.',
  disabled: 'The account is disabled.',
  deleted: 'The account is no longer in the tenant.',
  notAPerson: 'This is a group, not an account.',
  externalOutsideScope: 'A guest; the policy takes members only.',
  memberOutsideScope: 'A member of the organisation; the policy takes external accounts only.',
  outsideScope: 'Not among those the policy is for.',
  outsideRule: 'The rule that is saved does not select them.',
  packageGone: 'The package is no longer in the tenant.',
  policyGone: 'The policy is no longer in the tenant.',
  policyAutomatic: 'The policy assigns by its own rule and takes nobody else.',
  approvalRequired: 'The policy asks for an approval, so the request would wait for its approvers.',
  questionsAsked: 'The policy asks questions that only the person can answer.',
  incompatibleHeld: 'Has something that excludes this package.',
  incompatibleInPhase: 'This phase gives another package that excludes this one.',
  overQuota: 'The tenant would go beyond the requests it may make in three months.',
  noLicence: 'No licence for governed access is left for this person.',
} as const;

export type Reason = keyof typeof REASONS;

/** `external` is null only in rehearsals of the first canonical form, which did not keep it. */
export type RehearsedPerson = { id: string; name: string; userPrincipalName: string; department: string | null; external: boolean | null };

/** Counts by outcome; they add up to what was counted. */
export type OutcomeTotals = Record<Outcome, number>;
export type ToldTotals = Record<ToldOutcome, number>;

/**
 * `people` counts each person once, under the worst of their outcomes, so that they add up to everybody; `changes` counts
 * person and package; `gaining` are the people who are assigned at least one or given one by a rule, `asking` the others
 * who may ask for at least one.
 */
export type RehearsalTotals = { people: ToldTotals; changes: ToldTotals; gaining: number; asking: number };

/** What the package gives, as it was read: one line for each resource role. */
export type RehearsedRole = {
  resourceId: string;
  resourceName: string;
  originId: string;
  originSystem: string;
  roleOriginId: string;
  roleName: string;
  /** How the owner stood to this content when it was rehearsed; not part of the hash. */
  approval: string;
  ownerNames: string[];
  /** True for a group that can hold Entra roles; absent in rehearsals of before. Not part of the hash. */
  roleAssignable?: boolean;
  /** Who held the role when it was rehearsed; null where Graph does not tell, absent in rehearsals of before. Not part of the hash. */
  members?: RoleMembers | null;
};

/**
 * People who hold a role, each once: all of them before, the phase's people who gain it through the run, and those of them
 * who hold it already, by name, by a group or by a package. `mayGain` are those who do if they ask; absent where nobody may.
 */
export type RoleMembers = { before: number; gain: number; already: number; mayGain?: number };

/** How long access lasts under the policy: `noExpiration`, `afterDuration` with days, or `afterDateTime` with the end. */
export type RehearsedExpiration = { type: string; duration: string | null; endDateTime: string | null };

export type RehearsedDesign = {
  packages: {
    packageId: string;
    packageName: string;
    catalogId: string;
    catalogName: string;
    policyId: string;
    policyName: string;
    expiration: RehearsedExpiration | null;
    roles: RehearsedRole[];
    /** The package as the tenant had it, null where it was gone; approvals are held against it when the run starts. */
    asRead: PackageDesign | null;
    /** How it comes to the people, where nobody is assigned it. */
    delivery?: RehearsedDelivery;
  }[];
  /** When access begins and how it ends, where the phase says more than its policies. */
  placing?: RehearsedPlacing;
  /** What becomes of those who had the access before, if the phase is taken back; absent where their assignment is left. */
  reversal?: Exclude<ReversalChoice, 'leave'>;
};

/** One package of a rehearsal: a code for each person, in the order of the rehearsal's people. */
export type RehearsedPackage = { /** How it comes to them. */ mode: DeliveryMode; packageId: string; packageName: string; policyId: string; policyName: string; codes: Uint8Array; totals: OutcomeTotals };

/** Everything but `assign`, in words. */
export type RehearsalException = { packageId: string; personId: string; outcome: Exclude<Outcome, 'assign'>; reason: Reason; detail: string };

/** One reason of a package and whom it is true of, as rising places in the people: what may be true of a hundred thousand stands once. */
export type ExceptionGroup = Omit<RehearsalException, 'personId'> & { places: Uint32Array };

/** What a rehearsal says, before it is stored. People are sorted by id, packages by id. */
export type ChangeSet = {
  phaseId: string;
  people: RehearsedPerson[];
  packages: RehearsedPackage[];
  exceptions: ExceptionGroup[];
  design: RehearsedDesign;
  /** What the people held before, by role. */
  baseline: RoleBaseline[];
  /** What else the phase does; absent in rehearsals of before. */
  effects?: PhaseEffects | null;
};

/** A stored rehearsal as lists show it: without its people, its blocks and the packages it read. */
export type RehearsalSummary = {
  id: string;
  phaseId: string;
  number: number;
  phaseRevision: number;
  hash: string;
  peopleCount: number;
  totals: RehearsalTotals;
  tenantReadAt: Date;
  /** The tenant itself, or the copy of the directory as of `tenantReadAt`. */
  readFrom: 'tenant' | 'mirror';
  createdBy: string;
  createdByName: string;
  createdAt: Date;
};

/** The same with the packages it read. */
export type RehearsalHead = RehearsalSummary & { design: RehearsedDesign };

/** A stored rehearsal, whole but for its exceptions, which are read by page. */
export type Rehearsal = RehearsalHead & {
  people: RehearsedPerson[];
  packages: RehearsedPackage[];
  /** What else the phase does; null in rehearsals of before. */
  effects: PhaseEffects | null;
};

/** One request the run will make. */
export type RehearsedAssignment = { personId: string; personName: string; packageId: string; packageName: string; policyId: string };

/** The order in which a person of several outcomes is counted under one. */
export const WORST_FIRST: readonly ToldOutcome[] = ['blocked', 'assign', 'byRule', 'mayAsk', 'inFlight', 'alreadyAssigned'];

export function codeOf(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}

/** The outcome a code stands for. @throws Error for a code nobody wrote. */
export function outcomeOf(code: number | undefined): Outcome {
  const outcome = code === undefined ? undefined : OUTCOMES[code];
  if (!outcome) throw new Error(`no outcome has the code ${String(code)}`);
  return outcome;
}

/** What a code means for somebody under a package. */
export function toldOutcome({ codes, mode }: Pick<RehearsedPackage, 'codes' | 'mode'>, index: number): ToldOutcome {
  return toldUnder(outcomeOf(codes[index]), mode);
}

export function noOutcomes(): OutcomeTotals {
  return { assign: 0, alreadyAssigned: 0, inFlight: 0, blocked: 0 };
}

export function noToldOutcomes(): ToldTotals {
  return { ...noOutcomes(), byRule: 0, mayAsk: 0 };
}

/** How often each outcome stands in a block. */
export function countOutcomes(codes: Uint8Array): OutcomeTotals {
  const counts = new Uint32Array(256);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const totals = noOutcomes();
  counts.forEach((count, code) => {
    if (count > 0) totals[outcomeOf(code)] += count;
  });
  return totals;
}

/** The outcome a person is counted under: what needs a look before what goes well. */
export function worstOutcome(outcomes: readonly ToldOutcome[]): ToldOutcome {
  return WORST_FIRST.find((outcome) => outcomes.includes(outcome)) ?? 'alreadyAssigned';
}

/** The person at `index` under each package, worst counted. */
export function outcomeOfPerson(packages: readonly RehearsedPackage[], index: number): ToldOutcome {
  return worstOutcome(packages.map((block) => toldOutcome(block, index)));
}

/** Totals of a whole change set. */
export function countRehearsal(peopleCount: number, packages: readonly RehearsedPackage[]): RehearsalTotals {
  const people = noToldOutcomes();
  const changes = noToldOutcomes();
  for (const block of packages) for (const outcome of OUTCOMES) changes[toldUnder(outcome, block.mode)] += block.totals[outcome];
  const met = outcomesMet(peopleCount, packages);
  const counts = new Uint32Array(256);
  for (const bits of met) counts[bits] = (counts[bits] ?? 0) + 1;
  let [gaining, asking] = [0, 0];
  counts.forEach((count, bits) => {
    if (count === 0) return;
    people[worstOfBits(bits)] += count;
    if (bits & (BITS.assign | BITS.byRule)) gaining += count;
    else if (bits & BITS.mayAsk) asking += count;
  });
  return { people, changes, gaining, asking };
}

/** The exceptions one by one, of the people at these places or of all. */
export function eachException(people: readonly { id: string }[], groups: readonly ExceptionGroup[], wanted?: ReadonlySet<number>): RehearsalException[] {
  const found: RehearsalException[] = [];
  for (const { places, ...exception } of groups) {
    for (const place of places) if (!wanted || wanted.has(place)) found.push({ ...exception, personId: people[place]?.id ?? '' });
  }
  return found;
}

/** The people whose worst outcome is each of those that are no assignment, as places. */
export function placesByWorst(peopleCount: number, packages: readonly RehearsedPackage[]): Map<Exclude<ToldOutcome, 'assign'>, number[]> {
  const found = new Map<Exclude<ToldOutcome, 'assign'>, number[]>();
  const worst = outcomesMet(peopleCount, packages);
  const outcomeOfBits = Array.from({ length: 1 << TOLD_OUTCOMES.length }, (_, bits) => worstOfBits(bits));
  for (let place = 0; place < peopleCount; place += 1) {
    const outcome = outcomeOfBits[worst[place] ?? 0] ?? 'assign';
    if (outcome === 'assign') continue;
    const places = found.get(outcome);
    if (places) places.push(place);
    else found.set(outcome, [place]);
  }
  return found;
}

/** The people who gain at least one package or may ask for one, as places. */
export function placesGaining(peopleCount: number, packages: readonly RehearsedPackage[]): number[] {
  const met = outcomesMet(peopleCount, packages);
  const coming = BITS.assign | BITS.byRule | BITS.mayAsk;
  const places: number[] = [];
  for (let place = 0; place < peopleCount; place += 1) if ((met[place] as number) & coming) places.push(place);
  return places;
}

/** What was met of a rehearsal's packages: totals, effects and lists ask for it one after another, and nothing changes them. */
const metOf = new WeakMap<readonly RehearsedPackage[], Uint8Array>();

/** The bit of each outcome where those of a person are put together. */
const BITS = Object.fromEntries(TOLD_OUTCOMES.map((outcome, index) => [outcome, 1 << index])) as Record<ToldOutcome, number>;

function worstOfBits(bits: number): ToldOutcome {
  return worstOutcome(TOLD_OUTCOMES.filter((outcome) => bits & BITS[outcome]));
}

/** The outcomes of each person as bits; block by block, since that is how they lie in memory. */
function outcomesMet(peopleCount: number, packages: readonly RehearsedPackage[]): Uint8Array {
  const known = metOf.get(packages);
  if (known?.length === peopleCount) return known;
  const met = new Uint8Array(peopleCount);
  metOf.set(packages, met);
  for (const { codes, mode } of packages) {
    const bitOf = Uint8Array.from(OUTCOMES, (outcome) => BITS[toldUnder(outcome, mode)]);
    for (let index = 0; index < peopleCount; index += 1) met[index] = (met[index] as number) | (bitOf[codes[index] as number] as number);
  }
  return met;
}

/** How many people come to have at least one of these packages, or may ask for it. */
export function peopleGaining({ people, packages }: Pick<Rehearsal, 'people' | 'packages'>, packageIds: ReadonlySet<string>): number {
  const assign = codeOf('assign');
  const blocks = packages.filter((block) => packageIds.has(block.packageId));
  if (blocks.length === 1) return blocks[0]?.totals.assign ?? 0;
  let count = 0;
  for (let place = 0; place < people.length; place += 1) if (blocks.some((block) => block.codes[place] === assign)) count += 1;
  return count;
}

/** The requests a run of this rehearsal makes: every person and package whose outcome is `assign`, of what is assigned. */
export function assignmentsOf(rehearsal: Pick<Rehearsal, 'people' | 'packages' | 'design'>): RehearsedAssignment[] {
  const delivered = new Set(rehearsal.design.packages.filter((each) => each.delivery).map((each) => each.packageId));
  return rehearsal.packages.flatMap((block) => {
    const { packageId, packageName, policyId } = block;
    return delivered.has(packageId) ? [] : gainersOf(rehearsal, block).map((person) => ({ personId: person.id, personName: person.name, packageId, packageName, policyId }));
  });
}

/** The people who come to have one package by this rehearsal, or may ask for it. */
export function gainersOf({ people }: Pick<Rehearsal, 'people'>, { codes }: Pick<RehearsedPackage, 'codes'>): RehearsedPerson[] {
  const assign = codeOf('assign');
  return people.filter((_, place) => codes[place] === assign);
}
