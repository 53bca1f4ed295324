import { setTimeout as wait } from 'node:timers/promises';
import { isRecord } from '../http';
import type { Graph, GraphRequest, GraphResponse } from '../wire';
import { faultAnswer } from './fault-answer';
import type { FaultOf } from './fault-rule';
import type { Call, Faults, Strike } from './faults';

/** Marks an inner answer that a fault made, from where it is made to where the batch leaves; nobody outside sees it. */
const MADE_UP = 'x-made-up';

/** What faults work with: Graph, the same Graph by a clock that is off, and what can happen to the tenant. */
export type FaultyParts = {
  faults: Faults;
  graph: () => Graph;
  graphOff: (skewMs: number) => Graph;
  happen: (event: FaultOf<'happens'>, request: GraphRequest) => void;
};

/** What a struck call came to: an answer, or a cut connection; the answer exists where the work was done. */
export type Struck = { response: GraphResponse; strike: Strike; cut: boolean; madeUp: boolean };

/** Lets a call meet what is in store for it, then has it worked on. */
export async function meet({ faults, graph, graphOff, happen }: FaultyParts, request: GraphRequest, inBatch = false): Promise<Struck> {
  const strike = faults.strike(callOf(request, inBatch));
  strike.happens.forEach((event) => happen(event, request));
  if (strike.delayMs > 0) await wait(strike.delayMs);
  if (strike.instead) {
    const cut = strike.instead === 'cut';
    return { response: strike.instead === 'cut' ? { status: 503 } : strike.instead, strike, cut, madeUp: !cut };
  }
  const answering = strike.stale ?? (strike.skewMs === 0 ? graph() : graphOff(strike.skewMs));
  const answer = await answering.handle(request);
  const response = Object.keys(strike.headers).length === 0 ? answer : { ...answer, headers: { ...answer.headers, ...strike.headers } };
  const madeUp = Object.keys(strike.novel).length > 0 && response.status < 300;
  return { response: madeUp ? { ...response, body: withNovel(response.body, strike.novel) } : response, strike, cut: strike.after?.kind === 'reset-after', madeUp };
}

/** The object, or each of a list, with more in it. */
function withNovel(body: unknown, novel: Record<string, unknown>): unknown {
  if (!isRecord(body)) return body;
  return Array.isArray(body.value) ? { ...body, value: body.value.map((each: unknown) => (isRecord(each) ? { ...each, ...novel } : each)) } : { ...body, ...novel };
}

/**
 * Graph with faults before it, for one request of a batch. It has no connection or body of its own: what is cut before
 * the work is a 503, what is lost after it a 504, and a slow body comes late.
 */
export function faultyInner(parts: FaultyParts): Graph['handle'] {
  return async (request) => {
    const { response, strike, cut, madeUp } = await meet(parts, request, true);
    if (strike.instead) return mark(madeUp ? response : faultAnswer(503, undefined));
    if (cut || strike.after?.kind === 'truncated') return mark(faultAnswer(504, undefined));
    if (strike.after?.kind === 'slow-body') await wait(strike.after.overMs);
    return madeUp ? mark(response) : response;
  };
}

function callOf({ method, path, query, body, caller }: GraphRequest, inBatch: boolean): Call {
  const call: Call = { method, path, query, address: addressOf(path, query), clientId: caller.clientId, inBatch };
  return path === '/$batch' ? { ...call, inside: insideOf(body, caller.clientId) } : call;
}

/** What a fault rule is held against: path and query after /v1.0, as a person would write them. */
function addressOf(path: string, query: URLSearchParams): string {
  const options = [...query].map(([name, value]) => `${name}=${value}`).join('&');
  return options ? `${path}?${options}` : path;
}

/** The requests of a batch, as far as they can be read; what is malformed is Graph's to refuse. */
function insideOf(body: unknown, clientId: string): Call[] {
  const requests: unknown[] = isRecord(body) && Array.isArray(body.requests) ? body.requests : [];
  return requests.flatMap((inner) => {
    if (!isRecord(inner) || typeof inner.method !== 'string' || typeof inner.url !== 'string') return [];
    const url = URL.parse(inner.url.replace(/^\/?/, '/'), 'https://graph.microsoft.com');
    return url ? [{ method: inner.method.toUpperCase(), path: url.pathname, query: url.searchParams, address: addressOf(url.pathname, url.searchParams), clientId, inBatch: true }] : [];
  });
}

function mark(answer: GraphResponse): GraphResponse {
  return { ...answer, headers: { ...answer.headers, [MADE_UP]: '1' } };
}

/** Takes the marks off a batch's answer. `recorded` is a copy that has `injected` there instead, null when there were none. */
export function unmark(body: unknown): { recorded: unknown; injected: boolean } {
  const responses: unknown[] = isRecord(body) && Array.isArray(body.responses) ? body.responses : [];
  const marked = new Set(
    responses.filter((inner) => {
      if (!isRecord(inner) || !isRecord(inner.headers) || !(MADE_UP in inner.headers)) return false;
      delete inner.headers[MADE_UP];
      return true;
    }),
  );
  if (marked.size === 0) return { recorded: body, injected: false };
  return { recorded: { responses: responses.map((inner) => (marked.has(inner) && isRecord(inner) ? { ...inner, injected: true } : inner)) }, injected: true };
}
