import 'server-only';
import type { ResourceRole, Unknown } from '@/lib/directory/route';
import { baselineKey } from '@/lib/rollout/baseline';
import type { BaselineRoute, BaselineSource, RoleBaseline } from '@/lib/rollout/baseline';
import type { BaselineTotals } from '@/lib/rollout/baseline-totals';
import { inTurns } from '@/lib/in-turns';
import { unpackCodes, unpackNumbers } from '@/lib/rollout/block-codec';
import { stepsOf } from '@/lib/steps';
import { db } from './client';
import type { Db } from './client';

const HEAD = { originSystem: true, originId: true, roleOriginId: true, ways: true, unknown: true, names: true, totals: true, source: true, asOf: true } as const;

const WHOLE = { ...HEAD, codes: true, wayOf: true } as const;

/** A role without its blocks: what lists and totals need. */
export type BaselineHead = Omit<RoleBaseline, 'codes' | 'wayOf'> & { totals: BaselineTotals };

export type WholeBaseline = RoleBaseline & { totals: BaselineTotals };

type HeadRow = Omit<BaselineHead, 'ways' | 'unknown' | 'names' | 'totals' | 'source'> & { ways: unknown; unknown: unknown; names: unknown; totals: unknown; source: string | null };

// All are written by rehearsal-blocks.ts alone and never change afterwards, so their shape is ours.
function toHead(row: HeadRow): BaselineHead {
  return { ...row, ways: row.ways as BaselineRoute[][], unknown: row.unknown as Unknown | null, names: row.names as Record<string, string>, totals: row.totals as BaselineTotals, source: row.source as BaselineSource | null };
}

/** What a rehearsal says of each role, or of one resource's, without who; none in rehearsals of before. */
export async function listBaselineHeads(rehearsalId: string, resource?: { originSystem: string; originId: string }, tx: Db = db()): Promise<BaselineHead[]> {
  const rows = await tx.rehearsalBaseline.findMany({ where: { rehearsalId, ...(resource ? { originSystem: resource.originSystem, originId: resource.originId } : {}) }, select: HEAD });
  return inOrder(rows.map(toHead));
}

/** What the people of a rehearsal held before, whole. */
export async function listBaseline(rehearsalId: string, tx: Db = db()): Promise<WholeBaseline[]> {
  return toWhole(await tx.rehearsalBaseline.findMany({ where: { rehearsalId }, select: WHOLE }));
}

/** The same of some roles alone. */
export async function listBaselineOf(rehearsalId: string, roles: readonly ResourceRole[], tx: Db = db()): Promise<WholeBaseline[]> {
  const these = roles.map(({ originSystem, originId, roleOriginId }) => ({ originSystem, originId, roleOriginId }));
  return these.length === 0 ? [] : toWhole(await tx.rehearsalBaseline.findMany({ where: { rehearsalId, OR: these }, select: WHOLE }));
}

/** The same of the roles whose blocks are not, byte by byte, those of another rehearsal of the same people. */
export async function listBaselineUnlike(rehearsalId: string, otherId: string, tx: Db = db()): Promise<WholeBaseline[]> {
  const unlike = await tx.$queryRaw<ResourceRole[]>`
    SELECT b."origin_system" AS "originSystem", b."origin_id" AS "originId", b."role_origin_id" AS "roleOriginId"
    FROM "rehearsal_baseline" b JOIN "rehearsal_baseline" o USING ("origin_system", "origin_id", "role_origin_id")
    WHERE b."rehearsal_id" = ${rehearsalId}::uuid AND o."rehearsal_id" = ${otherId}::uuid AND (b."codes" <> o."codes" OR b."way_of" <> o."way_of" OR b."ways" <> o."ways")`;
  return unlike.length === 0 ? [] : toWhole(await tx.rehearsalBaseline.findMany({ where: { rehearsalId, OR: unlike }, select: WHOLE }));
}

async function toWhole(rows: readonly (HeadRow & { codes: Uint8Array; wayOf: Uint8Array })[]): Promise<WholeBaseline[]> {
  return inOrder(await inTurns(stepsOf(rows, ({ codes, wayOf, ...row }) => ({ ...toHead(row), codes: unpackCodes(codes), wayOf: unpackNumbers(wayOf) }))));
}

/** Ordered as they were hashed, whatever the database's own order of texts. */
function inOrder<T extends ResourceRole>(roles: T[]): T[] {
  return roles.sort((a, b) => (baselineKey(a) < baselineKey(b) ? -1 : 1));
}
