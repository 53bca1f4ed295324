import 'server-only';
import { db } from './client';
import type { Db } from './client';

/** An encrypted token cache as its row holds it; null once it was emptied. */
export type TokenCacheRow = {
  id: string;
  homeAccountId: string;
  cache: Uint8Array | null;
  assertion: Uint8Array | null;
  version: number;
  grantedScopes: string[];
};

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes as Prisma wants them: of their own buffer. */
function bytes(value: Uint8Array): Bytes {
  return new Uint8Array(value);
}

export async function createTokenCache(tx: Db, row: Omit<TokenCacheRow, 'version'>): Promise<void> {
  await tx.tokenCache.create({
    data: { ...row, cache: row.cache && bytes(row.cache), assertion: row.assertion && bytes(row.assertion) },
  });
}

export async function findTokenCache(id: string, tx: Db = db()): Promise<TokenCacheRow | null> {
  return tx.tokenCache.findUnique({
    where: { id },
    select: { id: true, homeAccountId: true, cache: true, assertion: true, version: true, grantedScopes: true },
  });
}

/** The same, held as it is until the transaction ends: its session cannot end in between. */
export async function holdTokenCache(tx: Db, id: string): Promise<TokenCacheRow | null> {
  await tx.$queryRaw`SELECT 1 FROM "token_cache" WHERE "id" = ${id}::uuid FOR SHARE`;
  return findTokenCache(id, tx);
}

/** Saves over the version that was read; false when somebody else saved since. */
export async function saveTokenCache(id: string, version: number, cache: Uint8Array): Promise<boolean> {
  const { count } = await db().tokenCache.updateMany({
    where: { id, version, cache: { not: null } },
    data: { cache: bytes(cache), version: version + 1, updatedAt: new Date() },
  });
  return count === 1;
}

export async function removeTokenCache(tx: Db, id: string): Promise<void> {
  await tx.tokenCache.deleteMany({ where: { id } });
}
