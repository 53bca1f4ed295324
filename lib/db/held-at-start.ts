import 'server-only';
import type { ResourceRole } from '@/lib/directory/route';
import type { BaselineRoute, HeldOtherwise, Holding } from '@/lib/rollout/baseline';
import { db } from './client';
import type { Db } from './client';
import { slicesOf } from './statement';

/** What is kept of people of a run and of roles: what they hold otherwise than its rehearsal says. */
export type KeptAtStart = { personIds: readonly string[]; roles: readonly ResourceRole[]; otherwise: readonly HeldOtherwise[]; readAt: Date };

/** Keeps what these people hold of these roles; what was kept of that before is forgotten. */
export async function keepHeldAtStart(tx: Db, runId: string, { personIds, roles, otherwise, readAt }: KeptAtStart): Promise<void> {
  for (const slice of slicesOf(personIds)) {
    await tx.$executeRaw`
      DELETE FROM "held_at_start" WHERE "run_id" = ${runId}::uuid AND "person_id" = ANY(${slice}::uuid[])
        AND ("origin_system", "origin_id", "role_origin_id") IN (SELECT * FROM unnest(${roles.map(({ originSystem }) => originSystem)}::text[], ${roles.map(({ originId }) => originId)}::text[], ${roles.map(({ roleOriginId }) => roleOriginId)}::text[]))`;
  }
  for (const slice of slicesOf(otherwise)) {
    await tx.$executeRaw`
      INSERT INTO "held_at_start" ("run_id", "person_id", "origin_system", "origin_id", "role_origin_id", "holding", "routes", "names", "read_at")
      SELECT ${runId}::uuid, each."person_id", each."origin_system", each."origin_id", each."role_origin_id", each."holding", each."routes"::jsonb, each."names"::jsonb, ${readAt}
      FROM unnest(${slice.map(({ personId }) => personId)}::uuid[], ${slice.map(({ originSystem }) => originSystem)}::text[], ${slice.map(({ originId }) => originId)}::text[],
        ${slice.map(({ roleOriginId }) => roleOriginId)}::text[], ${slice.map(({ holding }) => holding)}::text[], ${slice.map(({ routes }) => JSON.stringify(routes))}::text[], ${slice.map(({ names }) => JSON.stringify(names))}::text[])
        AS each("person_id", "origin_system", "origin_id", "role_origin_id", "holding", "routes", "names")`;
  }
}

/** What people of a run held before it otherwise than its rehearsal says. */
export async function listHeldAtStart(runId: string): Promise<HeldOtherwise[]> {
  const rows = await db().heldAtStart.findMany({ where: { runId }, select: { personId: true, originSystem: true, originId: true, roleOriginId: true, holding: true, routes: true, names: true } });
  // Written above alone, so their shape is ours.
  return rows.map((row) => ({ ...row, holding: row.holding as Holding, routes: row.routes as BaselineRoute[], names: row.names as Record<string, string> }));
}

/** Of how many people that is kept. */
export async function countHeldAtStart(runId: string): Promise<number> {
  return (await db().heldAtStart.groupBy({ by: ['personId'], where: { runId } })).length;
}
