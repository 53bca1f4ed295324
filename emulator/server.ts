import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { BodyTooLong, jsonAnswer, readRequest } from './http';
import type { HttpAnswer, HttpRequest, Sending } from './http';

export class PortTakenError extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} is taken. Set EMULATOR_PORT to a free one, or stop what uses it.`);
  }
}

type Served = {
  port: number;
  portalOrigin: string;
  /** The answer; null cuts the connection without one. */
  route: (request: HttpRequest) => Promise<HttpAnswer | null>;
};

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** How long open requests may go on once the server closes. */
const LAST_ANSWERS_MS = 500;

/**
 * Listens on loopback alone, by IPv4 and where the machine has it by IPv6, since browsers take either for `localhost`.
 * Throws PortTakenError.
 */
export async function listen(served: Served): Promise<{ port: number; close(): Promise<void> }> {
  let port = served.port;
  const answer = (message: IncomingMessage, response: ServerResponse) => {
    respond(served, port, message, response).catch((error: unknown) => console.error(error));
  };
  const servers = [await bind(createServer({ keepAliveTimeout: 30_000 }, answer), port, '127.0.0.1')];
  port = (servers[0]?.address() as AddressInfo).port;
  try {
    servers.push(await bind(createServer({ keepAliveTimeout: 30_000 }, answer), port, '::1'));
  } catch (error) {
    // Without IPv6 the one address is enough; somebody else behind the other would be sent our tokens.
    if (error instanceof PortTakenError) {
      await Promise.all(servers.map(close));
      if (served.port === 0) return listen(served);
      throw error;
    }
  }
  return { port, close: async () => void (await Promise.all(servers.map(close))) };
}

function bind(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((bound, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error));
    server.listen(port, host, () => bound(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS).unref();
  });
}

async function respond(served: Served, port: number, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  try {
    const given = refusal(served, port, message) ?? (await served.route(await readRequest(message, `http://localhost:${port}`)));
    if (!given) {
      message.socket.resetAndDestroy();
      return;
    }
    const echoed = message.headers['client-request-id'];
    response.writeHead(given.status, { 'x-ms-request-id': requestId, ...(typeof echoed === 'string' ? { 'client-request-id': echoed } : {}), ...given.headers });
    if (given.sending && given.body) await sendBadly(response, given.body, given.sending);
    else response.end(message.method === 'HEAD' ? undefined : given.body);
  } catch (error) {
    const long = error instanceof BodyTooLong;
    if (!long && !message.destroyed) console.error(error);
    if (response.headersSent || response.destroyed) return;
    const body = { error: { code: long ? 'RequestEntityTooLarge' : 'InternalServerError', message: long ? error.message : 'The local tenant failed; its console says how.' } };
    response.writeHead(long ? 413 : 500, { 'content-type': 'application/json', 'request-id': requestId, ...(long ? { connection: 'close' } : {}) }).end(JSON.stringify(body));
  }
}

/** In how many pieces a slow body comes. */
const PIECES = 10;

async function sendBadly(response: ServerResponse, body: string, sending: Sending): Promise<void> {
  const bytes = Buffer.from(body);
  if (sending.kind === 'truncated') {
    const kept = bytes.subarray(0, Math.floor(bytes.length * sending.keep));
    if (sending.clean) response.end(kept);
    else response.write(kept, () => response.destroy());
    return;
  }
  const size = Math.ceil(bytes.length / PIECES);
  for (let from = 0; from < bytes.length && !response.destroyed; from += size) {
    response.write(bytes.subarray(from, from + size));
    await wait(sending.overMs / PIECES);
  }
  response.end();
}

/**
 * A page of the web can reach loopback through a visitor's browser: by a name of its own that resolves here, or by a
 * cross-site request. Neither gets an answer from what holds every key of the tenant.
 */
function refusal({ portalOrigin }: Served, port: number, message: IncomingMessage): HttpAnswer | null {
  if (!LOOPBACK_HOST.test(message.headers.host ?? '')) return jsonAnswer(421, { error: { code: 'MisdirectedRequest', message: 'The local tenant answers on loopback only.' } });
  const { origin } = message.headers;
  const own = [portalOrigin, `http://localhost:${port}`, `http://127.0.0.1:${port}`];
  if (message.url?.startsWith('/_emulator/') && origin && !own.includes(origin)) {
    return jsonAnswer(403, { error: { code: 'Forbidden', message: 'The admin interface answers no page of another origin.' } });
  }
  return null;
}
