import 'server-only';
import { db } from './client';
import type { Db } from './client';

/** A session as its row holds it. */
export type SessionRow = {
  idHash: string;
  personId: string;
  tenantId: string;
  name: string;
  userPrincipalName: string;
  homeAccountId: string;
  roles: string[];
  rolesUntil: Date;
  lastSeenAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  tokenCacheId: string;
};

export async function createSession(tx: Db, row: Omit<SessionRow, 'lastSeenAt' | 'endedAt'>): Promise<void> {
  await tx.session.create({ data: row });
}

export async function findSessionRow(idHash: string): Promise<SessionRow | null> {
  return db().session.findUnique({ where: { idHash } });
}

/** Notes that the person is here; writes only where the last note is older than `before`. */
export async function touchSession(idHash: string, before: Date, now: Date): Promise<void> {
  await db().session.updateMany({ where: { idHash, lastSeenAt: { lt: before } }, data: { lastSeenAt: now } });
}

/**
 * Ends a session and empties its token cache. Safe to repeat.
 * @returns the row that was ended, or null when there was none or it had ended before.
 */
export async function endSessionRow(tx: Db, idHash: string, because: string, now: Date): Promise<SessionRow | null> {
  const row = await tx.session.findUnique({ where: { idHash } });
  if (!row || row.endedAt) return null;
  await tx.session.update({ where: { idHash }, data: { endedAt: now, endedBecause: because } });
  await tx.tokenCache.update({ where: { id: row.tokenCacheId }, data: { cache: null, assertion: null, version: { increment: 1 } } });
  return row;
}

/** Ends what ran out unseen: tokens of nobody must not lie about, and old one-time marks have done their work. */
export async function sweepSessions(tx: Db, idleSince: Date, now: Date): Promise<void> {
  const stale = await tx.session.findMany({
    where: { endedAt: null, OR: [{ endsAt: { lt: now } }, { lastSeenAt: { lt: idleSince } }] },
    select: { idHash: true },
    take: 100,
  });
  for (const { idHash } of stale) await endSessionRow(tx, idHash, 'expired', now);
  await tx.usedToken.deleteMany({ where: { expiresAt: { lt: now } } });
}

/** True for the first who brings this token, false for everyone after. */
export async function takeTokenOnce(tokenHash: string, expiresAt: Date): Promise<boolean> {
  const { count } = await db().usedToken.createMany({ data: [{ tokenHash, expiresAt }], skipDuplicates: true });
  return count === 1;
}
