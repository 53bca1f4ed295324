import 'server-only';
import { listOtherwiseReversals } from '@/lib/db/reversals';
import { listSignedOf } from '@/lib/db/sign-off-lists';
import type { ReversalWay } from './reversal';
import type { SignOffLine } from './sign-off';
import { resourceKey } from './signed-content';
import { isAwaited, loadNeededAgreements } from './signed-reversal';

/** A letter whose signers are asked once more: its phase is to be taken back otherwise than was signed, for so many people. */
export type AwaitedReversal = { line: SignOffLine; choice: ReversalWay; people: number; since: Date };

/** What reversals ask beyond what was signed and nobody has answered; of one person where `personId` names one, else of everybody. */
export async function loadAwaitedReversals(personId?: string): Promise<AwaitedReversal[]> {
  const reversals = await listOtherwiseReversals(personId);
  if (reversals.length === 0) return [];
  const lines = await listSignedOf(reversals.map(({ phaseId }) => phaseId), personId);
  const awaited = await Promise.all(reversals.map(async (reversal) => {
    const letters = lines.filter(({ phaseId }) => phaseId === reversal.phaseId);
    const needed = letters.length > 0 ? (await loadNeededAgreements(reversal)).filter(isAwaited) : [];
    return letters.flatMap((line) => needed.filter((each) => resourceKey(each) === resourceKey(line.resource)).map(({ people }): AwaitedReversal => ({ line, choice: reversal.choice, people, since: reversal.createdAt })));
  }));
  return awaited.flat();
}
