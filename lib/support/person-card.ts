/**
 * What helpdesk sees of a person: for each package what they should have, what they have, and why not. Pure: the tenant's
 * answer and our own rows go in, lines come out, worst first.
 */

import { whyWords } from '@/lib/rollout/reversal';

/** An assignment the tenant holds for the person, not expired. */
export type HeldAssignment = {
  id: string;
  packageId: string;
  packageName: string;
  policyName: string | null;
  state: 'delivering' | 'partiallyDelivered' | 'delivered' | 'deliveryFailed';
  /** ISO times, null where the tenant does not say. */
  since: string | null;
  until: string | null;
};

/** A package one of our phases brings to the person, and how far its run is with it. */
export type PlannedPackage = {
  rolloutId: string;
  rolloutName: string;
  phaseId: string;
  phaseName: string;
  phasePosition: number;
  phaseCount: number;
  phaseState: string;
  plannedFor: string | null;
  packageId: string;
  packageName: string;
  runId: string | null;
  item: { state: string; since: string; failure: string | null; failureCode: string | null } | null;
  /** Where the run brings it by a policy: how, and since when that is written; absent otherwise. */
  policy?: { mode: 'invite' | 'automatic'; savedAt: string | null };
  /** What the last rehearsal says where it is not a plain assignment: blocked, already assigned, in flight. */
  exception: { outcome: string; reason: string; detail: string } | null;
  /** What taking its run back does about it; absent while nobody has begun to, and where the rule that brings it stays. */
  takenBack?: TakenBackItem;
};

/** `item` is null where nothing of theirs was there to take back. ISO times. */
export type TakenBackItem = { since: string; item: { state: string; since: string; action: string; why: string; /** What they had before stays, or was put back. */ keeps: boolean; failure: string | null } | null };

export type CardState = 'failed' | 'blocked' | 'waitingForApproval' | 'onItsWay' | 'notYetVisible' | 'delivered' | 'none';

export type CardLine = {
  packageId: string;
  packageName: string;
  origin: string;
  /** Link targets, where a phase of ours brings it. */
  rolloutId: string | null;
  phaseId: string | null;
  runId: string | null;
  should: { word: string; since: string | null; until: string | null };
  has: { state: CardState; word: string; since: string | null };
  why: string | null;
  whatThen: string | null;
};

const WORST_FIRST: CardState[] = ['failed', 'blocked', 'waitingForApproval', 'onItsWay', 'notYetVisible', 'none', 'delivered'];

const BEFORE_START = ['draft', 'rehearsed', 'signed'];

/** One line a package and phase, plus one for each held package no phase of ours brings; worst first, then by name. */
export function cardLines(planned: PlannedPackage[], held: HeldAssignment[]): CardLine[] {
  const heldBy = new Map(held.map((assignment) => [assignment.packageId, assignment]));
  const lines = planned.map((plan) => plannedLine(plan, heldBy.get(plan.packageId)));
  const brought = new Set(planned.map((plan) => plan.packageId));
  for (const assignment of held) if (!brought.has(assignment.packageId)) lines.push(heldLine(assignment));
  return lines.sort((a, b) => WORST_FIRST.indexOf(a.has.state) - WORST_FIRST.indexOf(b.has.state) || a.packageName.localeCompare(b.packageName));
}

function heldState(assignment: HeldAssignment): { state: CardState; word: string } {
  switch (assignment.state) {
    case 'delivered':
      return { state: 'delivered', word: 'Delivered' };
    case 'delivering':
      return { state: 'onItsWay', word: 'On its way' };
    case 'partiallyDelivered':
      return { state: 'failed', word: 'Only partly delivered' };
    case 'deliveryFailed':
      return { state: 'failed', word: 'Failed' };
  }
}

function heldLine(assignment: HeldAssignment): CardLine {
  const has = heldState(assignment);
  return {
    packageId: assignment.packageId,
    packageName: assignment.packageName,
    origin: assignment.policyName ? `Given in Entra, “${assignment.policyName}”` : 'Given in Entra, outside the rollouts',
    rolloutId: null,
    phaseId: null,
    runId: null,
    should: { word: 'Yes, outside the rollouts', since: assignment.since, until: assignment.until },
    has: { ...has, since: assignment.since },
    ...explainHeld(assignment),
  };
}

function explainHeld(assignment: HeldAssignment): { why: string | null; whatThen: string | null } {
  switch (assignment.state) {
    case 'delivered':
      return { why: null, whatThen: null };
    case 'delivering':
      return { why: 'Entra is still delivering', whatThen: 'Usually done within the hour; bulk changes may take up to 24 hours' };
    case 'partiallyDelivered':
      return { why: 'At least one resource did not take the person', whatThen: 'Tell second level; they can have it delivered again within 14 days' };
    case 'deliveryFailed':
      return { why: 'No resource took the person', whatThen: 'Tell second level; they can have it delivered again within 14 days' };
  }
}

