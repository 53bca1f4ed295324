/** A run: the execution of one rehearsal, one item for each change. Pure: read in the browser too. */
import type { RunHold } from './run-hold';

export type RunState = 'running' | 'settled' | 'finished' | 'stopped';

export const ITEM_STATES = ['queued', 'sending', 'unknown', 'requested', 'waitingForApproval', 'delivering', 'delivered', 'failed', 'skipped'] as const;

export type ItemState = (typeof ITEM_STATES)[number];

/**
 * How far back a listing begins before the moment it is about: our clock and Entra's need not agree, and what a listing
 * leaves out would be taken for lost and asked for again. Milliseconds.
 */
export const CLOCK_SKEW_MS = 20 * 60_000;

/** Items the run is done with. */
const SETTLED_STATES: readonly ItemState[] = ['delivered', 'failed', 'skipped'];

/** Items Entra has and answers for. */
export const SENT_STATES: readonly ItemState[] = ['requested', 'waitingForApproval', 'delivering'];

/** Items whose request may or may not have arrived: looked up before anything is sent again. */
export const LOST_STATES: readonly ItemState[] = ['sending', 'unknown'];

export type RunItem = {
  id: string;
  runId: string;
  personId: string;
  personName: string;
  packageId: string;
  packageName: string;
  policyId: string;
  state: ItemState;
  stateSince: Date;
  sentAt: Date | null;
  /** How often a request went out for it; the number stands in the request's mark. */
  attempts: number;
  requestId: string | null;
  assignmentId: string | null;
  graphRequestId: string | null;
  failureCode: string | null;
  failure: string | null;
};

export type Run = {
  id: string;
  phaseId: string;
  phaseName: string;
  phaseState: string;
  rolloutId: string;
  rolloutName: string;
  rehearsalId: string;
  rehearsalHash: string;
  rehearsalNumber: number;
  state: RunState;
  startedBy: string;
  startedByName: string;
  startedAt: Date;
  settledAt: Date | null;
  finishedAt: Date | null;
};

/** Why a job waits for a person, or that it does not. */
export type JobState = 'waiting' | 'signInNeeded' | 'roleNeeded' | 'done' | 'stopped';

/** Why a job that was at work waits for a sign-in though Entra did not ask for one; stands where its last error does. */
export type StopReason = 'personSignedOut' | 'roleLost';

export type ItemCounts = Record<ItemState, number>;

export function noCounts(): ItemCounts {
  return { queued: 0, sending: 0, unknown: 0, requested: 0, waitingForApproval: 0, delivering: 0, delivered: 0, failed: 0, skipped: 0 };
}

/** Writes a second to the tenant from the whole portal, how many it takes (null until it refused some), and the part of them that may be used now. */
export type RunPace = { rate: number; limit: number | null; part: number };

/** What a viewer of a run is told again and again: counts only, no names. `pace` while there is something to send. */
export type RunProgress = { runState: RunState; phaseState: string; jobState: JobState | null; counts: ItemCounts; policies: PolicyCounts; pace: RunPace | null; hold: RunHold | null };

/** Whole seconds until everything has been sent, at the rate of now or, before it has one, at the limit; null where neither is known. */
export function secondsToSend({ counts, pace }: Pick<RunProgress, 'counts' | 'pace'>): number | null {
  if (!pace) return null;
  const rate = pace.rate > 0 ? pace.rate : (pace.limit ?? 0) * pace.part;
  return rate > 0 ? Math.ceil((counts.queued + counts.sending) / rate) : null;
}

/** Policies of a run: all, those that are as they were rehearsed to become, those that failed, and those not done with. */
export type PolicyCounts = { total: number; written: number; failed: number; open: number };

/** The groups people read: every item is in one of them, so they add up to all. */
export const ITEM_GROUPS = ['delivered', 'onItsWay', 'waitingForApproval', 'failed', 'skipped', 'queued'] as const;

export type ItemGroup = (typeof ITEM_GROUPS)[number];

const GROUP_OF: Record<ItemState, ItemGroup> = {
  queued: 'queued',
  sending: 'onItsWay',
  unknown: 'onItsWay',
  requested: 'onItsWay',
  delivering: 'onItsWay',
  waitingForApproval: 'waitingForApproval',
  delivered: 'delivered',
  failed: 'failed',
  skipped: 'skipped',
};

export function groupOf(state: ItemState): ItemGroup {
  return GROUP_OF[state];
}

/** The states a group is made of. */
export function statesOf(group: ItemGroup): ItemState[] {
  return ITEM_STATES.filter((state) => GROUP_OF[state] === group);
}

export function countGroups(counts: ItemCounts): Record<ItemGroup, number> & { total: number } {
  const groups = { delivered: 0, onItsWay: 0, waitingForApproval: 0, failed: 0, skipped: 0, queued: 0, total: 0 };
  for (const state of ITEM_STATES) {
    groups[GROUP_OF[state]] += counts[state];
    groups.total += counts[state];
  }
  return groups;
}

/** True when nothing of the run is open any more. */
export function isSettled(counts: ItemCounts): boolean {
  return ITEM_STATES.every((state) => SETTLED_STATES.includes(state) || counts[state] === 0);
}

/**
 * What every request of ours carries as its justification: by it a request whose answer was lost is known again.
 * The attempt tells a request sent again from the failed one before it.
 */
export function markOf(item: Pick<RunItem, 'id' | 'runId' | 'attempts'>): string {
  return `Access Rollout run ${item.runId} item ${item.id} attempt ${item.attempts}`;
}

/** Run, item and attempt of a mark, or null for a justification that is none of ours. */
export function readMark(justification: string): { runId: string; itemId: string; attempt: number } | null {
  const [, runId, itemId, attempt] = /\brun ([0-9a-f-]{36}) item ([0-9a-f-]{36}) attempt (\d+)\b/.exec(justification) ?? [];
  return runId && itemId ? { runId, itemId, attempt: Number(attempt) } : null;
}

/** What a list of them can be sorted by; `down` from the end. */
export const ITEM_ORDERS = ['person', 'since'] as const;

export type ItemOrder = { by: (typeof ITEM_ORDERS)[number]; down: boolean };
