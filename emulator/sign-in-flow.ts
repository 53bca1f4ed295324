import { createHash, randomBytes } from 'node:crypto';
import type { RunningTenant } from './testing';

/** A token answer or refusal, as far as tests look into it. */
export type TokenAnswer = {
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  client_info?: string;
  scope?: string;
  expires_in?: number;
  error?: string;
  error_codes?: number[];
  error_description?: string;
  suberror?: string;
  correlation_id?: string;
  trace_id?: string;
  timestamp?: string;
};

export const PORTAL = 'http://localhost:3000';
export const REDIRECT_URI = `${PORTAL}/sign-in`;

export type Pkce = { verifier: string; challenge: string };

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export const apiScope = ({ info }: RunningTenant) => `api://${info.apiClientId}/access_as_user openid profile offline_access`;

/** The address a browser is sent to for signing in; `change` overrides parameters, null leaves one out. */
export function authorizeUrl(local: RunningTenant, pkce: Pkce, change: Record<string, string | null> = {}): string {
  const query = new URLSearchParams();
  const parameters = {
    client_id: local.info.browserClientId, redirect_uri: REDIRECT_URI, response_type: 'code', response_mode: 'query', scope: apiScope(local),
    state: 'where-i-was', nonce: 'n-1', code_challenge: pkce.challenge, code_challenge_method: 'S256', client_info: '1', ...change,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value);
  return `${local.origin}/${local.info.tenantId}/oauth2/v2.0/authorize?${query}`;
}

/** Chooses a person on the account picker; gives where the browser goes next, and the session cookie. */
export async function choose(address: string, userId: string): Promise<{ location: URL; cookie: string }> {
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams({ account: userId }), redirect: 'manual' });
  const location = response.headers.get('location');
  if (!location) throw new Error(`the picker answered ${response.status}: ${await response.text()}`);
  return { location: new URL(location), cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

/** A POST to the token endpoint, from the portal's page unless `origin` says otherwise (null: from no page). */
export async function askToken(local: RunningTenant, form: Record<string, string>, origin: string | null = PORTAL): Promise<{ status: number; body: TokenAnswer }> {
  const response = await fetch(`${local.origin}/${local.info.tenantId}/oauth2/v2.0/token`, {
    method: 'POST', body: new URLSearchParams(form), headers: origin === null ? {} : { origin },
  });
  return { status: response.status, body: (await response.json()) as TokenAnswer };
}

/** What redeems a code at the browser client. */
export function codeForm(local: RunningTenant, code: string, verifier: string): Record<string, string> {
  return { client_id: local.info.browserClientId, grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier, scope: apiScope(local), client_info: '1' };
}

/** A person's whole sign-in, as the portal's page does it. */
export async function signInAs(local: RunningTenant, name: string): Promise<Required<Pick<TokenAnswer, 'access_token' | 'refresh_token' | 'id_token' | 'client_info'>> & { cookie: string; scope: string }> {
  const pkce = newPkce();
  const { location, cookie } = await choose(authorizeUrl(local, pkce), local.persona(name).id);
  const { body } = await askToken(local, codeForm(local, location.searchParams.get('code') ?? '', pkce.verifier));
  const { access_token = '', refresh_token = '', id_token = '', client_info = '', scope = '' } = body;
  return { access_token, refresh_token, id_token, client_info, scope, cookie };
}
