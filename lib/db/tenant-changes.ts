import 'server-only';
import { Prisma } from './generated/client';
import type { Db } from './client';

export type NewTenantChange = { kind: string; objectName: string; wanted: object; askedBy: string; askedByName: string };

/** A change of the tenant, written before the first call; its id is the warrant of the writes. */
export async function insertTenantChange(tx: Db, change: NewTenantChange): Promise<string> {
  const { id } = await tx.tenantChange.create({ data: change, select: { id: true } });
  return id;
}

/** What became of it: `unknown` when an answer was lost and the tenant may or may not hold it. */
export async function endTenantChange(tx: Db, id: string, end: { state: 'done' | 'failed' | 'unknown'; result?: object; failure?: string }): Promise<void> {
  await tx.tenantChange.update({ where: { id }, data: { state: end.state, result: end.result ?? Prisma.DbNull, failure: end.failure ?? null, endedAt: new Date() } });
}
