import { createHash, randomBytes } from 'node:crypto';
import { errors, EncryptJWT, importJWK, jwtDecrypt, jwtVerify, SignJWT } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import type { User } from '../model/directory';
import { ROLE_TEMPLATES } from '../model/directory-roles';
import type { Tenant } from '../model';
import type { SignInState } from './sign-in-state';

export const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** The template id every member's token names. */
const EVERY_MEMBER = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

/** What a sealed text is for; one never passes for another. */
export type SealedKind = 'code' | 'refresh' | 'session';

export type Verified = { claims: JWTPayload } | 'expired' | 'forged';

export type Tokens = ReturnType<typeof createTokens>;

/**
 * Signs and reads every token of the tenant. Times are the machine's: the portal holds a token against its own clock,
 * so an advanced virtual clock must not make tokens from the future.
 */
export function createTokens(tenant: Tenant, state: SignInState, issuerOrigin: () => string) {
  const { info } = tenant;
  const signing = importJWK(state.signingKey, 'RS256');
  const publicKey: JWK = { kty: 'RSA', use: 'sig', alg: 'RS256', ...pick(state.signingKey, 'kid', 'n', 'e') };
  const verifying = importJWK(publicKey, 'RS256');
  const sealing = Buffer.from(state.sealingKey, 'base64');
  const issuer = () => `${issuerOrigin()}/${info.tenantId}/v2.0`;
  const graphIssuer = `https://sts.windows.net/${info.tenantId}/`;

  async function sign(claims: JWTPayload, lifetimeSeconds: number): Promise<string> {
    const now = seconds();
    return new SignJWT({ ...claims, iat: now, nbf: now, exp: now + lifetimeSeconds, tid: info.tenantId, uti: newTokenId() })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: state.signingKey.kid ?? '' })
      .sign(await signing);
  }

  /** Entra's `sub` is another one for each application. */
  const subject = (user: User, clientId: string) => createHash('sha256').update(`${user.id} ${clientId}`).digest('base64url');

  return {
    publicKey,
    issuer,

    /** For the portal's own API, version 2.0 (learn.microsoft.com/entra/identity-platform/access-token-claims-reference). `change` is for tests of what must be refused. */
    api: (user: User, change: JWTPayload = {}, lifetimeSeconds = tenant.settings.tokenLifetimeSeconds) => {
      const roles = tenant.portalRolesOf(user.id);
      return sign(
        {
          iss: issuer(), aud: info.apiClientId, azp: info.browserClientId, azpacr: '0', ver: '2.0', scp: 'access_as_user',
          oid: user.id, sub: subject(user, info.apiClientId), name: user.displayName, preferred_username: user.userPrincipalName,
          ...(roles.length > 0 ? { roles } : {}),
          ...change,
        },
        lifetimeSeconds,
      );
    },

    /** For Microsoft Graph, version 1.0 as the real ones are; `more` are claims beside the usual ones. */
    graph: (user: User, clientId: string, scopes: readonly string[], lifetimeSeconds = tenant.settings.tokenLifetimeSeconds, more: JWTPayload = {}) =>
      sign(
        {
          iss: graphIssuer, aud: GRAPH_AUDIENCE, appid: clientId, appidacr: clientId === info.apiClientId ? '1' : '0', ver: '1.0', idtyp: 'user',
          scp: scopes.join(' '), wids: [...tenant.entraRolesOf(user.id).map((role) => ROLE_TEMPLATES[role]), EVERY_MEMBER],
          oid: user.id, sub: subject(user, GRAPH_AUDIENCE), name: user.displayName, upn: user.userPrincipalName, unique_name: user.userPrincipalName,
          ...more,
        },
        lifetimeSeconds,
      ),

    id: (user: User, clientId: string, nonce: string | undefined) =>
      sign(
        {
          iss: issuer(), aud: clientId, ver: '2.0', oid: user.id, sub: subject(user, clientId), name: user.displayName,
          preferred_username: user.userPrincipalName, login_hint: user.userPrincipalName, ...(nonce === undefined ? {} : { nonce }),
        },
        3600,
      ),

    /** Checks signature, issuer and time of a token of this tenant; whom it is for, the caller checks. */
    verify: async (token: string): Promise<Verified> => {
      try {
        const { payload } = await jwtVerify(token, await verifying, { algorithms: ['RS256'], issuer: [issuer(), graphIssuer] });
        return { claims: payload };
      } catch (error) {
        return error instanceof errors.JWTExpired ? 'expired' : 'forged';
      }
    },

    /** A text only this tenant can read, good for so many seconds. */
    seal: (kind: SealedKind, claims: JWTPayload, lifetimeSeconds: number) =>
      new EncryptJWT({ ...claims, kind, uti: newTokenId(), iat: seconds(), exp: seconds() + lifetimeSeconds }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(sealing),

    unseal: async (kind: SealedKind, text: string): Promise<Verified> => {
      try {
        const { payload } = await jwtDecrypt(text, sealing);
        return payload.kind === kind ? { claims: payload } : 'forged';
      } catch (error) {
        return error instanceof errors.JWTExpired && error.payload.kind === kind ? 'expired' : 'forged';
      }
    },
  };
}

/** A token's unique id. It begins with the moment to the millisecond: `iat` cannot tell a token of just before a revocation from one just after. */
function newTokenId(): string {
  const moment = Buffer.alloc(6);
  moment.writeUIntBE(Date.now(), 0, 6);
  return Buffer.concat([moment, randomBytes(10)]).toString('base64url');
}

/** When a token of this tenant was made, in milliseconds. */
export function madeAt({ uti }: JWTPayload): number {
  return typeof uti === 'string' ? Buffer.from(uti, 'base64url').readUIntBE(0, 6) : 0;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function pick<T extends object, K extends keyof T>(from: T, ...names: K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}
