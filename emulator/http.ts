import type { IncomingMessage } from 'node:http';

/** A request as the parts below the server see it. Header names are lower-case. */
export type HttpRequest = {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
};

/** How a body goes out on a bad day: in pieces over a while, or not to its end. */
export type Sending = { kind: 'slow-body'; overMs: number } | { kind: 'truncated'; keep: number; clean: boolean };

export type HttpAnswer = { status: number; headers: Record<string, string>; body: string; sending?: Sending | undefined };

/** Largest body taken; Graph itself stops at 4 MB. */
const LONGEST_BODY = 4 * 1024 * 1024;

export class BodyTooLong extends Error {}

/** Reads a request whole. Throws BodyTooLong beyond 4 MB. */
export async function readRequest(message: IncomingMessage, origin: string): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new BodyTooLong('the body is longer than 4 MB');
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
  return { method: message.method ?? 'GET', url: new URL(message.url ?? '/', origin), headers, body: Buffer.concat(chunks).toString('utf8') };
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers }, body: JSON.stringify(body) };
}

export function redirectAnswer(location: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status: 303, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}

/** Parses JSON without throwing: undefined for an empty body, `malformed` for what is no JSON. */
export function parseJson(text: string): { value: unknown } | 'malformed' {
  if (text === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return 'malformed';
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
