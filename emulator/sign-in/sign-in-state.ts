import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import type { StepUp } from './step-up';

/** What sign-in keeps in the state file: with it, tokens and browser sessions outlive a restart. */
export type SignInState = {
  /** Private RSA key that signs every token, with its `kid`. */
  signingKey: JWK;
  /** 32 bytes in base64: codes, refresh tokens and the browser session are sealed with it. */
  sealingKey: string;
  /** Person to the moment, in milliseconds, up to which nothing issued to them is good. */
  revokedAt: Record<string, number>;
  /** Redeemed codes, to the second they would have expired at. */
  redeemedCodes: Record<string, number>;
  /** Person to what they must prove beyond their sign-in. */
  stepUps: Record<string, StepUp>;
  consentedScopes: string[];
  codeLifetimeSeconds: number;
};

/** Graph permissions an administrator of this organisation has consented to for the portal's API registration. */
export const CONSENTED_SCOPES = [
  'User.Read', 'User.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'GroupMember.Read.All', 'Application.Read.All', 'Sites.Read.All',
  'EntitlementManagement.ReadWrite.All', 'Directory.Read.All', 'AuditLog.Read.All', 'RoleManagement.Read.All',
  'offline_access', 'openid', 'profile',
];

/** What a tenant signs its tokens with and seals its codes. */
export type TenantKeys = Pick<SignInState, 'signingKey' | 'sealingKey'>;

export async function newKeys(): Promise<TenantKeys> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    signingKey: { ...(await exportJWK(privateKey)), kid: randomBytes(12).toString('base64url'), alg: 'RS256', use: 'sig' },
    sealingKey: randomBytes(32).toString('base64'),
  };
}

/** The state in which nobody's sessions are revoked and the usual permissions are consented to. */
export function signInStateWith(keys: TenantKeys): SignInState {
  return { ...keys, revokedAt: {}, redeemedCodes: {}, stepUps: {}, consentedScopes: [...CONSENTED_SCOPES], codeLifetimeSeconds: 600 };
}
