import 'server-only';
import { packCodes, unpackCodes } from '@/lib/rollout/block-codec';
import { packPlaces, unpackPlaces } from '@/lib/rollout/places';
import { placesByWorst } from '@/lib/rollout/rehearsal';
import type { ExceptionGroup, Reason, RehearsalException, RehearsedPackage } from '@/lib/rollout/rehearsal';
import { placesOfPeople } from '@/lib/rollout/rehearsal-codec';
import { db } from './client';
import type { Db } from './client';
import { slicesOf } from './statement';

/** Stores why people are not assigned a package. Never changed afterwards: the database refuses it. */
export async function storeExceptions(tx: Db, rehearsalId: string, groups: readonly ExceptionGroup[]): Promise<void> {
  const positions = new Map<string, number>();
  const rows = groups.map(({ places, ...group }) => {
    const position = positions.get(group.packageId) ?? 0;
    positions.set(group.packageId, position + 1);
    return { ...group, rehearsalId, position, people: [], places: packCodes(packPlaces(places)) };
  });
  for (const data of slicesOf(rows)) await tx.rehearsalException.createMany({ data });
}

/** Stores who is listed under which outcome, by their worst; whoever is in none is assigned something. */
export async function storeWorstOutcomes(tx: Db, rehearsalId: string, people: readonly { id: string }[], packages: readonly RehearsedPackage[]): Promise<void> {
  for (const [outcome, places] of placesByWorst(people.length, packages)) {
    // The people as the text of an array: as values of their own they would be quoted one by one on the way.
    const ids = `{${places.map((place) => people[place]?.id ?? '').join(',')}}`;
    await tx.$executeRaw`INSERT INTO "rehearsal_outcome" ("rehearsal_id", "outcome", "people") VALUES (${rehearsalId}::uuid, ${outcome}, ${ids}::text::uuid[])`;
  }
}

/** Everything of a rehearsal that needs words, each reason with all it is true of. `people` are those of the rehearsal. */
export async function listExceptionGroups(rehearsalId: string, people: readonly { id: string }[], tx: Db = db()): Promise<ExceptionGroup[]> {
  const rows = await listRows(rehearsalId, tx);
  let placeOf: Map<string, number> | null = null;
  return rows.map(({ people: ids, places, outcome, reason, ...row }): ExceptionGroup => {
    // Up to the second canonical form they stand there by id.
    if (!places) placeOf ??= new Map(people.map((person, place) => [person.id, place]));
    const found = places ? unpackPlaces(unpackCodes(places)) : Uint32Array.from(ids.flatMap((id) => placeOf?.get(id) ?? [])).sort();
    // Written by storeExceptions alone.
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
