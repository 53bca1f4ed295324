import 'server-only';
import { listLookUps } from '@/lib/db/look-ups';
import type { LookUpFilter } from '@/lib/db/look-ups';
import { findMirrorPeople } from '@/lib/db/mirror-people';
import { getPeople } from '@/lib/directory/directory';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';

const LOOK_UPS_PAGE = 50;
/** Names one line shows; the others are counted. */
const MOST_SHOWN = 5;

export type LookUpRow = {
  id: string;
  at: string;
  byId: string;
  byName: string;
  place: 'search' | 'card';
  typed: string | null;
  /** The first of those who were shown; an id for whoever nobody knows by name any more. */
  named: { id: string; name: string }[];
  others: number;
};

/** A page of the log of look-ups, newest first, with the names as they are known now; `older` is where the next page begins. */
export async function loadLookUps(reader: { tokenCacheId: string }, filter: LookUpFilter, before: string | null): Promise<{ rows: LookUpRow[]; older: string | null }> {
  const found = await listLookUps(filter, LOOK_UPS_PAGE + 1, before);
  const page = found.slice(0, LOOK_UPS_PAGE);
  // Whoever is asked about stands in front, wherever in the list they were shown.
  const shownOf = (shown: string[]) => (filter.personId ? [filter.personId, ...shown.filter((id) => id !== filter.personId)] : shown);
  const names = await namesOf(reader, [...new Set(page.flatMap((row) => shownOf(row.shown).slice(0, MOST_SHOWN)))]);
  return {
    rows: page.map(({ shown, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      named: shownOf(shown).slice(0, MOST_SHOWN).map((id) => ({ id, name: names.get(id) ?? id })),
      others: Math.max(0, shown.length - MOST_SHOWN),
    })),
    older: found.length > LOOK_UPS_PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

/** From what is held; whoever is not is asked for in the tenant, and stays without a name where that does not answer. */
async function namesOf(reader: { tokenCacheId: string }, ids: string[]): Promise<Map<string, string>> {
  const names = new Map([...(await findMirrorPeople(ids))].map(([id, person]) => [id, person.name]));
  const missing = ids.filter((id) => !names.has(id));
  if (missing.length === 0) return names;
  try {
    for (const [id, person] of await getPeople(graphFor(reader), missing)) names.set(id, person.name);
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
  return names;
}
