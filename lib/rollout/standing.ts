import 'server-only';
import type { Db } from '@/lib/db/client';
import type { Rehearsed } from '@/lib/db/cohort-list';
import type { PhaseInRollout } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { worstOutcome } from './rehearsal';
import type { Outcome, RehearsalException, RehearsalHead } from './rehearsal';
import { sentenceOf } from './rehearsal-view';

/** How a member stood in the newest rehearsal of the cohort as it is; null where there is none. */
export type MemberStanding = { outcome: Outcome; reason: string } | null;

/** The newest rehearsal of a phase, if it still is about the phase as it stands. */
export async function latestHolding(phase: PhaseInRollout, tx?: Db): Promise<RehearsalHead | null> {
  const rehearsal = await latestRehearsal(phase.id, tx);
  return rehearsal && rehearsal.phaseRevision === phase.revision ? rehearsal : null;
}

/** The rehearsal that outcomes of members are read from, or null. */
export async function holdingRehearsal(phase: PhaseInRollout, tx?: Db): Promise<Rehearsed | null> {
  const rehearsal = await latestHolding(phase, tx);
  return rehearsal && { rehearsalId: rehearsal.id };
}

/** How each of these people stood, by what of the rehearsal needs words: whoever has no exception gains what was rehearsed. */
export function standingsOf(rehearsal: RehearsalHead, exceptions: readonly RehearsalException[]): (personId: string) => MemberStanding {
  return (personId) => {
    const own = exceptions.filter((each) => each.personId === personId);
    if (own.length === 0) return { outcome: 'assign', reason: '' };
    const gainsToo = own.length < rehearsal.design.packages.length;
    const outcome = worstOutcome([...own.map((each) => each.outcome), ...(gainsToo ? (['assign'] as const) : [])]);
    const telling = own.find((each) => each.outcome === outcome);
    return { outcome, reason: telling ? sentenceOf(telling.reason, telling.detail) : '' };
  };
}
