import { createHash, timingSafeEqual } from 'node:crypto';
import type { Tenant } from '../model';
import type { User } from '../model/directory';
import type { HttpAnswer, HttpRequest } from '../http';
import { jsonAnswer } from '../http';
import { SignInRefusal } from './entra-error';
import { askedFor, requireRegistration, scopeAnswer } from './registrations';
import type { Registration } from './registrations';
import type { SignInState } from './sign-in-state';
import { asksForProof, hasProved, PROVED, STEP_UP_CLAIMS } from './step-up';
import { madeAt } from './tokens';
import type { Tokens } from './tokens';

/** How long a refresh token is good: a day in a browser, 90 days at a server (learn.microsoft.com/entra/identity-platform/refresh-tokens). */
const REFRESH_LIFETIME = { spa: 86_400, web: 90 * 86_400 };

export type TokenEndpoint = { tenant: Tenant; state: SignInState; tokens: Tokens; portalOrigin: string; changed: () => void };

/** Who a grant speaks for, since when they are signed in (milliseconds), whether they proved more, and what was asked for. `refreshUntil` is in seconds, as `exp` is. */
type Granted = { user: User; scope: string; signedInAt: number; nonce?: string | undefined; refreshUntil?: number | undefined; proved: boolean };

/** Answers a token request: a redeemed code, a renewal, or an exchange on behalf of a person. Throws SignInRefusal. */
export async function answerToken(endpoint: TokenEndpoint, request: HttpRequest): Promise<HttpAnswer> {
  const form = new URLSearchParams(request.body);
  const registration = requireRegistration(endpoint.tenant.info, endpoint.portalOrigin, form.get('client_id') ?? '');
  requireOrigin(endpoint, registration, request.headers.origin);
  if (registration.platform === 'web') requireSecret(endpoint, form);

  switch (form.get('grant_type')) {
    case 'authorization_code':
      return issue(endpoint, registration, form, await redeemCode(endpoint, registration, form));
    case 'refresh_token':
      return issue(endpoint, registration, form, await renew(endpoint, registration, form));
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return issue(endpoint, registration, form, await exchange(endpoint, registration, form));
    default:
      throw new SignInRefusal(70003, `Grant type: '${form.get('grant_type') ?? ''}'.`);
  }
}

/** A browser client is redeemed by our own page only, a server client by no page. */
function requireOrigin({ portalOrigin }: TokenEndpoint, { platform }: Registration, origin: string | undefined): void {
  if (platform === 'spa' && !origin) throw new SignInRefusal(9002327);
  if (origin && (platform === 'web' || origin !== portalOrigin)) throw new SignInRefusal(9002326, `Request origin: '${origin}'.`);
}

function requireSecret({ tenant }: TokenEndpoint, form: URLSearchParams): void {
  const secret = form.get('client_secret');
  if (!secret) throw new SignInRefusal(7000218);
  const hash = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(hash(secret), hash(tenant.info.apiClientSecret))) throw new SignInRefusal(7000215, `Application: '${tenant.info.apiClientId}'.`);
}

async function redeemCode(endpoint: TokenEndpoint, registration: Registration, form: URLSearchParams): Promise<Granted> {
  const code = await unsealed(endpoint, 'code', form.get('code'), registration);
  const { redeemedCodes } = endpoint.state;
  const id = text(code.jti);
  if (id in redeemedCodes) throw new SignInRefusal(54005);
  if (code.redirectUri !== form.get('redirect_uri')) throw new SignInRefusal(500112);
  const verifier = form.get('code_verifier');
  if (!verifier) throw new SignInRefusal(9002325);
  if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) throw new SignInRefusal(501481);

  for (const [redeemed, until] of Object.entries(redeemedCodes)) if (until * 1000 < Date.now()) delete redeemedCodes[redeemed];
  redeemedCodes[id] = Number(code.exp);
  endpoint.changed();
  const signedInAt = Number(code.signedInAt);
  return { user: requireUser(endpoint, code.oid, madeAt(code)), scope: form.get('scope') || text(code.scope), signedInAt, nonce: code.nonce === undefined ? undefined : text(code.nonce), proved: hasProved(code) };
}

async function renew(endpoint: TokenEndpoint, registration: Registration, form: URLSearchParams): Promise<Granted> {
  const refresh = await unsealed(endpoint, 'refresh', form.get('refresh_token'), registration);
  const user = requireUser(endpoint, refresh.oid, Number(refresh.signedInAt));
  // A browser's refresh tokens end a day after the sign-in, however often they are renewed.
  const refreshUntil = registration.platform === 'spa' ? Number(refresh.exp) : undefined;
  return { user, scope: form.get('scope') || text(refresh.scope), signedInAt: Number(refresh.signedInAt), refreshUntil, proved: hasProved(refresh) };
}

/** learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow */
async function exchange(endpoint: TokenEndpoint, registration: Registration, form: URLSearchParams): Promise<Granted> {
  if (registration.platform !== 'web') throw new SignInRefusal(7000218);
  if (form.get('requested_token_use') !== 'on_behalf_of') throw new SignInRefusal(70003, "'requested_token_use' must be 'on_behalf_of'.");
  const assertion = form.get('assertion');
  if (!assertion) throw new SignInRefusal(90014, "The 'assertion' parameter is missing.");
  const verified = await endpoint.tokens.verify(assertion);
  if (verified === 'forged') throw new SignInRefusal(50013);
  if (verified === 'expired') throw new SignInRefusal(500133);
  const { claims } = verified;
  if (claims.aud !== registration.clientId) throw new SignInRefusal(500131, `Assertion audience: '${text(claims.aud)}'.`);
  return { user: requireUser(endpoint, claims.oid, madeAt(claims)), scope: form.get('scope') ?? '', signedInAt: madeAt(claims), proved: hasProved(claims) };
}

async function issue(endpoint: TokenEndpoint, registration: Registration, form: URLSearchParams, granted: Granted): Promise<HttpAnswer> {
  const { tenant, tokens, state } = endpoint;
  const { user, scope, signedInAt, nonce, proved } = granted;
  const asked = askedFor(tenant.info, registration, state.consentedScopes, scope);
  if (asked.audience === 'graph') requireProof(endpoint, form, user, proved);
  const more = proved ? PROVED : {};
  const lifetime = tenant.settings.tokenLifetimeSeconds;
  const accessToken = asked.audience === 'api' ? await tokens.api(user, more) : await tokens.graph(user, registration.clientId, asked.scopes, lifetime, more);
  const refreshSeconds = granted.refreshUntil === undefined ? REFRESH_LIFETIME[registration.platform] : Math.max(1, granted.refreshUntil - Math.floor(Date.now() / 1000));
  const words = scope.split(' ');

  return jsonAnswer(200, {
    token_type: 'Bearer',
    scope: scopeAnswer(asked, scope),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: accessToken,
    ...(words.includes('offline_access')
      ? { refresh_token: await tokens.seal('refresh', { oid: user.id, clientId: registration.clientId, scope, signedInAt, ...more }, refreshSeconds) }
      : {}),
    ...(registration.platform === 'spa' && words.includes('offline_access') ? { refresh_token_expires_in: refreshSeconds } : {}),
    ...(words.includes('openid') ? { id_token: await tokens.id(user, registration.clientId, nonce) } : {}),
    ...(form.get('client_info') === '1' ? { client_info: clientInfo(endpoint, user.id) } : {}),
  });
}

/** Throws AADSTS50076 or 50079 with a claims challenge where the account, or the client on Graph's word, asks for more than the sign-in proved. */
function requireProof({ state }: TokenEndpoint, form: URLSearchParams, user: User, proved: boolean): void {
  const demanded = state.stepUps[user.id];
  if (proved || !(asksForProof(form.get('claims')) || (demanded && demanded.at !== 'graph'))) return;
  throw new SignInRefusal(demanded?.code ?? 50076, `User: '${user.id}'.`, STEP_UP_CLAIMS);
}

/** What msal makes its account id of. */
export function clientInfo({ tenant }: { tenant: Tenant }, userId: string): string {
  return Buffer.from(JSON.stringify({ uid: userId, utid: tenant.info.tenantId })).toString('base64url');
}

/** The claims of a code or refresh token that this client was given. */
async function unsealed(endpoint: TokenEndpoint, kind: 'code' | 'refresh', sealed: string | null, registration: Registration) {
  if (!sealed) throw new SignInRefusal(90014, kind === 'code' ? "The 'code' parameter is missing." : "The 'refresh_token' parameter is missing.");
  const opened = await endpoint.tokens.unseal(kind, sealed);
  if (opened === 'forged') throw new SignInRefusal(9002313);
  if (opened === 'expired') throw new SignInRefusal(70008);
  if (opened.claims.clientId !== registration.clientId) throw new SignInRefusal(9002313, 'It was issued to another application.');
  return opened.claims;
}

/** Somebody who may still sign in, and whose sessions were not revoked since. */
export function requireUser({ tenant, state }: { tenant: Tenant; state: SignInState }, id: unknown, since: number): User {
  const user = tenant.users.get(text(id));
  if (!user || since <= (state.revokedAt[user.id] ?? 0)) throw new SignInRefusal(50173);
  if (!user.accountEnabled) throw new SignInRefusal(50057);
  return user;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
