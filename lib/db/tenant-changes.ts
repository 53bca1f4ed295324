import 'server-only';
import { Prisma } from './generated/client';
import { db } from './client';
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

/** Whom each of these catalogs was handed to last, by catalog; one that was handed to nobody is missing. */
export async function listHandedCatalogs(catalogIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db().$queryRaw<{ catalog: string; owner: string | null }[]>`
    SELECT DISTINCT ON ("wanted"->>'catalogId') "wanted"->>'catalogId' AS catalog, "result"->>'ownerName' AS owner FROM "tenant_change"
    WHERE "kind" = 'catalog.handOver' AND "state" = 'done' AND "wanted"->>'catalogId' = ANY(${[...catalogIds]}::text[]) ORDER BY "wanted"->>'catalogId', "ended_at" DESC`;
  return new Map(rows.flatMap(({ catalog, owner }) => (owner ? [[catalog, owner] as const] : [])));
}
