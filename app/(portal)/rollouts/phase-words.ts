import type { StationMarkName } from '@/components/station-mark';
import { partsInWords } from '@/components/split-bar';
import type { BarParts } from '@/components/split-bar';
import type { StateName } from '@/components/states';
import type { PhaseState } from '@/lib/rollout/phase';
import type { PhaseDelivery, RolloutState } from '@/lib/rollout/rollout';
import { onTheirWay } from '@/lib/rollout/rollout';
import type { PolicyCounts } from '@/lib/rollout/run';
import type { RunHold } from '@/lib/rollout/run-hold';

export { countWords, peopleWords } from '@/lib/rollout/count-words';

const MARK: Record<PhaseState, StationMarkName> = {
  draft: 'todo', rehearsed: 'todo', signed: 'todo', running: 'current', verifying: 'current', soaking: 'current', passed: 'passed', held: 'held', reversing: 'current', reversed: 'reversed', failed: 'failed',
};

/** The mark of a phase in the line of stations; the phase that matters now is marked though it has not started. */
export function markOf(state: PhaseState, isCurrent: boolean, hold: RunHold | null = null): StationMarkName {
  if (hold && state === 'running') return 'held';
  return isCurrent && MARK[state] === 'todo' ? 'current' : MARK[state];
}

/** The parts of a phase's bar, in people. */
export function barOf(delivery: PhaseDelivery | null): BarParts {
  if (!delivery) return {};
  return { delivered: delivery.delivered, onItsWay: onTheirWay(delivery), failed: delivery.failed, notSent: delivery.notSent };
}

const SAYS: Partial<Record<PhaseState, string>> = { draft: 'Draft', rehearsed: 'Rehearsed', signed: 'Signed', reversed: 'Taken back', failed: 'Failed', passed: 'Passed' };

/** The year where it is not the one it is now. */
function dayWords(at: Date): string {
  const year = at.getUTCFullYear() === new Date().getUTCFullYear() ? {} : { year: 'numeric' as const };
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...year, timeZone: 'UTC' });
}

/** One line under a station: what is true of the phase. */
export function stationSays(phase: { state: PhaseState; stateSince: Date; plannedFor: Date | null; delivery: PhaseDelivery | null }): string {
  const { state, delivery, plannedFor, stateSince } = phase;
  if (state === 'passed') return `Passed on ${dayWords(stateSince)}`;
  if (state === 'reversed') return `Taken back on ${dayWords(stateSince)}`;
  if (state === 'reversing') return 'Being taken back';
  if (state === 'draft' || state === 'rehearsed' || state === 'signed') return `${SAYS[state] ?? state}, ${plannedFor ? `planned for ${dayWords(plannedFor)}` : 'no date'}`;
  return delivery ? [...(delivery.people > 0 || delivery.policies.total === 0 ? [partsInWords(barOf(delivery))] : []), ...policyParts(delivery.policies)].join(', ') : (SAYS[state] ?? state);
}

/** What has become of the policies of a run: `1 policy written`. */
function policyParts({ written, open, failed }: PolicyCounts): string[] {
  const said = (many: number, word: string): string[] => (many > 0 ? [`${many === 1 ? '1 policy' : `${many} policies`} ${word}`] : []);
  return [...said(written, 'written'), ...said(open, 'to be written'), ...said(failed, 'not written')];
}

export const ROLLOUT_STATE: Record<RolloutState, { word: string; state: StateName }> = {
  draft: { word: 'Not started', state: 'notStarted' },
  active: { word: 'Under way', state: 'running' },
  finished: { word: 'Finished', state: 'passed' },
  abandoned: { word: 'Abandoned', state: 'ended' },
};

const HELD_SAYS: Record<RunHold, string> = { paused: 'is paused', brake: 'stopped by itself', gate: 'is held by its gate', shrunk: 'asks before it goes on', stopped: 'is stopped, with everything', secondAdmin: 'waits for a second admin' };

/** A phase's state, and held where its run sends nothing. */
export function shownState({ state, delivery }: { state: PhaseState; delivery?: Pick<PhaseDelivery, 'hold'> | null }): StateName {
  return state === 'running' && delivery?.hold ? 'held' : state;
}

/** What the head of a phase says of its state, and of what holds its run. */
export function phaseSentence({ name, state, delivery }: { name: string; state: PhaseState; delivery?: Pick<PhaseDelivery, 'hold'> | null }): string {
  if (state === 'running' && delivery?.hold) return `${name} ${HELD_SAYS[delivery.hold]}`;
  switch (state) {
    case 'draft':
      return `${name} is a draft`;
    case 'rehearsed':
      return `${name} is rehearsed`;
    case 'signed':
      return `${name} is signed`;
    case 'running':
      return `${name} is running`;
    case 'verifying':
      return `${name} is being verified`;
    case 'soaking':
      return `${name} is soaking`;
    case 'passed':
      return `${name} has passed`;
    case 'held':
      return `${name} is held`;
    case 'reversing':
      return `${name} is being taken back`;
    case 'reversed':
      return `${name} was taken back`;
    case 'failed':
      return `${name} has failed`;
  }
}
