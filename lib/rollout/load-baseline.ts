import 'server-only';
import { listBaseline, listBaselineHeads } from '@/lib/db/baselines';
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

/** What a rehearsal says of before, by role and by person, and what differs from an older one. */
export async function loadBaseline(rehearsal: Rehearsal, older: Rehearsal | null): Promise<LoadedBaseline> {
  const [heads, whole, olderHeads, olderWhole] = await Promise.all([listBaselineHeads(rehearsal.id), listBaseline(rehearsal.id), older ? listBaselineHeads(older.id) : [], older ? listBaseline(older.id) : []]);
  const lines = baselineLinesOf(heads, rehearsal.design);
  const people = older ? heldDifferences({ rehearsal: older, baseline: olderWhole }, { rehearsal, baseline: whole }) : [];
  return {
    lines,
    held: heldBy(rehearsal, whole),
    against: older ? { resources: baselineDifferences(baselineLinesOf(olderHeads, older.design), lines), people: people.slice(0, MOST_DIFFERENCES), differing: people.length } : null,
  };
}
