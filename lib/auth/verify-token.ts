import 'server-only';
import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { tenant } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { loginEndpoints } from './login-endpoints';
import { rolesAmong } from './role';
import type { Role } from './role';

/** Who a sign-in token speaks of, once nothing in it is in doubt. */
export type SignedIn = {
  personId: string;
  name: string;
  userPrincipalName: string;
  roles: Role[];
  issuedAt: Date;
  expiresAt: Date;
  /** Names the token for taking it once. Over the signed part: the signature itself can be written in several ways. */
  tokenHash: string;
};

/** The claims of a v2.0 access token we read (learn.microsoft.com/entra/identity-platform/access-token-claims-reference). */
const Claims = z.object({
  ver: z.literal('2.0'),
  tid: z.string(),
  azp: z.string(),
  oid: z.guid(),
  scp: z.string(),
  idtyp: z.string().optional(),
  iat: z.number(),
  exp: z.number(),
  name: z.string().min(1),
  preferred_username: z.string().min(1),
  roles: z.array(z.string()).default([]),
});

const held = globalThis as { accessRolloutKeys?: Map<string, ReturnType<typeof createRemoteJWKSet>> };

/** One key set for each address, for the whole process: it fetches again when a token names a key it has not seen. */
function keySet(address: string): ReturnType<typeof createRemoteJWKSet> {
  held.accessRolloutKeys ??= new Map();
  let keys = held.accessRolloutKeys.get(address);
  if (!keys) {
    keys = createRemoteJWKSet(new URL(address), { timeoutDuration: 5_000, cooldownDuration: 10_000 });
    held.accessRolloutKeys.set(address, keys);
  }
  return keys;
}

/**
 * Checks a token for the portal's own API, brought by our own browser page.
 * @throws AppError `signedOut` for whatever is not exactly that; `offline` when the keys cannot be fetched.
 */
export async function verifySignInToken(token: string): Promise<SignedIn> {
  const { tenantId, apiClientId, browserClientId } = tenant();
  const claims = Claims.safeParse(await signedClaims(token, apiClientId));
  if (!claims.success) throw refused(`claims ${claims.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);

  const { tid, azp, scp, idtyp, oid, name, preferred_username, roles, iat, exp } = claims.data;
  if (tid !== tenantId) throw foreignTenant(tid);
  if (azp !== browserClientId) throw refused('azp: brought by another client');
  if (idtyp !== undefined && idtyp !== 'user') throw refused('idtyp: not a person');
  if (!scp.split(' ').includes('access_as_user')) throw refused('scp: not for access_as_user');

  return {
    personId: oid.toLowerCase(),
    name,
    userPrincipalName: preferred_username,
    roles: rolesAmong(roles),
    issuedAt: new Date(iat * 1000),
    expiresAt: new Date(exp * 1000),
    tokenHash: createHash('sha256').update(token.slice(0, token.lastIndexOf('.'))).digest('hex'),
  };
}

async function signedClaims(token: string, audience: string): Promise<JWTPayload> {
  const { issuer, keys } = loginEndpoints();
  try {
    const { payload } = await jwtVerify(token, keySet(keys), { algorithms: ['RS256'], issuer, audience, typ: 'JWT', clockTolerance: 30, requiredClaims: ['exp', 'iat'] });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss') return refuseIssuer(error);
    if (isOurFault(error)) throw new AppError('offline', 'the sign-in keys cannot be fetched', { cause: error });
    throw refused(error instanceof Error ? error.message : 'unreadable');
  }
}

/** A token of another tenant carries another issuer; people are told which, since they only chose the wrong account. */
function refuseIssuer(error: errors.JWTClaimValidationFailed): never {
  const tid = z.guid().safeParse(error.payload.tid);
  throw tid.success && tid.data !== tenant().tenantId ? foreignTenant(tid.data) : refused(error.message);
}

function foreignTenant(tid: string): AppError {
  const sentence = `You signed in to another tenant (${tid}) than the one this portal is for (${tenant().tenantId}). Sign in with an account of this tenant.`;
  return new AppError('forbidden', sentence, { say: sentence });
}

function isOurFault(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC';
}

function refused(why: string): AppError {
  return new AppError('signedOut', `sign-in token refused: ${why}`, { say: 'This sign-in could not be accepted. Sign in again.' });
}
