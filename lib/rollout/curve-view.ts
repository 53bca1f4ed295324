import 'server-only';
import { readBrakes } from '@/lib/db/run-control';
import { countArrivals } from '@/lib/db/run-curve';
import { CURVE_PARTS, forecastOf, pointsOf } from './delivery-curve';
import type { DeliveryCurve } from './delivery-curve';
import { countGroups } from './run';
import type { RunProgress } from './run';
import { EXCUSED } from './run-failures';
import { mostPassing } from './run-hold';

/** How the items of a run arrived over time, from its rows; null before anything was sent, and for a run that only writes policies. */
export async function loadDeliveryCurve(runId: string, { runState, hold, counts }: Pick<RunProgress, 'runState' | 'hold' | 'counts'>): Promise<DeliveryCurve | null> {
  const { total, skipped, onItsWay, queued } = countGroups(counts);
  if (total === 0) return null;
  const [counted, brakes] = await Promise.all([countArrivals(runId, EXCUSED, CURVE_PARTS), readBrakes(runId)]);
  if (!counted) return null;
  const points = pointsOf(counted.from, counted.to, counted.arrivals);
  // Whoever waits for an approver arrives when that one answers, which no pace tells.
  const open = runState === 'running' ? onItsWay + queued : 0;
  const at = hold ? null : forecastOf(points, open);
  return {
    points,
    total: total - skipped,
    excused: counted.excused,
    brake: brakes.seenFailures + mostPassing(brakes.failures, total),
    forecast: at && { at: at.toISOString(), open },
    noForecast: at || open === 0 ? null : hold ? 'No forecast while it sends nothing' : points.every(({ delivered }) => delivered === 0) ? 'No forecast before the first has arrived' : 'No forecast: too few arrived lately',
  };
}
