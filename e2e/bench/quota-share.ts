import type { BenchTenant } from './bench-tenant';

export type QuotaShape = 'bucket' | 'window' | 'halved';

/** The assignment writes of a stretch of the tenant's log. Times are milliseconds of the tenant's clock. */
export type Writes = { first: number; last: number; accepted: number; refused: number; duplicates: number; calls: { at: number; count: number; accepted: number }[] };

type Exchange = { n: number; startedMs: number; endedMs: number; url: string; requestBody: unknown; responseBody: unknown };
type Inner = { id: string; url: string; method: string; body?: { requestType?: string; assignment?: { targetId?: string; accessPackageId?: string } } };

const PAGE = 2000;

/** Every request for an assignment after call `since`, as the tenant's log has it. */
export async function readWrites(tenant: BenchTenant, since: number): Promise<Writes> {
  const writes: Writes = { first: Infinity, last: 0, accepted: 0, refused: 0, duplicates: 0, calls: [] };
  const given = new Set<string>();
  for (let from = since; ;) {
    const page = (await tenant.log(from, PAGE)) as Exchange[];
    for (const exchange of page) take(writes, given, exchange);
    const last = page.at(-1);
    if (!last) break;
    from = last.n;
  }
  writes.calls.sort((a, b) => a.at - b.at);
  return writes;
}

function take(writes: Writes, given: Set<string>, { startedMs, endedMs, requestBody, responseBody }: Exchange): void {
  const { requests = [] } = (requestBody ?? {}) as { requests?: Inner[] };
  const { responses = [] } = (responseBody ?? {}) as { responses?: { id: string; status: number }[] };
  const status = new Map(responses.map((each) => [each.id, each.status]));
  const adds = requests.filter((each) => each.body?.requestType === 'adminAdd');
  if (adds.length === 0) return;
  writes.first = Math.min(writes.first, startedMs);
  let accepted = 0;
  for (const { id, body } of adds) {
    const answer = status.get(id) ?? 0;
    if (answer === 429) writes.refused += 1;
    if (answer !== 201) continue;
    accepted += 1;
    const what = `${body?.assignment?.targetId ?? ''} ${body?.assignment?.accessPackageId ?? ''}`;
    if (given.has(what)) writes.duplicates += 1;
    given.add(what);
  }
  writes.accepted += accepted;
  if (accepted > 0) writes.last = Math.max(writes.last, endedMs);
  writes.calls.push({ at: endedMs, count: adds.length, accepted });
}

const WINDOW_MS = 10_000;

/** How many writes the quota would have let through between the first that was sent and the last that was accepted. */
export function allowedBy(shape: QuotaShape, quota: number, { first, last, calls }: Writes, { ruleAt, halveAfterCalls }: { ruleAt: number; halveAfterCalls: number }): number {
  const seconds = (last - first) / 1000;
  if (shape === 'bucket') return quota * (1 + seconds);
  if (shape === 'window') {
    const windowOf = (at: number) => Math.floor((at - ruleAt) / WINDOW_MS);
    const begins = ruleAt + windowOf(last) * WINDOW_MS;
    const inLast = calls.filter(({ at }) => at >= begins).reduce((sum, { accepted }) => sum + accepted, 0);
    const whole = (quota * WINDOW_MS) / 1000;
    return whole * (windowOf(last) - windowOf(first)) + Math.max(inLast, (whole * (last - begins)) / WINDOW_MS);
  }
  let seen = 0;
  const halved = calls.find(({ count }) => (seen += count) > halveAfterCalls)?.at ?? last;
  const before = (Math.min(halved, last) - first) / 1000;
  return quota * (1 + before) + (quota / 2) * (seconds - before);
}
