import { isRecord } from '../http';
import type { GraphRequest, GraphResponse } from '../wire';
import { badRequest } from './graph-error';
import { decodedPath } from './router';

const MOST = 20;

type Inner = { id: string; method: string; address: Pick<GraphRequest, 'path' | 'query'>; headers: Record<string, string>; body: unknown; dependsOn: string[] };
type Answer = { id: string; status: number; headers: Record<string, string>; body?: unknown };

/**
 * Works off the requests of a `$batch`, each through `handle` as if it had come alone: those that depend on no other
 * begin at once, in the order they stand. One that depends on a failed one is answered 424.
 * https://learn.microsoft.com/graph/json-batching
 */
export async function answerBatch(outer: GraphRequest, handle: (request: GraphRequest) => GraphResponse | Promise<GraphResponse>): Promise<GraphResponse> {
  const answers = new Map<string, Promise<Answer>>();
  for (const inner of readBatch(outer.body)) answers.set(inner.id.toLowerCase(), answerAfter(inner, answers, outer, handle));
  return { status: 200, body: { responses: await Promise.all(answers.values()) } };
}

async function answerAfter(inner: Inner, answers: ReadonlyMap<string, Promise<Answer>>, outer: GraphRequest, handle: (request: GraphRequest) => GraphResponse | Promise<GraphResponse>): Promise<Answer> {
  for (const id of inner.dependsOn) {
    const before = await answers.get(id.toLowerCase());
    if (!before || before.status >= 400) return dependencyFailed(inner.id);
  }
  return answerInner(inner, outer, handle);
}

async function answerInner(inner: Inner, outer: GraphRequest, handle: (request: GraphRequest) => GraphResponse | Promise<GraphResponse>): Promise<Answer> {
  const answer = await handle({
    method: inner.method,
    ...inner.address,
    headers: inner.headers,
    body: inner.body,
    caller: outer.caller,
  });
  const { 'content-type': type = 'application/json', ...others } = answer.headers ?? {};
  const headers = { ...(answer.body === undefined ? {} : { 'Content-Type': type }), ...others };
  return { id: inner.id, status: answer.status, headers, ...(answer.body === undefined ? {} : { body: answer.body }) };
}

const dependencyFailed = (id: string): Answer => ({
  id, status: 424, headers: { 'Content-Type': 'application/json' }, body: { error: { code: 'FailedDependency', message: 'The request failed because a request it depends on failed.' } },
});

function readBatch(body: unknown): Inner[] {
  const requests = (body as { requests?: unknown } | undefined)?.requests;
  if (!Array.isArray(requests)) throw badRequest('BadRequest', 'Invalid batch payload format.');
  if (requests.length > MOST) throw badRequest('BadRequest', `Number of batch request steps exceeds the maximum value of ${MOST}.`);
  const inner = requests.map(readInner);
  const ids = inner.map(({ id }) => id.toLowerCase());
  const twin = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twin !== undefined) throw badRequest('BadRequest', `Request Id ${twin} has to be unique in a batch.`);
  inner.forEach(({ id, dependsOn }, at) => {
    if (dependsOn.some((other) => !ids.slice(0, at).includes(other.toLowerCase()))) {
      throw badRequest('BadRequest', `Request Id ${id} depends on a request that does not come before it.`);
    }
  });
  return inner;
}

function addressIn(id: string, url: string): Inner['address'] {
  try {
    const { pathname, searchParams } = new URL(url.replace(/^\/*/, '/'), 'https://graph.microsoft.com');
    const path = decodedPath(pathname);
    if (path !== '/$batch') return { path, query: searchParams };
  } catch {
    // Told below, as for a batch in a batch.
  }
  throw badRequest('BadRequest', `Invalid batch payload format: the url of request ${id} is not one a batch may hold.`);
}

function readInner(given: unknown): Inner {
  if (!isRecord(given)) throw badRequest('BadRequest', 'Invalid batch payload format.');
  const { id, method, url, headers, body, dependsOn } = given;
  if (typeof id !== 'string' || id === '' || typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('BadRequest', 'Invalid batch payload format: each request needs an id, a method and a url.');
  }
  const names = Object.fromEntries(Object.entries((headers ?? {}) as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]));
  if (body !== undefined && body !== null && names['content-type'] === undefined) {
    throw badRequest('BadRequest', `Write request id : ${id} does not contain Content-Type header or body.`);
  }
  return { id, method: method.toUpperCase(), address: addressIn(id, url), headers: names, body: body ?? undefined, dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [] };
}
