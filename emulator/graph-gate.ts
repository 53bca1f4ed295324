import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeLog } from './exchange-log';
import { meet, unmark } from './faults/graph-faults';
import type { FaultyParts } from './faults/graph-faults';
import type { HttpAnswer, HttpRequest, Sending } from './http';
import { isRecord, parseJson } from './http';
import { decodedPath } from './graph/router';
import type { Tenant } from './model';
import type { SignInState } from './sign-in/sign-in-state';
import { hasProved, STEP_UP_CLAIMS } from './sign-in/step-up';
import { GRAPH_AUDIENCE, madeAt } from './sign-in/tokens';
import type { Tokens } from './sign-in/tokens';
import type { Caller, Clock, GraphRequest, GraphResponse } from './wire';

const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

export type GraphGateParts = {
  tenant: Tenant;
  faulty: FaultyParts;
  tokens: Tokens;
  signIn: Pick<SignInState, 'revokedAt' | 'stepUps'>;
  log: ExchangeLog;
  clock: Clock;
  changed: () => void;
};

/** An answer, what the record shall show of it, whether the connection ends instead of answering, and how it goes out. */
type Outcome = { response: GraphResponse; recorded: unknown; injected: boolean; reset: boolean; sending?: Sending | undefined; skewMs?: number };

/**
 * What stands between the network and Graph: the token, the faults, the headers Graph adds, and the log.
 * Answers null when the connection is to be cut.
 */
export function createGraphGate(parts: GraphGateParts): (request: HttpRequest) => Promise<HttpAnswer | null> {
  const { tenant, log, clock } = parts;

  return async (request) => {
    const startedMs = Date.now();
    const at = new Date(clock.now()).toISOString();
    // A letter in MIME format is the one body that is no JSON: https://learn.microsoft.com/graph/api/user-sendmail
    const parsed = request.headers['content-type']?.startsWith('text/plain') ? { value: request.body } : parseJson(request.body);
    const requestBody = (parsed === 'malformed' ? request.body : parsed.value) ?? null;
    const caller = await authenticate(parts, request);
    if (tenant.settings.latencyMs > 0) await wait(tenant.settings.latencyMs);

    const path = graphPath(request.url);
    let outcome: Outcome;
    if ('error' in caller) outcome = plain(caller);
    else if (parsed === 'malformed') outcome = plain(graphError(400, 'BadRequest', 'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.'));
    else if (path === null) outcome = plain(graphError(400, 'BadRequest', 'The path is not a valid URL.'));
    else outcome = await answer(parts, { method: request.method, path, query: request.url.searchParams, headers: request.headers, body: parsed.value, caller: caller.caller });
    if (request.method !== 'GET' && request.method !== 'HEAD') parts.changed();

    const { response, recorded, injected, reset, sending, skewMs = 0 } = outcome;
    const requestId = response.headers?.['request-id'] ?? randomUUID();
    const clientRequestId = request.headers['client-request-id'] || requestId;
    const answeredMs = clock.now() + skewMs;
    nameRequest(response.body, new Date(answeredMs).toISOString(), requestId, clientRequestId);
    log.add(
      {
        at, startedMs, endedMs: Date.now(), method: request.method, url: `${GRAPH_AUDIENCE}${request.url.pathname}${request.url.search}`,
        status: reset ? 0 : response.status, requestBody, responseBody: response.body ?? null, clientRequestId, requestId,
        origin: request.headers['x-replay'] === '1' ? 'replay' : 'caller' in caller && caller.caller.clientId === tenant.info.apiClientId ? 'portal' : 'sdk', injected,
      },
      recorded ?? null,
    );
    return reset ? null : { ...toHttp(response, requestId, clientRequestId, answeredMs), sending };
  };
}

async function answer({ faulty }: GraphGateParts, request: GraphRequest): Promise<Outcome> {
  const { response, strike, cut, madeUp } = await meet(faulty, request);
  if (strike.instead) return { ...plain(response), injected: true, reset: cut };
  const { recorded, injected } = unmark(response.body);
  const { after, skewMs } = strike;
  const sending = after?.kind === 'slow-body' || after?.kind === 'truncated' ? after : undefined;
  return { response, recorded, injected: injected || madeUp || cut || after?.kind === 'truncated', reset: cut, sending, skewMs };
}