function plannedLine(plan: PlannedPackage, held: HeldAssignment | undefined): CardLine {
  const base = {
    packageId: plan.packageId,
    packageName: plan.packageName,
    origin: `${plan.rolloutName}, ${plan.phaseName}, phase ${plan.phasePosition + 1} of ${plan.phaseCount}`,
    rolloutId: plan.rolloutId,
    phaseId: plan.phaseId,
    runId: plan.runId,
  };
  if (plan.takenBack && plan.item?.state !== 'skipped') return { ...base, ...takenBackLine(plan.takenBack, plan.item?.state === 'failed', held) };
  if (held) {
    const has = heldState(held);
    return { ...base, should: { word: 'Yes', since: held.since, until: held.until }, has: { ...has, since: held.since }, ...explainHeld(held) };
  }
  if (plan.item) return { ...base, ...itemLine(plan, plan.item) };
  if (plan.exception?.outcome === 'blocked')
    return { ...base, should: { word: 'No', since: null, until: null }, has: { state: 'blocked', word: 'Blocked', since: null }, why: plan.exception.detail || plan.exception.reason, whatThen: 'Nothing is sent for this person until an admin changes that' };
  if (plan.policy) return { ...base, ...policyLine(plan.policy) };
  if (BEFORE_START.includes(plan.phaseState))
    return {
      ...base,
      should: { word: plan.plannedFor ? 'Not yet' : 'Not yet, no date set', since: plan.plannedFor, until: null },
      has: { state: 'notYetVisible', word: 'Not yet visible', since: null },
      why: `${plan.phaseName} has not started`,
      whatThen: 'Do not send them to request it',
    };
  return { ...base, should: { word: 'Not in this run', since: null, until: null }, has: { state: 'none', word: 'Does not have it', since: null }, why: 'Added after the phase was rehearsed, or taken away since', whatThen: 'Ask the rollout team' };
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Once a run is taken back, what it brought is nobody's to have any more, but for those who were left as they are. */
function takenBackLine({ since, item }: TakenBackItem, failed: boolean, held: HeldAssignment | undefined): Pick<CardLine, 'should' | 'has' | 'why' | 'whatThen'> {
  const inTenant = held ? { ...heldState(held), since: held.since } : null;
  if (item?.state === 'left') {
    const why = `The phase was taken back on ${day.format(new Date(since))}, and they were left as they are: ${whyWords(item.why)}`;
    return held && inTenant ? { should: { word: 'Yes, as before', since: held.since, until: held.until }, has: inTenant, why, whatThen: explainHeld(held).whatThen } : { should: { word: 'Not by this phase', since, until: null }, has: { state: 'none', word: 'Gone since', since: null }, why: `${why}. The tenant does not show it any more`, whatThen: 'Tell second level' };
  }
  if (item?.state === 'failed') return { should: { word: 'No, taken back', since, until: null }, has: inTenant ?? { state: 'none', word: 'Taken back in part', since: item.since }, why: item.failure ?? 'It could not be taken back', whatThen: 'Tell second level; an admin decides whether it is tried again' };
  if (item && item.state !== 'done') return { should: { word: 'No, being taken back', since, until: null }, has: { state: 'onItsWay', word: 'Being taken back', since: item.since }, why: 'The phase is being taken back: they should not have it', whatThen: 'Usually done within minutes; may take up to 24 hours' };
  // What is taken back was seen to be gone: an assignment that is there now is another.
  if (held && inTenant) return { should: { word: 'Yes, outside the rollouts', since: held.since, until: held.until }, has: inTenant, ...explainHeld(held) };
  const taken = item !== null && item.action !== 'clear';
  const on = day.format(new Date(item?.since ?? since));
  return {
    should: { word: 'No, taken back', since: item?.since ?? since, until: null },
    has: taken ? { state: 'none', word: 'Taken back', since: item.since } : { state: 'none', word: 'Does not have it', since: null },
    why: taken ? `Taken back on ${on}: they should not have it${item.keeps ? ', but for what they had before' : ''}` : `${failed ? 'It failed in the run, and the phase was' : 'The phase was'} taken back on ${on}: they should not have it`,
    whatThen: null,
  };
}

/** What comes by a policy has no request of the run: whoever is invited asks, and whom a rule selects Entra gives it to. */
function policyLine({ mode, savedAt }: NonNullable<PlannedPackage['policy']>): Pick<CardLine, 'should' | 'has' | 'why' | 'whatThen'> {
  const should = { word: mode === 'invite' ? 'May ask for it' : 'Yes, by a rule', since: savedAt, until: null };
  if (!savedAt) return { should, has: { state: 'notYetVisible', word: 'Not yet visible', since: null }, why: 'Its policy is not written yet', whatThen: 'Do not send them to request it' };
  if (mode === 'invite') return { should, has: { state: 'none', word: 'Does not have it', since: null }, why: 'It is open to them, and they do not have it by a request yet', whatThen: 'They ask for it in My Access' };
  return { should, has: { state: 'onItsWay', word: 'On its way', since: savedAt }, why: 'Entra gives it to whom its rule selects', whatThen: 'Usually within minutes; may take up to 24 hours' };
}

function itemLine(plan: PlannedPackage, item: NonNullable<PlannedPackage['item']>): Pick<CardLine, 'should' | 'has' | 'why' | 'whatThen'> {
  const should = { word: 'Yes', since: item.since, until: null };
  switch (item.state) {
    case 'failed':
      return { should, has: { state: 'failed', word: 'Failed', since: item.since }, why: item.failure, whatThen: 'Tell second level; an admin can send it again' };
    case 'skipped':
      return { should: { ...should, word: 'Not from this run' }, has: { state: 'none', word: 'Left out', since: item.since }, why: item.failure, whatThen: null };
    case 'waitingForApproval':
      return { should, has: { state: 'waitingForApproval', word: 'Waiting for approval', since: item.since }, why: 'An approver has not answered yet', whatThen: 'Ask the approver; the request ends by itself when nobody answers' };
    case 'delivered':
      return { should, has: { state: 'none', word: 'Gone since', since: item.since }, why: 'The run delivered it, the tenant does not show it any more', whatThen: 'Tell second level' };
    default:
      return { should, has: { state: 'onItsWay', word: 'On its way', since: item.since }, why: plan.phaseState === 'held' ? 'The run is held' : 'The run is under way', whatThen: 'Usually done within minutes; may take up to 24 hours' };
  }
}
