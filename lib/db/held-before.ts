import 'server-only';
import type { ResourceRole } from '@/lib/directory/route';
import { holdingOfCode } from '@/lib/rollout/baseline';
import { decodePeople } from '@/lib/rollout/rehearsal-codec';
import { unpackCodes } from '@/lib/rollout/block-codec';
import { db } from './client';

/**
 * Whether each of these people held a role by name before a run of ours gave them the package first, by the baseline of what that
 * run was rehearsed with. Whoever no run gave it, or whose baseline is unknown or does not know the role, is missing.
 */
export async function heldBefore(packageId: string, { originSystem, originId, roleOriginId }: ResourceRole, personIds: readonly string[]): Promise<Map<string, boolean>> {
  if (personIds.length === 0) return new Map();
  const given = await db().$queryRaw<{ personId: string; rehearsalId: string }[]>`
    SELECT DISTINCT ON (i."person_id") i."person_id" AS "personId", r."rehearsal_id" AS "rehearsalId"
    FROM "run_item" i JOIN "run" r ON r."id" = i."run_id"
    WHERE i."person_id" = ANY(${[...personIds]}::uuid[]) AND i."package_id" = ${packageId}::uuid AND i."state" = 'delivered'
    ORDER BY i."person_id", i."sent_at" ASC NULLS LAST`;
  const found = new Map<string, boolean>();
  for (const rehearsalId of new Set(given.map((each) => each.rehearsalId))) {
    const [baseline, rehearsal] = await Promise.all([
      db().rehearsalBaseline.findUnique({ where: { rehearsalId_originSystem_originId_roleOriginId: { rehearsalId, originSystem, originId, roleOriginId } }, select: { codes: true } }),
      db().rehearsal.findUnique({ where: { id: rehearsalId }, select: { people: true } }),
    ]);
    if (!baseline || !rehearsal) continue;
    const codes = unpackCodes(baseline.codes);
    const places = new Map(decodePeople(rehearsal.people).map(({ id }, place) => [id, place]));
    for (const { personId } of given.filter((each) => each.rehearsalId === rehearsalId)) {
      const place = places.get(personId);
      const holding = place === undefined ? 'unknown' : holdingOfCode(codes[place]);
      if (holding !== 'unknown' && holding !== 'asReported') found.set(personId, holding === 'direct' || holding === 'both');
    }
  }
  return found;
}