function plain(response: GraphResponse): Outcome {
  return { response, recorded: response.body, injected: false, reset: false };
}

/** What follows /v1.0 with each segment decoded, null for what cannot be. */
function graphPath(url: URL): string | null {
  try {
    return decodedPath(url.pathname.slice('/v1.0'.length));
  } catch {
    return null;
  }
}

/** Who calls, or Graph's 401 (learn.microsoft.com/graph/errors). */
async function authenticate({ tenant, tokens, signIn }: GraphGateParts, request: HttpRequest): Promise<{ caller: Caller } | (GraphResponse & { error: true })> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) return unauthorized('Access token is empty.');
  const verified = await tokens.verify(token);
  if (verified === 'expired') return unauthorized('Lifetime validation failed, the token is expired.');
  if (verified === 'forged') return unauthorized('Signature is invalid.');
  const { claims } = verified;
  const { revokedAt, stepUps } = signIn;
  if (claims.aud !== GRAPH_AUDIENCE) return unauthorized('Access token validation failure. Invalid audience.');
  const user = tenant.users.get(claimText(claims.oid));
  if (!user || madeAt(claims) <= (revokedAt[user.id] ?? 0)) {
    return unauthorized('Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp', challenge(tenant, notBefore(revokedAt[claimText(claims.oid)] ?? 0)));
  }
  if (!user.accountEnabled) return unauthorized('The user account is disabled.');
  const demanded = stepUps[user.id];
  if (demanded && demanded.at !== 'token' && !hasProved(claims)) {
    return unauthorized('The presented access token does not satisfy the authentication context required by the resource.', challenge(tenant, STEP_UP_CLAIMS));
  }
  return { caller: { userId: user.id, clientId: claimText(claims.appid), scopes: claimText(claims.scp).split(' '), tokenId: claimText(claims.uti) } };
}

/** What continuous access evaluation asks for: a token made after a moment, in milliseconds. */
const notBefore = (moment: number): string => JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.ceil(moment / 1000)) } } });

/** A claims challenge in the header (learn.microsoft.com/entra/identity-platform/claims-challenge). */
function challenge({ info }: Tenant, wanted: string): string {
  const claims = Buffer.from(wanted).toString('base64');
  return `Bearer realm="", authorization_uri="https://login.microsoftonline.com/${info.tenantId}/oauth2/authorize", client_id="${info.apiClientId}", error="insufficient_claims", claims="${claims}"`;
}

function unauthorized(message: string, header = 'Bearer realm=""'): GraphResponse & { error: true } {
  return { ...graphError(401, 'InvalidAuthenticationToken', message), headers: { 'WWW-Authenticate': header }, error: true };
}

function graphError(status: number, code: string, message: string): GraphResponse {
  return { status, body: { error: { code, message } } };
}

/** Every error of Graph names its request; those made here do not yet. */
function nameRequest(body: unknown, at: string, requestId: string, clientRequestId: string): void {
  if (!isRecord(body)) return;
  if (isRecord(body.error)) body.error.innerError ??= { date: at.slice(0, 19), 'request-id': requestId, 'client-request-id': clientRequestId };
  if (!Array.isArray(body.responses)) return;
  for (const inner of body.responses as unknown[]) {
    if (isRecord(inner)) nameRequest(inner.body, at, isRecord(inner.headers) ? claimText(inner.headers['request-id']) || requestId : requestId, clientRequestId);
  }
}

function toHttp({ status, headers, body }: GraphResponse, requestId: string, clientRequestId: string, answeredMs: number): HttpAnswer {
  return {
    status,
    headers: {
      ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : JSON_TYPE }),
      'cache-control': 'no-store',
      'odata-version': '4.0',
      'request-id': requestId,
      'client-request-id': clientRequestId,
      date: new Date(answeredMs).toUTCString(),
      'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Local","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"LOCAL000001"}}',
      ...headers,
    },
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
  };
}

function claimText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
