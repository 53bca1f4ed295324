import type { StateItem } from '@/components/page-head';
import type { StateName } from '@/components/states';
import type { Draft, DraftKind, DraftState, DraftStep, DraftStepState } from '@/lib/authoring/draft';
import type { Held, PlannedStep } from '@/lib/authoring/plan-draft';
import { isAutomatic } from '@/lib/authoring/policy-form';
import type { StandInView } from '@/lib/rollout/stand-in';

/** How a draft stands, with the state that has its icon and colour. */
export function draftState(state: DraftState, held: boolean): { state: StateName; text: string } {
  if (held) return { state: 'held', text: 'Paused' };
  switch (state) {
    case 'open':
      return { state: 'draft', text: 'Draft' };
    case 'applying':
      return { state: 'running', text: 'Being applied' };
    case 'applied':
      return { state: 'delivered', text: 'Applied' };
    case 'stopped':
      return { state: 'failed', text: 'Stopped' };
    case 'undoing':
      return { state: 'reversing', text: 'Being undone' };
    case 'undone':
      return { state: 'reversed', text: 'Undone' };
    case 'discarded':
      return { state: 'ended', text: 'Put aside' };
  }
}

type Stands = Pick<Draft, 'state' | 'startedByName' | 'startedAt' | 'endedAt' | 'heldAt' | 'heldByName'>;

/** How a draft stands, and by whom and when it was brought there: begun, paused, ended, or put aside. */
export function standsWords(draft: Stands, aside: { byName: string | null; at: Date } | null): StateItem[] {
  const { state, text } = draftState(draft.state, draft.heldAt !== null);
  return [{ text, state, strong: true }, ...byWhom(draft, aside)];
}

function byWhom({ state, startedByName, startedAt, endedAt, heldAt, heldByName }: Stands, aside: { byName: string | null; at: Date } | null): StateItem[] {
  if (state === 'discarded') return aside ? [{ text: `by ${aside.byName ?? 'somebody'}`, at: aside.at.toISOString() }] : [];
  if (!startedByName || !startedAt) return [];
  if ((state === 'applied' || state === 'undone') && endedAt) return [{ text: `by ${startedByName}`, at: endedAt.toISOString() }];
  return [...(heldAt ? [{ text: `by ${heldByName ?? 'somebody'}`, at: heldAt.toISOString() }] : []), { text: `started by ${startedByName}`, at: startedAt.toISOString() }];
}

export const DRAFT_FILTERS: { value: string; label: string; states: DraftState[] }[] = [
  { value: 'open', label: 'Draft', states: ['open'] },
  { value: 'working', label: 'At work or stopped', states: ['applying', 'undoing', 'stopped'] },
  { value: 'applied', label: 'Applied', states: ['applied'] },
  { value: 'undone', label: 'Undone or put aside', states: ['undone', 'discarded'] },
];

export const KIND_WORDS: Record<DraftKind, string> = {
  catalog: 'Catalog', catalogResource: 'Resource', package: 'Package', packageRole: 'Resource role', policy: 'Policy', incompatiblePackage: 'Incompatible package', incompatibleGroup: 'Incompatible group',
  catalogRole: 'Administrator', catalogCreator: 'Catalog creator', connectedOrganization: 'Connected organisation', organizationSponsor: 'Sponsor', workflowExtension: 'Custom extension', settings: 'Settings',
};

/** What opening or closing a catalog or a package means for who may ask, and what making a policy with a rule means for undoing it, in sentences; null of any other step. */
export function reachWords({ before, wanted }: Pick<PlannedStep, 'before' | 'wanted'>): string | null {
  if (!before && wanted && 'document' in wanted && isAutomatic(wanted.document)) return 'Once people have the package by it, it can be undone or deleted only after its rule was changed to select nobody.';
  if (!before || !wanted) return null;
  const said: string[] = [];
  if ('published' in before && 'published' in wanted) {
    if (before.published && !wanted.published) said.push('Nobody can ask for its packages any more; whoever has one keeps it.');
    if (!before.published && wanted.published) said.push('Whoever a policy is open to can ask for its packages.');
    if (before.externallyVisible && !wanted.externallyVisible) said.push('People outside can no longer ask for its packages; whoever has one keeps it.');
    if (!before.externallyVisible && wanted.externallyVisible) said.push(wanted.published ? 'People outside whom a policy is open to can ask for its packages.' : 'Once it is published, people outside whom a policy is open to can ask for its packages.');
  }
  if ('hidden' in before && 'hidden' in wanted && before.hidden !== wanted.hidden) said.push(wanted.hidden ? 'In My Access only who has its link finds it.' : 'In My Access people find it without a link.');
  return said.length > 0 ? said.join(' ') : null;
}

/** What applying the draft does to a rollout, or did, or did not because that has started. */
export function standInWords({ rolloutName, packageName }: StandInView, state: DraftState): string {
  if (!packageName) return `“${rolloutName}” brings it`;
  return state === 'applied' ? `“${rolloutName}” has started and keeps “${packageName}”` : `once applied, “${rolloutName}” brings it instead of “${packageName}”`;
}

const STEP: Record<DraftStepState, { state: StateName; text: string }> = {
  waiting: { state: 'notStarted', text: 'Not begun' },
  sending: { state: 'onItsWay', text: 'On its way' },
  unknown: { state: 'unknown', text: 'Answer lost, looked up' },
  asked: { state: 'notYetVisible', text: 'Not yet visible' },
  done: { state: 'delivered', text: 'Done' },
  failed: { state: 'failed', text: 'Failed' },
  undone: { state: 'reversed', text: 'Undone' },
};

/** How a step stands; what was there already says so. */
export function stepState({ state, written, failureCode }: Pick<DraftStep, 'state' | 'written' | 'failureCode'>): { state: StateName; text: string } {
  if (state === 'done' && !written) return { state: 'alreadyHasIt', text: 'Was so already' };
  if (state === 'done' && failureCode) return { state: 'open', text: 'Done, nobody asked' };
  if (state === 'waiting' && failureCode) return failureCode === 'throttled' ? { state: 'onItsWay', text: 'Asked to slow down' } : { state: 'notYetVisible', text: 'Not yet visible' };
  return STEP[state];
}

export const changesWords = (count: number): string => `${count.toLocaleString('en-GB')} ${count === 1 ? 'change' : 'changes'}`;

/** That an application that stopped left something behind. */
export const standingWords = (count: number): string => `${count.toLocaleString('en-GB')} ${count === 1 ? 'step stands' : 'steps stand'} in the tenant`;

/** Whom a role that comes or goes concerns. Who of them gains or loses by it is told by RoleEffects, once it is counted. */
export function affectsWords({ count, more }: Held): string {
  const people = `${count.toLocaleString('en-GB')}${more ? ' or more' : ''} ${count === 1 && !more ? 'person' : 'people'}`;
  if (count === 0) return 'Nobody has the package';
  return `Concerns ${people} who ${count === 1 && !more ? 'has' : 'have'} the package`;
}
