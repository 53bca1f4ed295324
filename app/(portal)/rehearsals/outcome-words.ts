import type { StateName } from '@/components/states';
import { peopleWords } from '@/lib/rollout/count-words';
import { canChangeCohort } from '@/lib/rollout/phase';
import type { PhaseState } from '@/lib/rollout/phase';
import type { RehearsalTotals, ToldOutcome } from '@/lib/rollout/rehearsal';

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

/** What a rehearsal comes to, in a line: who gains, who may ask, to whom it is on the way, who has it, who is blocked. */
export function rehearsedWords({ people, gaining, asking }: RehearsalTotals): string {
  return [
    ...(gaining > 0 || asking === 0 ? [`${peopleWords(gaining)} ${gaining === 1 ? 'gains' : 'gain'} it${people.byRule > 0 && people.assign === 0 ? ' by the rule' : ''}`] : []),
    ...(asking > 0 ? [`${peopleWords(asking)} may ask for it`] : []),
    ...(people.inFlight > 0 ? [`${people.inFlight.toLocaleString('en-GB')} on the way already`] : []),
    `${people.alreadyAssigned.toLocaleString('en-GB')} already ${people.alreadyAssigned === 1 ? 'has' : 'have'} it`,
    `${people.blocked.toLocaleString('en-GB')} blocked`,
  ].join(', ');
}

/** Over what the rehearsal says of people: it is how they stand until something was sent, and how they stood from then on. */
export function standingHead(state: PhaseState): 'Now' | 'When rehearsed' {
  return canChangeCohort(state) ? 'Now' : 'When rehearsed';
}
