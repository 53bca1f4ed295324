import type { GraphResponse } from '../wire';

const CODES: Record<number, [code: string, message: string]> = {
  401: ['InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['ResourceNotFound', 'The resource does not exist.'],
  409: ['Conflict', 'The request conflicts with the current state.'],
  429: ['TooManyRequests', 'Too many requests.'],
  500: ['InternalServerError', 'An internal error has occurred.'],
  502: ['BadGateway', 'Bad gateway.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The gateway timed out.'],
};

/** The answer of a struck call, in Graph's shape; `said` is what it says instead of the usual of its status. */
export function faultAnswer(status: number, retryAfter: number | undefined, said: { code?: string | undefined; message?: string | undefined } = {}): GraphResponse {
  const [usualCode, usualMessage] = CODES[status] ?? ['UnknownError', 'The request failed.'];
  const { code = usualCode, message = usualMessage } = said;
  return { status, headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }, body: { error: { code, message } } };
}

/**
 * The answer to a call beyond a quota (learn.microsoft.com/graph/throttling). `waitMs` is null for a service that does
 * not say how long to wait; `headers` are those its service adds.
 */
export function overQuota(waitMs: number | null, headers: Record<string, string>): GraphResponse {
  const answer = faultAnswer(429, waitMs === null ? undefined : Math.max(1, Math.ceil(waitMs / 1000)));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** A 401 that no token from before that moment will mend (learn.microsoft.com/entra/identity-platform/claims-challenge). */
export function challengeAnswer(notBefore: number): GraphResponse {
  const claims = Buffer.from(JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.ceil(notBefore / 1000)) } } })).toString('base64');
  return { ...faultAnswer(401, undefined), headers: { 'WWW-Authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"` } };
}
