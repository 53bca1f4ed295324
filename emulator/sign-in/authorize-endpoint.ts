import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpRequest } from '../http';
import { redirectAnswer } from '../http';
import type { User } from '../model/directory';
import { escape, page } from '../page';
import { accountPicker } from './account-picker';
import { SignInRefusal } from './entra-error';
import { asksForProof, hasProved, PROVED, STEP_UP_CLAIMS } from './step-up';
import { askedFor, requireRegistration } from './registrations';
import type { Registration } from './registrations';
import { clientInfo, requireUser } from './token-endpoint';
import type { TokenEndpoint } from './token-endpoint';
import { madeAt } from './tokens';

/** Cookies know no ports: the name keeps it apart from those of the portal on the same host. */
const SESSION_COOKIE = 'local-tenant-session';
const SESSION_SECONDS = 86_400;

/**
 * Authorization code with PKCE (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow): GET shows the
 * account picker or, with a session, answers at once; POST is a choice on the picker. A wrong client or address is
 * told to the person, never sent to that address; every other refusal goes back to the application.
 */
export async function answerAuthorize(endpoint: TokenEndpoint, request: HttpRequest): Promise<HttpAnswer> {
  const query = request.url.searchParams;
  let registration: Registration;
  try {
    registration = requireRegistration(endpoint.tenant.info, endpoint.portalOrigin, query.get('client_id') ?? '');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!registration.redirectUris.includes(redirectUri)) throw new SignInRefusal(50011, `Redirect URI: '${redirectUri}'. Application: '${registration.clientId}'.`);
  } catch (error) {
    if (!(error instanceof SignInRefusal)) throw error;
    return refusalPage(error);
  }

  try {
    checkRequest(endpoint, registration, query);
    if (request.method === 'POST') {
      const user = endpoint.tenant.users.get(new URLSearchParams(request.body).get('account') ?? '');
      if (!user) return accountPicker(endpoint.tenant, request.url, endpoint.portalOrigin, 'Choose an account.');
      if (!user.accountEnabled) return accountPicker(endpoint.tenant, request.url, endpoint.portalOrigin, `The account of ${user.displayName} is disabled (AADSTS50057).`);
      // There is no second factor here: choosing an account while it is asked for is the proof.
      const proof = asksForProof(query.get('claims')) ? PROVED : {};
      const session = await endpoint.tokens.seal('session', { oid: user.id, ...proof }, SESSION_SECONDS);
      return await codeAnswer(endpoint, query, user, Date.now(), proof, { 'set-cookie': `${SESSION_COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${SESSION_SECONDS}` });
    }

    const prompt = query.get('prompt') ?? '';
    const session = await signedIn(endpoint, request);
    const hint = query.get('login_hint');
    const fits = session && (!hint || endpoint.tenant.users.find(hint)?.id === session.user.id);
    if (prompt === 'none' && !fits) throw new SignInRefusal(50058);
    const unproved = asksForProof(query.get('claims')) && session?.proved !== true;
    if (prompt === 'none' && unproved) throw new SignInRefusal(50076, '', STEP_UP_CLAIMS);
    if (fits && !unproved && !['select_account', 'login'].includes(prompt)) return await codeAnswer(endpoint, query, session.user, session.since, session.proved ? PROVED : {});
    return accountPicker(endpoint.tenant, request.url, endpoint.portalOrigin, unproved ? 'The organisation asks for a second proof of who you are. Here, choosing your account again is enough.' : '');
  } catch (error) {
    if (!(error instanceof SignInRefusal)) throw error;
    return sendBack(query, { error: error.error, error_description: error.message, ...(error.suberror ? { error_subcode: error.suberror } : {}) });
  }
}

/** Ends the session of the browser, then goes where the application asked, if that is one of its addresses. */
export function answerLogout(endpoint: TokenEndpoint, request: HttpRequest): HttpAnswer {
  const target = request.url.searchParams.get('post_logout_redirect_uri') ?? '';
  const { info } = endpoint.tenant;
  const ended = { 'set-cookie': `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0` };
  if (!requireRegistration(info, endpoint.portalOrigin, info.browserClientId).logoutUris.includes(target)) {
    return page(200, 'Signed out', `<span class="mark">Local tenant</span><h1>You are signed out</h1><p>You can close this window.</p>`, { headers: ended });
  }
  const address = new URL(target);
  const state = request.url.searchParams.get('state');
  if (state) address.searchParams.set('state', state);
  return redirectAnswer(address.href, ended);
}

function checkRequest({ tenant, state }: TokenEndpoint, registration: Registration, query: URLSearchParams): void {
  if (query.get('response_type') !== 'code') throw new SignInRefusal(70016);
  if (!['query', 'fragment', null].includes(query.get('response_mode'))) throw new SignInRefusal(70007);
  if (!query.get('code_challenge') || query.get('code_challenge_method') !== 'S256') throw new SignInRefusal(9002325);
  askedFor(tenant.info, registration, state.consentedScopes, query.get('scope') ?? '');
}

/** Who is signed in in this browser, if anybody still is. */
async function signedIn(endpoint: TokenEndpoint, request: HttpRequest): Promise<{ user: User; since: number; proved: boolean } | null> {
  const cookie = request.headers.cookie?.split('; ').find((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
  if (!cookie) return null;
  const opened = await endpoint.tokens.unseal('session', cookie.slice(SESSION_COOKIE.length + 1));
  if (typeof opened === 'string') return null;
  try {
    const since = madeAt(opened.claims);
    return { user: requireUser(endpoint, opened.claims.oid, since), since, proved: hasProved(opened.claims) };
  } catch (error) {
    if (error instanceof SignInRefusal) return null;
    throw error;
  }
}

async function codeAnswer(endpoint: TokenEndpoint, query: URLSearchParams, user: User, signedInAt: number, proof: Partial<typeof PROVED>, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  const code = await endpoint.tokens.seal(
    'code',
    {
      jti: randomUUID(), oid: user.id, clientId: query.get('client_id'), redirectUri: query.get('redirect_uri'), challenge: query.get('code_challenge'),
      scope: query.get('scope') ?? '', signedInAt, ...proof, ...(query.has('nonce') ? { nonce: query.get('nonce') } : {}),
    },
    endpoint.state.codeLifetimeSeconds,
  );
  const info: Record<string, string> = query.get('client_info') === '1' ? { client_info: clientInfo(endpoint, user.id) } : {};
  return sendBack(query, { code, ...info, session_state: randomUUID() }, headers);
}

function sendBack(query: URLSearchParams, told: Record<string, string>, headers: Record<string, string> = {}): HttpAnswer {
  const address = new URL(query.get('redirect_uri') ?? '');
  const answer = new URLSearchParams({ ...told, ...(query.has('state') ? { state: query.get('state') ?? '' } : {}) });
  if (query.get('response_mode') === 'fragment') address.hash = answer.toString();
  else answer.forEach((value, name) => address.searchParams.set(name, value));
  return redirectAnswer(address.href, headers);
}

function refusalPage(refusal: SignInRefusal): HttpAnswer {
  return page(
    refusal.status,
    'Sign-in is not possible',
    `<span class="mark">Local tenant</span><h1>Sign-in is not possible</h1><p>The application that sent you here asked for something this tenant does not allow.</p><p><code>${escape(refusal.message)}</code></p>`,
  );
}
