import 'server-only';
import { listBaseline, listBaselineHeads, listBaselineUnlike } from '@/lib/db/baselines';
import type { RoleBaseline } from './baseline';
import { baselineLinesOf, heldBy } from './baseline-view';
import type { BaselineLine, HeldBefore } from './baseline-view';
import { baselineDifferences, heldDifferences } from './compare-baselines';
import type { BaselineDifference, HeldDifference } from './compare-baselines';
import type { Rehearsal } from './rehearsal';

/** Differences shown at once; the counts still say all of them. */
const MOST_DIFFERENCES = 200;

export type BaselineAgainst = { resources: BaselineDifference[]; people: HeldDifference[]; differing: number };

export type LoadedBaseline = {
  lines: BaselineLine[];
  held: (index: number) => HeldBefore[];
  /** What differs from the older rehearsal; null where there is none. */
  against: BaselineAgainst | null;
};

/**
 * What a rehearsal says of before, by role and by person, and what differs from an older one. Person by person that is read
 * of other people only where it is `shown`; of the same people it is read of the roles alone that differ at all.
 */
export async function loadBaseline(rehearsal: Rehearsal, older: Rehearsal | null, shown: boolean): Promise<LoadedBaseline> {
  const [whole, olderHeads, olderWhole] = await Promise.all([listBaseline(rehearsal.id), older ? listBaselineHeads(older.id) : [], older ? readOlder(older, rehearsal, shown) : []]);
  const lines = baselineLinesOf(whole, rehearsal.design);
  const people = older ? heldDifferences({ rehearsal: older, baseline: olderWhole }, { rehearsal, baseline: whole }) : [];
  return {
    lines,
    held: heldBy(rehearsal, whole),
    against: older ? { resources: baselineDifferences(baselineLinesOf(olderHeads, older.design), lines), people: people.slice(0, MOST_DIFFERENCES), differing: people.length } : null,
  };
}

async function readOlder(older: Rehearsal, rehearsal: Rehearsal, shown: boolean): Promise<RoleBaseline[]> {
  const same = older.people.length === rehearsal.people.length && older.people.every(({ id }, place) => id === rehearsal.people[place]?.id);
  if (same) return listBaselineUnlike(older.id, rehearsal.id);
  return shown ? listBaseline(older.id) : [];
}
