import 'server-only';
import { listOtherwiseReversals } from '@/lib/db/reversals';
import { listSignedOf } from '@/lib/db/sign-off-lists';
import type { ReversalWay } from './reversal';
import type { SignOffLine } from './sign-off';
import { resourceKey } from './signed-content';
import { isAwaited, loadNeededAgreements } from './signed-reversal';
import type { GivenAgreement, NeededAgreement } from './signed-reversal';

/** A letter whose signers are asked once more: its phase is to be taken back otherwise than was signed, for so many people. */
export type AwaitedReversal = { line: SignOffLine; choice: ReversalWay; people: number; since: Date };

/** What reversals ask beyond what was signed and nobody has answered; of one person where `personId` names one, else of everybody. */
export async function loadAwaitedReversals(personId?: string): Promise<AwaitedReversal[]> {
  return (await loadOtherwise(isAwaited, personId)).map(({ line, needed, choice, since }) => ({ line, choice, people: needed.people, since }));
}

/** What an owner refused to have taken back otherwise than they signed, in a reversal that waits to be started for it. */
export type RefusedReversal = { line: SignOffLine; runId: string; choice: ReversalWay; people: number; refused: GivenAgreement };

export async function loadRefusedReversals(): Promise<RefusedReversal[]> {
  const otherwise = await loadOtherwise(({ refused }) => refused !== null);
  return otherwise.flatMap(({ line, runId, choice, needed }) => (needed.refused ? [{ line, runId, choice, people: needed.people, refused: needed.refused }] : []));
}

type Otherwise = { line: SignOffLine; runId: string; choice: ReversalWay; since: Date; needed: NeededAgreement };

/** What reversals that wait to be started do otherwise than was signed, each with the letter it was signed in. */
async function loadOtherwise(wanted: (needed: NeededAgreement) => boolean, personId?: string): Promise<Otherwise[]> {
  const reversals = await listOtherwiseReversals(personId);
  if (reversals.length === 0) return [];
  const lines = await listSignedOf(reversals.map(({ phaseId }) => phaseId), personId);
  const found = await Promise.all(reversals.map(async (reversal) => {
    const letters = lines.filter(({ phaseId }) => phaseId === reversal.phaseId);
    const needed = letters.length > 0 ? (await loadNeededAgreements(reversal)).filter(wanted) : [];
    return letters.flatMap((line) => needed.filter((each) => resourceKey(each) === resourceKey(line.resource)).map((each): Otherwise => ({ line, runId: reversal.runId, choice: reversal.choice, since: reversal.createdAt, needed: each })));
  }));
  return found.flat();
}
