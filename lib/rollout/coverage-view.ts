import 'server-only';
import { listPhases } from '@/lib/db/phases';
import { findTarget, listGaps, listGapValues, listOverlaps, listTwicePlanned } from '@/lib/db/rollout-targets';
import { getRollout } from '@/lib/db/rollouts';
import type { Gap, GapFilter, Overlap, RolloutTarget, TwicePlanned } from './coverage';
import type { Phase } from './phase';
import type { Rollout } from './rollout';

type Values = { value: string; people: number }[];

export type CoverageView = {
  rollout: Rollout;
  phases: (Phase & { peopleCount: number })[];
  open: boolean;
  overlaps: Overlap[];
  target: RolloutTarget | null;
  gaps: Gap[];
  matching: number;
  values: { departments: Values; countries: Values; offices: Values };
};

/** Values of an attribute that a filter offers. */
const MOST_VALUES = 40;

/** How a rollout's phases overlap, and whom of its target they leave out. @throws AppError `notFound` */
export async function loadCoverageView(rolloutId: string, filter: GapFilter, page: { skip: number; take: number }): Promise<CoverageView> {
  const rollout = await getRollout(rolloutId);
  const [phases, overlaps, target, { gaps, total }, departments, countries, offices] = await Promise.all([
    listPhases(rollout.id), listOverlaps(rollout.id), findTarget(rollout.id), listGaps(rollout.id, filter, page),
    listGapValues(rollout.id, 'departments', MOST_VALUES), listGapValues(rollout.id, 'countries', MOST_VALUES), listGapValues(rollout.id, 'offices', MOST_VALUES),
  ]);
  return { rollout, phases, open: rollout.state !== 'abandoned' && rollout.state !== 'finished', overlaps, target, gaps, matching: total, values: { departments, countries, offices } };
}

const ROWS_A_SLICE = 2000;

/** Everybody in no phase, slice by slice, for a file. */
export async function* everyGap(rolloutId: string, filter: GapFilter): AsyncGenerator<Gap[]> {
  for (let skip = 0; ; skip += ROWS_A_SLICE) {
    const { gaps } = await listGaps(rolloutId, filter, { skip, take: ROWS_A_SLICE });
    if (gaps.length > 0) yield gaps;
    if (gaps.length < ROWS_A_SLICE) return;
  }
}

/** Everybody in more than one phase, slice by slice, for a file. */
export async function* everyTwicePlanned(rolloutId: string): AsyncGenerator<TwicePlanned[]> {
  let after: string | null = null;
  do {
    const slice: TwicePlanned[] = await listTwicePlanned(rolloutId, after, ROWS_A_SLICE);
    if (slice.length > 0) yield slice;
    after = slice.length < ROWS_A_SLICE ? null : (slice.at(-1)?.personId ?? null);
  } while (after);
}
