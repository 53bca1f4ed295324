import 'server-only';
import { AuthenticationHandler, Client, GraphClientError, ResponseType, RetryHandler, RetryHandlerOptions } from '@microsoft/microsoft-graph-client';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { randomUUID } from 'node:crypto';
import { graphOrigin } from '@/lib/env';
import { AppError, isAppError } from '@/lib/errors';
import type { GraphOperation } from './operations';
import { claimsOf, toAppError } from './graph-error';

const BASE = 'https://graph.microsoft.com';

/** Longest pause a read takes for the person waiting in front of a page; beyond it they are told. */
export const LONGEST_READ_PAUSE_SECONDS = 4;

export type Query = Partial<Record<'$select' | '$filter' | '$expand' | '$orderby' | '$top' | '$search' | '$count' | '$deltatoken' | 'search', string | number | boolean>>;

/** Which audited change, run item or draft step asks for a write. lib/graph refuses a write without one. */
export type Warrant = { changeId: string } | { runItemId: string } | { draftStepId: string };

export type ReadCall = { path?: Record<string, string>; query?: Query; eventual?: boolean };
/** `prefer` asks Graph to work on the call in one of several ways it has. */
export type WriteCall = { path?: Record<string, string>; body?: unknown; warrant: Warrant; prefer?: string };

/** One page of a list and the opaque way to the next. */
export type Page<T> = { items: T[]; next: string | null; count: number | null };

/** One page of changes: `next` while there are more pages, `delta` on the last, to ask from later. */
export type Changes<T> = { items: T[]; next: string | null; delta: string | null };

/** `after` is another call of the same batch that has to succeed first (learn.microsoft.com/graph/json-batching, dependsOn); `eventual` as of a single read. */
export type BatchCall = { id: string; operation: GraphOperation; path?: Record<string, string>; query?: Query; body?: unknown; warrant?: Warrant; after?: string; eventual?: boolean };
/**
 * `retryAfter` in seconds, where the inner answer named one; `requestId` is Graph's own for that inner request; `limitUsed` is
 * the part of a limit in use (x-ms-throttle-limit-percentage, from 0.8 on): https://learn.microsoft.com/graph/throttling
 */
export type BatchAnswer = { id: string; status: number; body: unknown; retryAfter: number | null; requestId: string | null; limitUsed: number | null };

/** What a write answers: the body (null on 204) and Graph's request-id, for the audit. */
export type Written<T> = { value: T; requestId: string };

/** Graph, in the name of one person: every file in lib/graph takes it first. */
export type Graph = {
  get<T>(operation: GraphOperation, call?: ReadCall): Promise<T>;
  /** One page; `next` goes back in as it came. Graph chooses the size unless `$top` is given. */
  page<T>(operation: GraphOperation, call: ReadCall & { next?: string | null }): Promise<Page<T>>;
  /** All pages, one after another. For lists bounded by what they are, never for people of a tenant. */
  pages<T>(operation: GraphOperation, call: ReadCall): AsyncGenerator<T[]>;
  /** One page of what changed (learn.microsoft.com/graph/delta-query-overview); `link` is the `next` or `delta` of an earlier page. */
  changes<T>(operation: GraphOperation, call: { query?: Query; link?: string | null; pageSize: number; signal?: AbortSignal }): Promise<Changes<T>>;
  write<T>(operation: GraphOperation, call: WriteCall): Promise<Written<T>>;
  /** At most 20 calls in one. Inner failures are answers, not exceptions. */
  batch(calls: BatchCall[], signal?: AbortSignal): Promise<{ answers: BatchAnswer[]; requestId: string }>;
};

type SendOptions = { eventual?: boolean | undefined; prefer?: string | undefined; signal?: AbortSignal | undefined };

type Answer = { status: number; headers: Headers; body: unknown; requestId: string };

/** The client makes an error of its own of whatever is thrown within it, and forgets what it was; this kind alone it lets through. */
function passThrough(error: AppError): GraphClientError {
  const carrier = new GraphClientError(error.message);
  carrier.customError = error;
  return carrier;
}

/** The token is attached to the base address of Graph only; the request then goes to the configured origin. */
class OriginHandler implements Middleware {
  async execute(context: Context): Promise<void> {
    const origin = graphOrigin();
    const target = typeof context.request === 'string' ? context.request : context.request.url;
    try {
      context.response = await fetch(origin === BASE ? target : target.replace(BASE, origin), context.options);
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      throw passThrough(new AppError('offline', `no answer from Graph: ${error instanceof Error ? error.message : String(error)}`, { cause: error }));
    }
  }
}

