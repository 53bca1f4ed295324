import { setTimeout as wait } from 'node:timers/promises';
import { faultAnswer } from './faults';
import type { Fault, Faults } from './faults';
import { isRecord } from './http';
import type { Graph, GraphRequest, GraphResponse } from './wire';

/** Marks an inner answer that a fault made, from where it is made to where the batch leaves; nobody outside sees it. */
const MADE_UP = 'x-made-up';

/** What a fault rule is held against: path and query after /v1.0, as a person would write them. */
export function addressOf({ path, query }: Pick<GraphRequest, 'path' | 'query'>): string {
  const options = [...query].map(([name, value]) => `${name}=${value}`).join('&');
  return options ? `${path}?${options}` : path;
}

/** Graph with faults before it, for one request of a batch: there is no connection to cut, so a cut one is a 503 before the work and a 504 after it. */
export function faultyInner(graph: () => Graph, faults: Faults): Graph['handle'] {
  return async (request) => {
    const fault = faults.strike(request.method, addressOf(request));
    if (fault?.kind === 'status' || fault?.kind === 'reset-before') return madeUp(fault, fault.kind === 'status' ? fault.status : 503);
    if (fault?.kind === 'delay') await wait(fault.delayMs);
    const answer = await graph().handle(request);
    return fault?.kind === 'reset-after' ? madeUp(fault, 504) : answer;
  };
}

function madeUp(fault: Fault, status: number): GraphResponse {
  const answer = faultAnswer(status, fault.retryAfter);
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
