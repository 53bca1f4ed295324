import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { ensureInstallation } from '@/lib/db/installation';
import type { Installation } from '@/lib/db/installation';
import { endSessionRow, findSessionRow, touchSession } from '@/lib/db/sessions';
import type { SessionRow } from '@/lib/db/sessions';
import { isLocalTenant, portalOrigin, tenant } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { forgetGraphToken } from './graph-token';
import { rolesAmong } from './role';
import { stopJobsOf } from './stop-jobs';
import type { Role } from './role';

/** Somebody signed in, as pages and actions see them. */
export type Session = {
  /** The hash the row is kept under; the id itself is in the cookie alone. */
  id: string;
  personId: string;
  name: string;
  userPrincipalName: string;
  roles: Role[];
  /** The roles were last checked over an hour ago: reading goes on, changing waits for a fresh sign-in. */
  readOnly: boolean;
  tenantId: string;
  tenantName: string;
  isLocalTenant: boolean;
  tokenCacheId: string;
};

const MINUTE = 60_000;
export const IDLE_END = 8 * 60 * MINUTE;
export const ABSOLUTE_END = 24 * 60 * MINUTE;
export const ROLES_HOLD = 60 * MINUTE;

/** `__Host-` binds the cookie to our host and https; plain http on loopback cannot have it. */
export function sessionCookieName(): string {
  return portalOrigin().startsWith('https:') ? '__Host-session' : 'session';
}

function cookie(value: string, maxAgeSeconds: number): string {
  const secure = portalOrigin().startsWith('https:') ? '; Secure' : '';
  return `${sessionCookieName()}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

/** The Set-Cookie that gives the browser its session. */
export function sessionCookie(id: string): string {
  return cookie(id, ABSOLUTE_END / 1000);
}

/** The Set-Cookie that takes it away. */
export function endedCookie(): string {
  return cookie('', 0);
}

/** The session id a request's Cookie header carries. */
export function sessionIdOf(request: Request): string | null {
  const name = `${sessionCookieName()}=`;
  const found = (request.headers.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(name));
  return found ? found.slice(name.length) || null : null;
}

/** A new id nobody can guess: 32 random bytes. */
export function newSessionId(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOfSessionId(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/**
 * The tenant this database belongs to, claimed for ours at the first call.
 * @throws AppError `conflict` naming both when it belongs to another.
 */
export async function requireInstallation(): Promise<Installation> {
  const { tenantId } = tenant();
  const installation = await ensureInstallation(tenantId, tenantId);
  if (installation.tenantId === tenantId) return installation;
  const sentence =
    `This database belongs to the tenant ${installation.tenantName} (${installation.tenantId}), but the portal is set up for the tenant ${tenantId}. ` +
    'Use another data folder or database for it.';
  throw new AppError('conflict', sentence, { say: sentence });
}

function hasEnded(row: SessionRow, now: number): boolean {
  return row.endedAt !== null || row.endsAt.getTime() <= now || row.lastSeenAt.getTime() + IDLE_END <= now;
}

/** The live session with this id, or null. Notes at most once a minute that the person is here. */
export async function findSession(id: string): Promise<Session | null> {
  const [row, installation] = await Promise.all([findSessionRow(hashOfSessionId(id)), requireInstallation()]);
  const now = Date.now();
  if (!row || hasEnded(row, now) || row.tenantId !== installation.tenantId) return null;

  if (row.lastSeenAt.getTime() < now - MINUTE) await touchSession(row.idHash, new Date(now - MINUTE), new Date(now));
  return {
    id: row.idHash,
    personId: row.personId,
    name: row.name,
    userPrincipalName: row.userPrincipalName,
    roles: rolesAmong(row.roles),
    readOnly: row.rolesUntil.getTime() <= now,
    tenantId: row.tenantId,
    tenantName: installation.tenantName,
    isLocalTenant: isLocalTenant(),
    tokenCacheId: row.tokenCacheId,
  };
}

/** Ends a session by the hash of its id, with its tokens. Null when it was not live. */
export async function endSession(tx: Db, idHash: string, because: string): Promise<SessionRow | null> {
  const row = await endSessionRow(tx, idHash, because, new Date());
  if (row) forgetGraphToken(row.tokenCacheId);
  return row;
}

/** Ends the session with this id, if it is live, with the jobs that act as its person, and says so in the audit. */
export async function signOut(id: string): Promise<void> {
  await inTransaction(async (tx) => {
    const row = await endSession(tx, hashOfSessionId(id), 'signed out');
    if (!row) return;
    const { personId, name, userPrincipalName, tokenCacheId } = row;
    const person = { personId, name, userPrincipalName };
    const stopped = await stopJobsOf(tx, person, 'personSignedOut');
    await recordAudit(tx, [{ action: 'session.end', outcome: 'done', actor: person, objectType: 'session', objectId: tokenCacheId, objectName: 'Sign-in' }, ...stopped]);
  });
}
