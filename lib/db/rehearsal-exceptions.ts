import 'server-only';
import { unpackCodes } from '@/lib/rollout/block-codec';
import { unpackPlaces } from '@/lib/rollout/places';
import type { ExceptionGroup, Reason, RehearsalException } from '@/lib/rollout/rehearsal';
import { placesOfPeople } from '@/lib/rollout/rehearsal-codec';
import { db } from './client';
import type { Db } from './client';

/** Everything of a rehearsal that needs words, each reason with all it is true of. `people` are those of the rehearsal. */
export async function listExceptionGroups(rehearsalId: string, people: readonly { id: string }[], tx: Db = db()): Promise<ExceptionGroup[]> {
  const rows = await listRows(rehearsalId, tx);
  let placeOf: Map<string, number> | null = null;
  return rows.map(({ people: ids, places, outcome, reason, ...row }): ExceptionGroup => {
    // Up to the second canonical form they stand there by id.
    if (!places) placeOf ??= new Map(people.map((person, place) => [person.id, place]));
    const found = places ? unpackPlaces(unpackCodes(places)) : Uint32Array.from(ids.flatMap((id) => placeOf?.get(id) ?? [])).sort();
    // Written by rehearsal-blocks.ts alone.
    return { ...row, outcome: outcome as RehearsalException['outcome'], reason: reason as Reason, places: found };
  });
}

/** Everything of a rehearsal that needs words, of these people; nobody else of it is made out. */
export async function listExceptions(rehearsalId: string, personIds: readonly string[], tx: Db = db()): Promise<RehearsalException[]> {
  if (personIds.length === 0) return [];
  const rows = await listRows(rehearsalId, tx);
  const row = rows.some((each) => each.places) ? await tx.rehearsal.findUnique({ where: { id: rehearsalId }, select: { people: true } }) : null;
  const placeOf = row ? placesOfPeople(row.people, personIds) : new Map<string, number>();
  return rows.flatMap(({ people: ids, places: packed, outcome, reason, ...about }): RehearsalException[] => {
    const places = packed && placeOf.size > 0 ? unpackPlaces(unpackCodes(packed)) : null;
    const isOf = (personId: string): boolean => (packed ? (places?.includes(placeOf.get(personId) ?? -1) ?? false) : ids.includes(personId));
    return personIds.filter(isOf).map((personId) => ({ ...about, outcome: outcome as RehearsalException['outcome'], reason: reason as Reason, personId }));
  });
}

function listRows(rehearsalId: string, tx: Db) {
  return tx.rehearsalException.findMany({ where: { rehearsalId }, orderBy: [{ packageId: 'asc' }, { position: 'asc' }], omit: { rehearsalId: true, position: true } });
}
