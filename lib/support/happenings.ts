import type { ActivityRow } from './load-activity';
import type { CardLine } from './person-card';

/** What stands in a person's timeline: what the portal did, or the arrival of what a run brought, which is Entra's doing. */
export type Happening = { at: string; arrived: CardLine } | { at: string; done: ActivityRow };

/**
 * What happened to a person, newest first. Entra's clock tells an arrival and ours tells the request, which is written down
 * once Entra has answered it: what came within that time stands above its request all the same, as it came of it.
 */
export function happeningsOf(lines: readonly CardLine[], rows: readonly ActivityRow[]): Happening[] {
  const arrivals = lines.flatMap((line): (Happening & { place: number })[] => {
    const { runId, has } = line;
    if (!runId || !has.since || has.state !== 'delivered') return [];
    const requests = rows.filter((row) => row.action === 'assignment.request' && row.outcome === 'done' && row.runId === runId && row.objectId === line.packageId);
    return [{ at: has.since, arrived: line, place: Math.max(...[has.since, ...requests.map((row) => row.at)].map(Date.parse)) }];
  });
  // Of one moment, the arrival is the newer.
  return [...arrivals, ...rows.map((row) => ({ at: row.at, done: row, place: Date.parse(row.at) }))].sort((a, b) => b.place - a.place).map(({ place: _place, ...happening }) => happening);
}
