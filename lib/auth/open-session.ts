import 'server-only';
import { randomUUID } from 'node:crypto';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { createSession, sweepSessions, takeTokenOnce } from '@/lib/db/sessions';
import { createTokenCache } from '@/lib/db/token-caches';
import { AppError } from '@/lib/errors';
import { seal } from './crypto';
import { entraClient, GRAPH_SCOPES, HeldCache, requireToken, toSignInError } from './entra-client';
import { ABSOLUTE_END, endSession, hashOfSessionId, IDLE_END, newSessionId, requireInstallation, ROLES_HOLD } from './session';
import { stopJobsOf } from './stop-jobs';
import { verifySignInToken } from './verify-token';

/** A minute over the token's own life, since a little clock drift is tolerated when it is checked. */
const REMEMBER_AFTER_EXPIRY = 60_000;

export type OpenedSession = { id: string; tokenCacheId: string; tenantId: string; tenantNamed: boolean };

/**
 * Opens a session from a sign-in token, which is taken once: exchanges it for Graph on behalf of the person, keeps the
 * tokens encrypted, ends the session the browser had before, and stops the jobs of whoever is no admin any more.
 * @throws AppError `signedOut` for a token that is not acceptable or was taken before; `conflict` when the database
 * belongs to another tenant; `forbidden` for an account of another tenant; what Entra refuses (see `toSignInError`).
 */
export async function openSession(token: string, previousSessionId: string | null): Promise<OpenedSession> {
  const person = await verifySignInToken(token);
  const installation = await requireInstallation();
  if (!(await takeTokenOnce(person.tokenHash, new Date(person.expiresAt.getTime() + REMEMBER_AFTER_EXPIRY)))) {
    throw new AppError('signedOut', 'a sign-in token came a second time', { say: 'This sign-in was used before. Sign in again.' });
  }
  const graph = await onBehalfOf(token);

  const id = newSessionId();
  const tokenCacheId = randomUUID();
  const { personId, name, userPrincipalName, roles, issuedAt } = person;
  const now = Date.now();
  await inTransaction(async (tx) => {
    await sweepSessions(tx, new Date(now - IDLE_END), new Date(now));
    if (previousSessionId) await endSession(tx, hashOfSessionId(previousSessionId), 'signed in again');
    await createTokenCache(tx, {
      id: tokenCacheId,
      homeAccountId: graph.homeAccountId,
      cache: seal(graph.cache, tokenCacheId, 'token-cache'),
      assertion: seal(token, tokenCacheId, 'assertion'),
      grantedScopes: graph.scopes,
    });
    await createSession(tx, {
      idHash: hashOfSessionId(id),
      personId,
      tenantId: installation.tenantId,
      name,
      userPrincipalName,
      homeAccountId: graph.homeAccountId,
      roles,
      rolesUntil: new Date(issuedAt.getTime() + ROLES_HOLD),
      endsAt: new Date(now + ABSOLUTE_END),
      tokenCacheId,
    });
    const actor = { personId, name, userPrincipalName };
    // A fresh token is the word on roles that a job goes by too: an admin no more, and nothing more is done in their name.
    const stopped = roles.includes('Rollout.Admin') ? [] : await stopJobsOf(tx, actor, 'roleLost');
    await recordAudit(tx, [
      { action: 'session.open', outcome: 'done', actor, objectType: 'session', objectId: tokenCacheId, objectName: 'Sign-in', detail: { roles } },
      ...stopped,
    ]);
  });
  return { id, tokenCacheId, tenantId: installation.tenantId, tenantNamed: installation.tenantName !== installation.tenantId };
}

async function onBehalfOf(token: string): Promise<{ cache: string; homeAccountId: string; scopes: string[] }> {
  const cache = new HeldCache(null);
  try {
    const result = requireToken(await entraClient(cache).acquireTokenOnBehalfOf({ oboAssertion: token, scopes: GRAPH_SCOPES }));
    if (!result.account || cache.text === null) throw new AppError('internal', 'the on-behalf-of answer named no account');
    return { cache: cache.text, homeAccountId: result.account.homeAccountId, scopes: result.scopes };
  } catch (error) {
    throw toSignInError(error);
  }
}
