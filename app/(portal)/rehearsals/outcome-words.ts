import type { StateName } from '@/components/states';
import type { ToldOutcome } from '@/lib/rollout/rehearsal';

/** An outcome as it is said of a person. */
export const OUTCOME_TEXT: Record<ToldOutcome | 'notInCohort', string> = {
  assign: 'Gains it',
  byRule: 'Gains by the rule',
  mayAsk: 'May ask',
  alreadyAssigned: 'Already has it',
  inFlight: 'On its way already',
  blocked: 'Blocked',
  notInCohort: 'Not in the cohort',
};

export const OUTCOME_STATE: Record<ToldOutcome | 'notInCohort', StateName> = {
  assign: 'gains',
  byRule: 'gains',
  mayAsk: 'mayAsk',
  alreadyAssigned: 'alreadyHasIt',
  inFlight: 'onItsWay',
  blocked: 'blocked',
  notInCohort: 'notStarted',
};

/** The first and last of a fingerprint, in fours, as people compare them. */
export function shortFingerprint(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
}