function clientFor(token: (claims?: string) => Promise<string>): Client {
  const authentication = new AuthenticationHandler({ getAccessToken: () => token().catch((error: unknown) => {
      throw isAppError(error) ? passThrough(error) : error;
    }) });
  // Reads only: the handler would repeat a POST whose answer was lost, and make a twin.
  const retry = new RetryHandler(
    new RetryHandlerOptions(1, 2, (_delay, _attempt, _request, options, response) => {
      const pause = Number(response.headers.get('retry-after') ?? '1');
      return (options?.method ?? 'GET').toUpperCase() === 'GET' && pause <= LONGEST_READ_PAUSE_SECONDS;
    }),
  );
  authentication.setNext(retry);
  retry.setNext(new OriginHandler());
  return Client.initWithMiddleware({ middleware: authentication, defaultVersion: 'v1.0' });
}

/** A text for an OData filter or search, quoted as OData wants it. */
export function odataText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The address of an operation with its ids and options put in, encoded. */
export function addressOf(operation: GraphOperation, path: Record<string, string> = {}, query: Query = {}): string {
  const template = operation.slice(operation.indexOf(' ') + 1);
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name];
    if (!value) throw new AppError('internal', `${operation}: no ${name} given`);
    return encodeURIComponent(value);
  });
  const options = Object.entries(query).filter(([, value]) => value !== undefined);
  return options.length === 0 ? filled : `${filled}?${options.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}

function requireWarrant(operation: GraphOperation, warrant: Warrant | undefined): void {
  const id = warrant && ('changeId' in warrant ? warrant.changeId : 'runItemId' in warrant ? warrant.runItemId : warrant.draftStepId);
  if (!id) throw new AppError('internal', `${operation} asks to write without the change, run item or draft step it belongs to`);
}

/**
 * Graph in the name of the person whose token `token` gives. A write needs its warrant; reads follow Retry-After for a
 * few seconds; a claims challenge is first answered without the person; every failure comes out as an AppError (see graph-error.ts).
 */
export function graphClient(token: (claims?: string) => Promise<string>): Graph {
  const client = clientFor(token);

  async function send(method: string, address: string, body: unknown, options: SendOptions = {}): Promise<Answer> {
    const answer = await sendOnce(method, address, body, options);
    const claims = answer.status === 401 ? claimsOf(answer.headers.get('www-authenticate')) : null;
    if (!claims) return settle(answer, `${method} ${address}`);
    // A challenged call was not done, so it may go again; only where Entra gives no token for these claims is the person asked.
    await token(claims).catch((error: unknown) => {
      throw isAppError(error, 'signedOut') ? new AppError('claimsChallenge', error.message, { claims, graphRequestId: answer.requestId, cause: error }) : error;
    });
    return settle(await sendOnce(method, address, body, options), `${method} ${address}`);
  }

  async function sendOnce(method: string, address: string, body: unknown, options: SendOptions): Promise<Answer> {
    const clientRequestId = randomUUID();
    let request = client.api(address).responseType(ResponseType.RAW).header('client-request-id', clientRequestId);
    if (options.eventual) request = request.header('ConsistencyLevel', 'eventual');
    if (options.prefer) request = request.header('Prefer', options.prefer);
    if (options.signal) request = request.option('signal', options.signal);
    let response: Response;
    try {
      response = (await (method === 'GET' ? request.get() : method === 'POST' ? request.post(body ?? {}) : method === 'PATCH' ? request.patch(body) : method === 'PUT' ? request.put(body) : request.delete())) as Response;
    } catch (error) {
      throw toAppError(error instanceof GraphClientError && isAppError(error.customError) ? error.customError : error);
    }
    const requestId = response.headers.get('request-id') ?? clientRequestId;
    const text = await response.text().catch((error: unknown) => {
      throw new AppError('offline', 'Graph’s answer broke off', { cause: error, graphRequestId: requestId });
    });
    return { status: response.status, headers: response.headers, body: parse(text, requestId), requestId };
  }

  async function page<T>(operation: GraphOperation, call: ReadCall & { next?: string | null }): Promise<Page<T>> {
    const address = call.next ? nextAddress(call.next) : addressOf(operation, call.path, call.query);
    const { body } = await send('GET', address, undefined, { eventual: call.eventual });
    const answer = body as { value?: T[]; '@odata.nextLink'?: string; '@odata.count'?: number };
    if (!Array.isArray(answer.value)) throw new AppError('internal', `${operation} answered no list`);
    return { items: answer.value, next: answer['@odata.nextLink'] ?? null, count: answer['@odata.count'] ?? null };
  }

  return {
    page,
    get: async <T>(operation: GraphOperation, call: ReadCall = {}) => (await send('GET', addressOf(operation, call.path, call.query), undefined, { eventual: call.eventual })).body as T,
    pages: async function* <T>(operation: GraphOperation, call: ReadCall) {
      let next: string | null = null;
      do {
        const answer: Page<T> = await page<T>(operation, { ...call, next });
        yield answer.items;
        next = answer.next;
      } while (next);
    },
    changes: async <T>(operation: GraphOperation, { query, link, pageSize, signal }: { query?: Query; link?: string | null; pageSize: number; signal?: AbortSignal }) => {
      const { body } = await send('GET', link ? nextAddress(link) : addressOf(operation, {}, query), undefined, { prefer: `odata.maxpagesize=${pageSize}`, signal });
      const answer = body as { value?: T[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string };
      if (!Array.isArray(answer.value)) throw new AppError('internal', `${operation} answered no list`);
      return { items: answer.value, next: answer['@odata.nextLink'] ?? null, delta: answer['@odata.deltaLink'] ?? null };
    },
    write: async <T>(operation: GraphOperation, call: WriteCall) => {
      requireWarrant(operation, call.warrant);
      const answer = await send(operation.slice(0, operation.indexOf(' ')), addressOf(operation, call.path), call.body, { prefer: call.prefer });
      return { value: answer.body as T, requestId: answer.requestId };
    },
    batch: async (calls, signal) => {
      if (calls.length > 20) throw new AppError('internal', `a batch of ${calls.length}; Graph takes 20`);
      const requests = calls.map((call) => {
        const method = call.operation.slice(0, call.operation.indexOf(' '));
        if (method !== 'GET') requireWarrant(call.operation, call.warrant);
        return { id: call.id, method, url: addressOf(call.operation, call.path, call.query), ...(call.body === undefined ? {} : { body: call.body, headers: { 'Content-Type': 'application/json' } }), ...(call.eventual ? { headers: { ConsistencyLevel: 'eventual' } } : {}), ...(call.after === undefined ? {} : { dependsOn: [call.after] }) };
      });
      const answer = await send('POST', '/$batch', { requests }, { signal });
      const { responses } = answer.body as { responses?: { id: string; status: number; headers?: Record<string, string>; body?: unknown }[] };
      if (!Array.isArray(responses)) throw new AppError('offline', 'the batch’s answer has no responses', { graphRequestId: answer.requestId });
      return {
        requestId: answer.requestId,
        answers: responses.map((inner) => ({ id: inner.id, status: inner.status, body: inner.body ?? null, retryAfter: numberOf(header(inner.headers, 'retry-after')), requestId: header(inner.headers, 'request-id') ?? errorRequestId(inner.body), limitUsed: numberOf(header(inner.headers, 'x-ms-throttle-limit-percentage')) })),
      };
    },
  };
}

/** @throws AppError for an answer that is a refusal. */
function settle(answer: Answer, call: string): Answer {
  if (answer.status >= 400) throw toAppError(answer, call);
  return answer;
}

function parse(text: string, requestId: string): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppError('offline', 'Graph’s answer is not whole', { cause: error, graphRequestId: requestId });
  }
}

function header(headers: Record<string, string> | undefined, name: string): string | null {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
}

function numberOf(text: string | null): number | null {
  const value = Number(text);
  return text === null || Number.isNaN(value) ? null : value;
}

function errorRequestId(body: unknown): string | null {
  return (body as { error?: { innerError?: { 'request-id'?: string } } } | null)?.error?.innerError?.['request-id'] ?? null;
}

/** A next link is followed whole, but only to Graph itself: it comes back from the browser in the address. */
function nextAddress(next: string): string {
  const url = new URL(next, BASE);
  if (url.origin !== BASE && url.origin !== graphOrigin()) throw new AppError('invalid', `a next link to ${url.origin}`, { say: 'This page’s address is not one of ours. Start again from the first page.' });
  return `${BASE}${url.pathname}${url.search}`;
}
