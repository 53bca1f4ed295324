import type { StateItem } from '@/components/page-head';
import type { StateName } from '@/components/states';
import { nearDayWords } from '@/lib/rollout/count-words';
import { NOBODY_ANSWERS } from '@/lib/rollout/signature-line';
import type { SignatureLine, SignatureStanding } from '@/lib/rollout/signature-line';
import type { SignOffState } from '@/lib/rollout/sign-off';
import { currentWords } from '@/lib/rollout/sign-off-condition';
import { isRefusal, isUnconfirmed } from '@/lib/rollout/sign-off';
import type { LetterView, ListedSignOff } from '@/lib/rollout/sign-off-view';

/** The state of a sign-off, as every list shows it. */
export function signOffState(signOff: Pick<ListedSignOff, 'state' | 'unmet' | 'condition' | 'confirmedAt' | 'takenBackBecause' | 'asked'>, mine: boolean): { state: StateName; text: string } {
  // It was answered, and a reversal asks for more: that waits as a question does.
  if (signOff.asked) return STATES.open(mine);
  if (signOff.state === 'agreed' && signOff.unmet.length > 0) return { state: 'open', text: 'Condition not kept' };
  if (signOff.state === 'agreed' && isUnconfirmed(signOff)) return { state: 'open', text: 'Condition not confirmed' };
  if (signOff.takenBackBecause) return { state: 'ended', text: 'Taken back' };
  return STATES[signOff.state](mine);
}

/** Who signs what they gain by, in sentences: said to them, and to whoever reads their answer. */
export function ownGainWords({ name, answered, reach }: LetterView['ownGain'][number]): string {
  const who = reach === 'given' ? 'among those who gain access' : 'among those who may ask for it';
  if (name === null) return `You are ${who}.${answered ? '' : ' Whoever reads your answer is told.'}`;
  return `${name}, who ${answered ? 'answered' : 'is asked'}, is ${who}.`;
}

const STATES: Record<SignOffState, (mine: boolean) => { state: StateName; text: string }> = {
  open: (mine) => (mine ? { state: 'waitingForYou', text: 'Waits for your answer' } : { state: 'waitingForApproval', text: 'Waits for an answer' }),
  agreed: () => ({ state: 'signed', text: 'Signed' }),
  refused: () => ({ state: 'refused', text: 'Refused' }),
  notice: () => ({ state: 'signed', text: 'Signed beforehand' }),
  void: () => ({ state: 'ended', text: 'Void, holds no longer' }),
  replaced: () => ({ state: 'ended', text: 'No longer asked' }),
};

/** How a needed signature stands, as state and words. */
export const SIGNATURE_LOOK: Record<SignatureStanding, { state: StateName; say: (line: SignatureLine) => string }> = {
  signed: { state: 'signed', say: ({ person }) => `Signed by ${person ?? 'its owner'}` },
  notice: { state: 'signed', say: ({ person }) => `${person ?? 'The owner'} was told` },
  waiting: { state: 'waitingForApproval', say: ({ person, dueDay }) => `Waits for ${person ?? 'its owner'}${dueDay ? `, due ${nearDayWords(dueDay)}` : ''}` },
  overdue: { state: 'open', say: ({ person, dueDay }) => `${person ?? 'Its owner'}, due ${dueDay ? nearDayWords(dueDay) : 'before'}` },
  nobody: { state: 'open', say: () => 'Waits for a second admin' },
  refused: { state: 'refused', say: ({ person }) => `Refused by ${person ?? 'its owner'}` },
  void: { state: 'open', say: () => 'Void: holds no longer' },
  unmet: { state: 'open', say: ({ person }) => `Condition of ${person ?? 'its owner'} not kept` },
  unconfirmed: { state: 'open', say: () => 'Condition not confirmed' },
  notAsked: { state: 'notStarted', say: ({ person }) => (person ? `${person} was not asked` : 'Nobody was asked') },
  noOwner: { state: 'open', say: ({ kind }) => (kind === 'security' ? 'Nobody signs for security' : NOBODY_ANSWERS) },
};

/** What is true of a letter, in one line under its title. */
export function letterState({ signOff, standing, dueDay, today, takenBack, reversal, isAsked }: Pick<LetterView, 'signOff' | 'standing' | 'dueDay' | 'today' | 'takenBack' | 'reversal' | 'isAsked'>, readerId: string): StateItem[] {
  const asked: StateItem[] = reversal?.awaited ? [{ text: `${isAsked ? 'Waits for your answer' : 'Waits for an answer'}: taken back otherwise`, state: isAsked ? 'waitingForYou' : 'waitingForApproval' }] : [];
  return [...asked, ...answerState({ signOff, standing, dueDay, today, takenBack }, readerId)];
}

function answerState({ signOff, standing, dueDay, today, takenBack }: Pick<LetterView, 'signOff' | 'standing' | 'dueDay' | 'today' | 'takenBack'>, readerId: string): StateItem[] {
  const mine = standing.may === 'answer';
  const who = signOff.answeredBy === readerId ? 'you' : (signOff.answeredByName ?? '');
  const answered = signOff.answeredAt?.toISOString();
  const now = currentWords(signOff);
  switch (signOff.state) {
    case 'open':
      return [
        { text: mine ? 'Waits for your answer' : 'Waits for an answer', state: mine ? 'waitingForYou' : 'waitingForApproval' },
        { text: 'asked', at: signOff.askedAt.toISOString() },
        { text: `${today > dueDay ? 'was due' : 'due'} ${nearDayWords(dueDay)}`, strong: today > dueDay },
        ...(takenBack ? [{ text: `${takenBack.answeredBy === readerId ? 'You' : takenBack.answeredByName ?? ''} took the ${isRefusal(takenBack) ? 'refusal' : 'signature'} back: “${takenBack.takenBackBecause ?? ''}”` }] : []),
      ];
    case 'agreed':
      return [{ text: `Signed by ${who}`, state: 'signed', ...(answered ? { at: answered } : {}) }, { text: signOff.unmet.length > 0 ? 'the condition is not kept' : signOff.condition?.other && !signOff.confirmedAt ? 'counts as a refusal until another admin confirms the condition' : 'if anything widens, it is asked again' }, ...(now ? [{ text: now, strong: true }] : [])];
    case 'refused':
      return [{ text: `Refused by ${who}`, state: 'refused', ...(answered ? { at: answered } : {}) }, { text: `“${signOff.reason ?? ''}”` }];
    case 'notice':
      return [{ text: 'Signed beforehand, this is notice', state: 'signed' }, { text: 'told', at: signOff.askedAt.toISOString() }];
    case 'void':
      if (signOff.takenBackBecause) return [{ text: `Taken back by ${who}`, state: 'ended', ...(signOff.voidedAt ? { at: signOff.voidedAt.toISOString() } : {}) }, { text: `“${signOff.takenBackBecause}”` }];
      return [{ text: `Signed ${signOff.answeredAt ? `by ${who}` : 'beforehand'}, and void since`, state: 'ended', ...(signOff.voidedAt ? { at: signOff.voidedAt.toISOString() } : {}) }];
    case 'replaced':
      return [{ text: 'No longer asked', state: 'ended' }];
  }
}
