/** How the delivery of a run went over time, and when it ends at that pace. Pure: read in the browser too. */

/** How many had arrived, and stood failed for what the brake counts, at a moment: what was sent again did until then. */
export type CurvePoint = { at: string; delivered: number; failed: number };

export type DeliveryCurve = {
  /** From the first request on, when there was nothing yet, to the moment it was read or the last one arrived. */
  points: CurvePoint[];
  /** Items of the run that get something: all but those left out. */
  total: number;
  /** Failures that say nothing of what the run does; the brake does not count them, and neither do the points. */
  excused: number;
  /** The run stops by itself once more than this failed. */
  brake: number;
  /** When the last of those who can arrive by themselves does, at the pace of now; null with the reason, or with none where nothing is open. */
  forecast: { at: string; open: number } | null;
  noForecast: string | null;
};

/** What arrived within one of the equal parts that the time is cut into, counted from 0. */
export type Arrivals = { part: number; delivered: number; failed: number };

/** Into how many parts the time since the first request is cut: what a plot of a phone's width can show. */
export const CURVE_PARTS = 24;

/** True where the minutes of a time axis do not tell its moments apart; milliseconds. */
export function isShort(span: number): boolean {
  return span < 10 * 60_000;
}

const LONGEST_FORECAST_MS = 7 * 24 * 60 * 60_000;

/** The points of a curve, each with all that had come until then. */
export function pointsOf(from: Date, to: Date, arrivals: readonly Arrivals[], parts = CURVE_PARTS): CurvePoint[] {
  const points: CurvePoint[] = [{ at: from.toISOString(), delivered: 0, failed: 0 }];
  const span = to.getTime() - from.getTime();
  if (span <= 0) return points;
  let [delivered, failed] = [0, 0];
  for (let part = 0; part < parts; part += 1) {
    for (const each of arrivals) {
      if (each.part !== part) continue;
      delivered += each.delivered;
      failed += each.failed;
    }
    points.push({ at: new Date(from.getTime() + ((part + 1) * span) / parts).toISOString(), delivered, failed });
  }
  return points;
}

/**
 * When so many more have arrived, at the pace of the later half of the time since the first one did; null where nobody
 * arrived in that half, or where it would take longer than a week, since such a forecast tells nothing.
 */
export function forecastOf(points: readonly CurvePoint[], open: number): Date | null {
  const last = points.at(-1);
  const first = points.findIndex(({ delivered }) => delivered > 0);
  if (!last || first < 1 || open <= 0) return null;
  // The one before: its first people came somewhere between the two.
  const begun = points.slice(first - 1);
  const middle = begun[Math.floor((begun.length - 1) / 2)];
  if (!middle) return null;
  const [arrived, took] = [last.delivered - middle.delivered, Date.parse(last.at) - Date.parse(middle.at)];
  if (arrived <= 0 || took <= 0) return null;
  const ms = (open * took) / arrived;
  return ms > LONGEST_FORECAST_MS ? null : new Date(Date.parse(last.at) + ms);
}

/** The points that tell something: the ends, and those at which something had come since the one before. */
export function tellingPoints(points: readonly CurvePoint[]): CurvePoint[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return !before || index === points.length - 1 || before.delivered !== point.delivered || before.failed !== point.failed;
  });
}
