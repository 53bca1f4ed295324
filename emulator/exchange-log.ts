import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** One exchange with Graph as it went over the wire; a batch is one. A status of 0 is an answer that never went out. */
export type Exchange = {
  n: number;
  at: string;
  startedMs: number;
  endedMs: number;
  method: string;
  /** In full, with Microsoft's own host, whatever host it came to. */
  url: string;
  status: number;
  requestBody: unknown;
  responseBody: unknown;
  clientRequestId: string;
  requestId: string;
  origin: 'portal' | 'sdk' | 'replay';
  /** The answer, or one inside it, was made by the bad-days interface. */
  injected: boolean;
};

const KEPT = 50_000;
/** Or fewer, where their answers hold more rows than this: lists of a large tenant would fill the memory. */
const ROWS_KEPT = 250_000;

export type ExchangeLog = ReturnType<typeof createExchangeLog>;

/** Keeps the last 50,000 exchanges, fewer of long lists, and appends each to a file when one is named. */
export function createExchangeLog(recordFile: string | null) {
  if (recordFile) mkdirSync(dirname(recordFile), { recursive: true });
  const file = recordFile ? createWriteStream(recordFile, { flags: 'a' }) : null;
  const ring: (Exchange | undefined)[] = [];
  let made = 0;
  let dropped = 0;
  let rows = 0;

  /** Makes room for one more. */
  function drop(): void {
    while (made - dropped >= KEPT || rows > ROWS_KEPT && made > dropped) {
      dropped += 1;
      rows -= rowsIn(ring[dropped % KEPT]);
      ring[dropped % KEPT] = undefined;
    }
  }

  return {
    /** `recorded` is the answer with its injected parts marked, for the file only. */
    add(exchange: Omit<Exchange, 'n'>, recorded: unknown): void {
      drop();
      made += 1;
      ring[made % KEPT] = { n: made, ...exchange };
      rows += rowsIn(ring[made % KEPT]);
      const { method, url, requestBody, status, origin, injected } = exchange;
      // A batch whose inner answers carry the mark is itself real.
      const line = { method, url, requestBody: requestBody ?? null, status, responseBody: recorded ?? null, origin };
      if (url.endsWith('/$batch')) {
        // A batch is judged by its inner answers. One cut off after the work was done is recorded as it was answered;
        // one cut off before it has no answer to record.
        if (status !== 0) file?.write(`${JSON.stringify(line)}\n`);
        else if (recorded) file?.write(`${JSON.stringify({ ...line, status: 200 })}\n`);
        return;
      }
      const whole = injected && (status === 0 || recorded === exchange.responseBody);
      file?.write(`${JSON.stringify({ ...line, ...(whole ? { injected: true } : {}) })}\n`);
    },

    /** Exchanges after number `n`, oldest first, at most `limit`. */
    since(n: number, limit: number): Exchange[] {
      const found: Exchange[] = [];
      for (let next = Math.max(n, dropped) + 1; next <= made && found.length < limit; next += 1) {
        const exchange = ring[next % KEPT];
        if (exchange?.n === next) found.push(exchange);
      }
      return found;
    },

    /** The last exchanges, newest first, at most `limit`. */
    latest(limit: number): Exchange[] {
      const found: Exchange[] = [];
      for (let n = made; n > 0 && found.length < limit; n -= 1) {
        const exchange = ring[n % KEPT];
        if (exchange?.n !== n) break;
        found.push(exchange);
      }
      return found;
    },

    clear(): void {
      ring.length = 0;
      dropped = made;
      rows = 0;
    },

    close: () => new Promise<void>((closed) => (file ? file.end(closed) : closed())),
  };
}

/** How many rows an answer lists. */
function rowsIn(exchange: Exchange | undefined): number {
  const body = exchange?.responseBody;
  return typeof body === 'object' && body !== null && 'value' in body && Array.isArray(body.value) ? body.value.length : 0;
}
