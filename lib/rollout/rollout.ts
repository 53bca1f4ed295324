/** A rollout: what brings packages to people, as ordered phases. Pure: read in the browser too. */
import type { ItemCounts, PolicyCounts } from './run';
import type { RunHold } from './run-hold';

export type RolloutState = 'draft' | 'active' | 'finished' | 'abandoned';

export const ROLLOUT_STATES: readonly RolloutState[] = ['draft', 'active', 'finished', 'abandoned'];

/** Which packages a rollout brings, and under which policies. */
export function chosenOf(packages: readonly RolloutPackage[]): { packageId: string; policyId: string }[] {
  return packages.map(({ packageId, policyId }) => ({ packageId, policyId }));
}

/** A package a rollout brings, and the policy its direct assignments go under. */
export type RolloutPackage = { packageId: string; packageName: string; catalogId: string; catalogName: string; policyId: string; policyName: string };

export type Rollout = {
  id: string;
  name: string;
  description: string;
  state: RolloutState;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
  updatedAt: Date;
  packages: RolloutPackage[];
};

export const MOST_PHASES = 12;

/** Whoever acts: the audit names them, and Graph is called in their name. */
export type Admin = { personId: string; name: string; userPrincipalName: string; tokenCacheId: string };

/**
 * How far a phase's newest run has come, in people: each is counted once, a failed package makes a failed person.
 * `people`: those something is brought to, without those who had it all by then and were skipped.
 */
export type PhaseDelivery = { runId: string; runState: 'running' | 'settled' | 'finished' | 'stopped'; /** What holds it, null while it goes its way. */ hold: RunHold | null; people: number; delivered: number; failed: number; /** From whom something was taken back since. */ takenBack: number; /** Of the rest, those for whom something has not been sent yet. */ notSent: number; policies: PolicyCounts; /** By state, read with the people: a person has one of each package. */ items: ItemCounts; startedAt: Date; finishedAt: Date | null };

/** People whose requests are out: sent, and neither arrived nor failed. */
export function onTheirWay({ people, delivered, failed, notSent }: Pick<PhaseDelivery, 'people' | 'delivered' | 'failed' | 'notSent'>): number {
  return people - delivered - failed - notSent;
}

/** What a list of them can be sorted by; `down` from the end. */
export const ROLLOUT_ORDERS = ['name', 'changed'] as const;

export type RolloutOrder = { by: (typeof ROLLOUT_ORDERS)[number]; down: boolean };
