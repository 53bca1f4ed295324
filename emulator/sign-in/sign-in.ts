import type { HttpAnswer, HttpRequest } from '../http';
import { jsonAnswer } from '../http';
import { answerAuthorize, answerLogout } from './authorize-endpoint';
import { refusalAnswer, SignInRefusal } from './entra-error';
import { answerToken } from './token-endpoint';
import type { TokenEndpoint } from './token-endpoint';

export type SignIn = {
  /** Answers what belongs to sign-in; null for every other address. */
  answer(request: HttpRequest): Promise<HttpAnswer | null>;
};

/** Entra's sign-in for one tenant, at /<tenant id>/… */
export function createSignIn(endpoint: TokenEndpoint): SignIn {
  const { tenantId } = endpoint.tenant.info;

  async function route(request: HttpRequest): Promise<HttpAnswer | null> {
    const { pathname } = request.url;
    if (pathname === '/common/discovery/instance') return jsonAnswer(200, instances(tenantId, request.url.origin));
    const [, named = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const answer = answers[rest];
    if (!answer) return null;
    if (named.toLowerCase() !== tenantId) throw new SignInRefusal(90002, `Tenant: '${named}'.`);
    const allowed = rest === 'oauth2/v2.0/token' ? ['POST'] : rest === 'oauth2/v2.0/authorize' ? ['GET', 'POST'] : ['GET'];
    if (!allowed.includes(request.method)) return jsonAnswer(405, { error: 'invalid_request' }, { allow: allowed.join(', ') });
    return answer(request);
  }

  const answers: Record<string, (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>> = {
    'oauth2/v2.0/authorize': (request) => answerAuthorize(endpoint, request),
    'oauth2/v2.0/token': (request) => answerToken(endpoint, request),
    'oauth2/v2.0/logout': (request) => answerLogout(endpoint, request),
    'v2.0/.well-known/openid-configuration': (request) => jsonAnswer(200, discovery(endpoint, request.url.origin)),
    'discovery/v2.0/keys': () => jsonAnswer(200, { keys: [endpoint.tokens.publicKey] }),
  };

  return {
    answer: async (request) => {
      const cors = corsHeaders(request, endpoint.portalOrigin);
      const preflight = request.method === 'OPTIONS' && /\/(token|keys|openid-configuration|instance)$/.test(request.url.pathname);
      if (preflight) return { status: 204, headers: cors, body: '' };
      try {
        const answer = await route(request);
        return answer && { ...answer, headers: { ...answer.headers, ...cors } };
      } catch (error) {
        if (!(error instanceof SignInRefusal)) throw error;
        const refused = refusalAnswer(error, Date.now(), request.headers['client-request-id'] ?? request.url.searchParams.get('client-request-id') ?? '');
        return { ...refused, headers: { ...refused.headers, ...cors } };
      }
    },
  };
}

/** Only the portal's own page may read an answer from a browser. */
function corsHeaders(request: HttpRequest, portalOrigin: string): Record<string, string> {
  if (request.headers.origin !== portalOrigin) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': portalOrigin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
    'access-control-expose-headers': 'x-ms-request-id, client-request-id',
    'access-control-max-age': '600',
  };
}

function discovery({ tenant, tokens }: TokenEndpoint, origin: string) {
  const base = `${origin}/${tenant.info.tenantId}`;
  return {
    issuer: tokens.issuer(),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'name', 'tid', 'oid', 'ver'],
  };
}

function instances(tenantId: string, origin: string) {
  return {
    tenant_discovery_endpoint: `${origin}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: 'login.microsoftonline.com', preferred_cache: 'login.windows.net', aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'] }],
  };
}
