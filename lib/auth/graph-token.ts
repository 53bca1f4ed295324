import 'server-only';
import { randomUUID } from 'node:crypto';
import { createTokenCache, findTokenCache, holdTokenCache, removeTokenCache, saveTokenCache } from '@/lib/db/token-caches';
import type { Db } from '@/lib/db/client';
import type { TokenCacheRow } from '@/lib/db/token-caches';
import { InteractionRequiredAuthError } from '@azure/msal-node';
import type { AuthenticationResult } from '@azure/msal-node';
import { AppError } from '@/lib/errors';
import { seal, unseal } from './crypto';
import { entraClient, GRAPH_SCOPES, HeldCache, requireToken, toSignInError } from './entra-client';

type Held = { token: string; until: number };

/** Tokens in this process, so that a page need not decrypt and parse a cache for each call; and who is fetching one. */
const held = globalThis as { accessRolloutTokens?: Map<string, Held>; accessRolloutFetching?: Map<string, Promise<string>> };

const BEFORE_EXPIRY = 5 * 60_000;

function tokens(): Map<string, Held> {
  return (held.accessRolloutTokens ??= new Map<string, Held>());
}

/** A token for Graph may not be used any more in this process: its session ended. */
export function forgetGraphToken(tokenCacheId: string): void {
  tokens().delete(tokenCacheId);
}

/**
 * A Graph token for whoever owns this token cache, renewed where needed. `claims` is what a challenge of Graph asked for.
 * @throws AppError `signedOut`, `claimsChallenge` or `consentMissing` when the person must sign in again; `offline`.
 */
export async function graphTokenFor(tokenCacheId: string, claims?: string): Promise<string> {
  const known = tokens().get(tokenCacheId);
  if (known && !claims && known.until > Date.now()) return known.token;

  // One at a time for each cache: a refresh token may be good for one use only.
  const fetching = (held.accessRolloutFetching ??= new Map<string, Promise<string>>());
  const running = fetching.get(tokenCacheId);
  if (running && !claims) return running;
  const mine = (running ?? Promise.resolve(''))
    .catch(() => '')
    .then(() => renew(tokenCacheId, claims))
    .finally(() => {
      if (fetching.get(tokenCacheId) === mine) fetching.delete(tokenCacheId);
    });
  fetching.set(tokenCacheId, mine);
  return mine;
}

async function renew(tokenCacheId: string, claims: string | undefined): Promise<string> {
  const row = await findTokenCache(tokenCacheId);
  if (!row?.cache) throw new AppError('signedOut', `the token cache ${tokenCacheId} is gone`);

  const cache = new HeldCache(unseal(row.cache, row.id, 'token-cache'));
  const result = await silently(row, cache, claims);
  const saved = !cache.changed || cache.text === null || (await saveTokenCache(row.id, row.version, seal(cache.text, row.id, 'token-cache')));
  // Another replica renewed in between and its cache stands; ours is as good a token, unless the session ended meanwhile.
  if (!saved && !(await findTokenCache(tokenCacheId))?.cache) throw new AppError('signedOut', `the token cache ${tokenCacheId} was emptied`);
  tokens().set(tokenCacheId, { token: result.accessToken, until: (result.expiresOn?.getTime() ?? 0) - BEFORE_EXPIRY });
  return result.accessToken;
}

async function silently(row: TokenCacheRow, cache: HeldCache, claims: string | undefined): Promise<AuthenticationResult> {
  try {
    const client = entraClient(cache);
    const account = await client.getTokenCache().getAccountByHomeId(row.homeAccountId);
    if (!account) throw new AppError('signedOut', `the token cache ${row.id} does not know its account`);
    const asked = { scopes: GRAPH_SCOPES, ...(claims ? { claims } : {}) };
    try {
      return requireToken(await client.acquireTokenSilent({ account, ...asked }));
    } catch (error) {
      // Entra may keep the refresh token back (a policy of the tenant): then the assertion serves, for as long as it lives.
      if (!(error instanceof InteractionRequiredAuthError && error.errorCode === 'no_tokens_found') || !row.assertion) throw error;
      return requireToken(await client.acquireTokenOnBehalfOf({ oboAssertion: unseal(row.assertion, row.id, 'assertion'), ...asked }));
    }
  } catch (error) {
    throw toSignInError(error);
  }
}

/** The permissions Entra granted at the sign-in this cache comes from, as its answer named them. */
export async function grantedScopes(tokenCacheId: string): Promise<string[]> {
  return (await findTokenCache(tokenCacheId))?.grantedScopes ?? [];
}

/**
 * A copy of a session's token cache for a job of its own, so that the job goes on when the session ends by
 * itself. Taken before any lock on the job: signing out takes the two in that order.
 * @throws AppError `signedOut` when the session has none any more.
 */
export async function copyTokenCacheForJob(tx: Db, tokenCacheId: string): Promise<string> {
  // Held, so that signing out at the same moment either comes first and this is refused, or sees the job and stops it.
  const row = await holdTokenCache(tx, tokenCacheId);
  if (!row?.cache) throw new AppError('signedOut', `the token cache ${tokenCacheId} is gone`);
  const id = randomUUID();
  await createTokenCache(tx, {
    id,
    homeAccountId: row.homeAccountId,
    cache: seal(unseal(row.cache, row.id, 'token-cache'), id, 'token-cache'),
    assertion: null,
    grantedScopes: row.grantedScopes,
  });
  return id;
}

/** Deletes a job's token cache; whoever points at it must have let go in the same transaction. */
export async function deleteTokenCache(tx: Db, id: string): Promise<void> {
  await removeTokenCache(tx, id);
  forgetGraphToken(id);
}
