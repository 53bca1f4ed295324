import 'server-only';
import { listBaseline } from '@/lib/db/baselines';
import { listHeldAtStart } from '@/lib/db/held-at-start';
import type { ResourceRole } from '@/lib/directory/route';
import { baselineKey, heldAt } from './baseline';
import type { HeldOtherwise } from './baseline';
import type { Rehearsal } from './rehearsal';
import type { Run } from './run';

/** What somebody held of a role before the run. */
export type HeldBefore = Pick<HeldOtherwise, 'holding' | 'routes' | 'names'>;

/** A role that joined the package after the rehearsal has no baseline: what was held of it is unknown. */
const UNKNOWN: HeldBefore = { holding: 'unknown', routes: [], names: {} };

/** What the people of a run held before it: as the tenant showed it before they were sent anything, else as the rehearsal says. */
export async function loadHeldBefore({ id, rehearsalId }: Pick<Run, 'id' | 'rehearsalId'>, people: Rehearsal['people']): Promise<(personId: string, role: ResourceRole) => HeldBefore> {
  const [baseline, otherwise] = await Promise.all([listBaseline(rehearsalId), listHeldAtStart(id)]);
  const rehearsed = new Map(baseline.map((role) => [baselineKey(role), role]));
  const atStart = new Map(otherwise.map((held) => [`${held.personId} ${baselineKey(held)}`, held]));
  const places = new Map(people.map((person, place) => [person.id, place]));
  return (personId, role) => {
    const found = atStart.get(`${personId} ${baselineKey(role)}`);
    if (found) return found;
    const [known, place] = [rehearsed.get(baselineKey(role)), places.get(personId)];
    return known && place !== undefined ? { ...heldAt(known, place), names: known.names } : UNKNOWN;
  };
}
