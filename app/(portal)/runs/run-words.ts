import type { StateName } from '@/components/states';
import type { ItemGroup, ItemState, RunProgress } from '@/lib/rollout/run';
import { countWords } from '@/lib/rollout/count-words';
import { groupOf, isSettled, secondsToSend } from '@/lib/rollout/run';
import type { RunHold } from '@/lib/rollout/run-hold';
import type { SentAgainGroup } from '@/lib/rollout/run-view';
import type { PolicyState } from '@/lib/rollout/run-policy';

/** The word and look of each group of a run's people. */
export const GROUP_LOOK: Record<ItemGroup, { state: StateName; word: string; label: string }> = {
  delivered: { state: 'delivered', word: 'Delivered', label: 'delivered' },
  onItsWay: { state: 'onItsWay', word: 'On its way', label: 'on their way' },
  waitingForApproval: { state: 'waitingForApproval', word: 'Waiting for approval', label: 'waiting for approval' },
  failed: { state: 'failed', word: 'Failed', label: 'failed' },
  skipped: { state: 'skipped', word: 'Left out', label: 'left out' },
  queued: { state: 'notStarted', word: 'Not sent yet', label: 'not sent yet' },
};

/** The word and look of a policy a run writes. */
export const POLICY_LOOK: Record<PolicyState, { state: StateName; word: string }> = {
  queued: { state: 'notStarted', word: 'Not written yet' },
  sending: { state: 'onItsWay', word: 'Being written' },
  unknown: { state: 'onItsWay', word: 'No answer yet; it is looked up next' },
  delivering: { state: 'onItsWay', word: 'Written, being read back' },
  delivered: { state: 'delivered', word: 'Written and read back' },
  failed: { state: 'failed', word: 'Not written as rehearsed' },
  skipped: { state: 'skipped', word: 'Was so already' },
};

export function lookOf(state: ItemState): { state: StateName; word: string } {
  return GROUP_LOOK[groupOf(state)];
}

/** What a count of items is a count of: people, or what they get when a person gets more than one package. */
export function unitOf(packageCount: number): { one: string; many: string } {
  return packageCount > 1 ? { one: 'assignment', many: 'assignments' } : { one: 'person', many: 'people' };
}

export function unitWords(count: number, packageCount: number): string {
  const unit = unitOf(packageCount);
  return `${count.toLocaleString('en-GB')} ${count === 1 ? unit.one : unit.many}`;
}

/** What failed, people and policies apart: “3 people and 1 policy”. */
export function failedWords(failed: number, policies: number, packageCount: number): string {
  const words = policies === 1 ? '1 policy' : `${policies.toLocaleString('en-GB')} policies`;
  if (policies === 0) return unitWords(failed, packageCount);
  return failed === 0 ? words : `${unitWords(failed, packageCount)} and ${words}`;
}

/** How many failed, and of how many causes. */
export function failedCaption(failed: number, causes: number, packageCount: number): string {
  return `${unitWords(failed, packageCount)}, ${causes === 1 ? '1 cause' : `${causes} causes`}`;
}

/** What became of those that failed for one cause and were sent again. */
export function becameWords({ items, delivered, failedAgain, leftOut }: Pick<SentAgainGroup, 'items' | 'delivered' | 'failedAgain' | 'leftOut'>): string {
  const open = items - delivered - failedAgain - leftOut;
  const said = (many: number, words: string): string[] => (many > 0 ? [`${many.toLocaleString('en-GB')} ${words}`] : []);
  return [...said(delivered, 'delivered since'), ...said(failedAgain, 'failed again'), ...said(leftOut, 'left out since'), ...said(open, 'on the way again')].join(', ');
}

/** How often something failed before, and how many of those were mended. */
export function sentAgainCaption(groups: readonly SentAgainGroup[]): string {
  const sum = (of: (group: SentAgainGroup) => number): number => groups.reduce((all, group) => all + of(group), 0);
  return `${countWords(sum(({ failures }) => failures), 'failure', 'failures')}, ${sum(({ delivered }) => delivered).toLocaleString('en-GB')} mended`;
}

const HOLD_WORD: Record<RunHold, string> = { paused: 'Paused', brake: 'Stopped by itself', shrunk: 'Asks before it goes on', stopped: 'Stopped with everything', secondAdmin: 'Waits for a second admin', gate: 'Held with its phase' };

/** What is true of the run, for its head. */
export function runSentence({ runState, phaseState, jobState, hold, counts, policies }: Pick<RunProgress, 'runState' | 'phaseState' | 'jobState' | 'hold' | 'counts' | 'policies'>): { state: StateName; text: string } {
  if (phaseState === 'reversed') return { state: 'reversed', text: 'Taken back' };
  if (phaseState === 'reversing') return { state: 'reversing', text: 'Being taken back' };
  if (runState === 'finished') return { state: 'passed', text: 'Finished' };
  if (runState === 'stopped') return { state: 'ended', text: 'Stopped' };
  // What failed and was sent again is on its way once more before the run is told so.
  if (runState === 'settled' && isSettled(counts)) {
    const state = counts.failed + policies.failed > 0 ? 'failed' : 'verified';
    if (Object.values(counts).some((count) => count > 0)) return { state, text: 'Everybody has arrived or failed' };
    return { state, text: policies.failed > 0 ? 'Not every policy is written as rehearsed' : 'The policies are written and read back' };
  }
  if (hold) return { state: hold === 'secondAdmin' ? 'waitingForYou' : 'held', text: HOLD_WORD[hold] };
  if (jobState === 'signInNeeded') return { state: 'waitingForYou', text: 'Waits for a sign-in' };
  if (jobState === 'roleNeeded') return { state: 'waitingForYou', text: 'Waits for a role to be activated' };
  return { state: 'running', text: 'Running' };
}

/** How fast requests go out, of what the tenant takes, and until when; null while nothing is to be sent. */
export function paceWords(progress: Pick<RunProgress, 'counts' | 'pace'>): string | null {
  const { pace } = progress;
  if (!pace) return null;
  const { rate, limit, part } = pace;
  const of = limit === null ? 'the tenant’s limit is not known yet' : part < 1 ? `${Math.round(part * 100)} % of the ${limit} the tenant takes, in business hours` : `the tenant takes about ${limit}`;
  const seconds = secondsToSend(progress);
  return `${rate === 0 ? 'Nothing goes out right now' : `${rate} ${rate === 1 ? 'request' : 'requests'} a second`}; ${of}.${seconds === null ? '' : ` ${rate === 0 ? 'Once it does, the' : 'The'} rest is sent in ${durationWords(seconds)}.`}`;
}

function durationWords(seconds: number): string {
  if (seconds < 90) return 'about a minute';
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes`;
  return `about ${Math.round(seconds / 3600)} hours`;
}

/** An address for each group, and for all of them. */
export function groupHrefs(hrefOf: (group: ItemGroup | undefined) => string): Record<ItemGroup | 'all', string> {
  return { all: hrefOf(undefined), delivered: hrefOf('delivered'), onItsWay: hrefOf('onItsWay'), waitingForApproval: hrefOf('waitingForApproval'), failed: hrefOf('failed'), skipped: hrefOf('skipped'), queued: hrefOf('queued') };
}
