import type { Outcome } from '@/lib/rollout/rehearsal';

/** An outcome as it is said of a person. */
export const OUTCOME_TEXT: Record<Outcome | 'notInCohort', string> = {
  assign: 'Gains it',
  alreadyAssigned: 'Already has it',
  inFlight: 'On its way already',
  blocked: 'Blocked',
  notInCohort: 'Not in the cohort',
};
