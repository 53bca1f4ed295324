import 'server-only';
import type { Db } from '@/lib/db/client';
import type { Rehearsed } from '@/lib/db/cohort-list';
import type { PhaseInRollout } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { toldUnder, worstOutcome } from './rehearsal';
import type { RehearsalException, RehearsalHead, ToldOutcome } from './rehearsal';
import { sentenceOf } from './rehearsal-view';

/** How a member stood in the newest rehearsal of the cohort as it is; null where there is none. */
export type MemberStanding = { outcome: ToldOutcome; reason: string } | null;

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

/** What a package of a rehearsal does for whoever has no exception under it. */
export const withoutException = ({ delivery }: RehearsalHead['design']['packages'][number]): ToldOutcome => toldUnder('assign', delivery?.mode ?? 'assign');

/** How each of these people stood, by what of the rehearsal needs words: whoever has no exception gains what was rehearsed. */
export function standingsOf(rehearsal: RehearsalHead, exceptions: readonly RehearsalException[]): (personId: string) => MemberStanding {
  return (personId) => {
    const own = exceptions.filter((each) => each.personId === personId);
    const others = rehearsal.design.packages.filter(({ packageId }) => !own.some((each) => each.packageId === packageId));
    const outcome = worstOutcome([...own.map((each) => each.outcome), ...others.map(withoutException)]);
    const telling = own.find((each) => each.outcome === outcome);
    return { outcome, reason: telling ? sentenceOf(telling.reason, telling.detail) : '' };
  };
}
