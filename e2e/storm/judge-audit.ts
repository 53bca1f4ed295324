import { firstBrokenEvent } from '@/lib/audit';
import type { AuditRow } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { markedBy, writesIn } from './ledger';
import type { Snapshot, TenantRequest, Write } from './ledger';
import type { Broken } from './judge-run';
import type { Scene } from './scene';

type Told = Pick<AuditRow, 'action' | 'outcome' | 'graphOperation' | 'graphRequestId' | 'detail' | 'objectId'> & { request: string; answer: string; person: string };

/** What each kind of write is called in the audit, where it makes a request of its own. */
const MAKES = ['assignment.request', 'assignment.remove', 'assignment.keep'];

/**
 * Every write that the tenant carried out has exactly one row that says so, with the request-id of its answer where that
 * arrived; no row tells of a write, done or refused, that the tenant's log does not have. The chain holds.
 */
export async function judgeAudit(scene: Scene, since: number, runId: string, reversalId: string | null, after: Snapshot): Promise<Broken[]> {
  const rows = await db().auditEvent.findMany({ orderBy: { seq: 'asc' }, include: { subject: { select: { personId: true } } } });
  const broken = firstBrokenEvent(rows.map(({ subject: _subject, ...row }) => row));
  const told = rows.filter((row) => row.runId === runId && row.graphOperation).map((row): Told => {
    const { request = '', answer = '' } = (row.detail ?? {}) as { request?: string; answer?: string };
    return { ...row, request, answer, person: row.subject?.personId ?? '' };
  });
  const writes = writesIn(scene.tenant.log(since));
  const byRequestId = new Map(writes.filter(({ requestId }) => requestId).map((write) => [write.requestId, write]));
  return [
    ...(broken === null ? [] : [{ what: `the audit’s chain breaks at ${broken}`, about: [] }]),
    ...told.flatMap((row) => judgeRow(row, byRequestId)),
    ...judgeRequests(told, markedBy(after, runId), reversalId ? markedBy(after, reversalId) : new Map<string, TenantRequest[]>()),
    ...judgeCancels(told, after, runId),
    ...judgeReprocessing(told, after, runId),
    ...judgeOthers(told, writes),
  ];
}

/** A row names an answer that the log has, and says what that said; or says that the answer was lost, and what was found. */
function judgeRow({ action, outcome, graphRequestId, request, answer, detail }: Told, writes: ReadonlyMap<string, Write>): Broken[] {
  const row = `audit ${action} ${outcome} ${JSON.stringify(detail)}`;
  if (!graphRequestId) return outcome === 'done' && !request && !answer ? [{ what: `${row}: names neither an answer nor what was found`, about: [] }] : [];
  const write = writes.get(graphRequestId);
  const about = [graphRequestId, request];
  if (!write) return [{ what: `${row}: the log has no answer ${graphRequestId}`, about }];
  if ((outcome === 'done') !== write.status < 300) return [{ what: `${row}: the log has ${write.status} for ${graphRequestId}`, about }];
  const made = (write.answer as { id?: string } | null)?.id;
  return outcome === 'done' && MAKES.includes(action) && made !== request ? [{ what: `${row}: the log has ${made ?? 'no request'} for ${graphRequestId}`, about }] : [];
}

/** Every request the tenant took for the run or its reversal has one row. */
function judgeRequests(told: readonly Told[], ...taken: ReturnType<typeof markedBy>[]): Broken[] {
  const rows = told.filter(({ action, outcome }) => MAKES.includes(action) && outcome === 'done').map(({ request }) => request);
  const made = taken.flatMap((requests) => [...requests.values()].flat().map(({ id }) => id));
  return compare('a request that the tenant took', made, rows);
}

/** Nobody but the run cancels here. */
function judgeCancels(told: readonly Told[], after: Snapshot, runId: string): Broken[] {
  const cancelled = [...markedBy(after, runId).values()].flat().filter(({ state }) => state === 'canceled').map(({ id }) => id);
  return compare('a cancelling that the tenant did', cancelled, told.filter(({ action, outcome }) => action === 'assignment.cancel' && outcome === 'done').map(({ request }) => request));
}

/** A request that was delivered n times was processed again n - 1 times. */
function judgeReprocessing(told: readonly Told[], after: Snapshot, runId: string): Broken[] {
  const again = [...markedBy(after, runId).values()].flat().flatMap(({ id, attempts = 1 }) => Array.from({ length: Math.max(0, attempts - 1) }, () => id));
  return compare('a processing again that the tenant did', again, told.filter(({ action, outcome }) => action === 'assignment.reprocess' && outcome === 'done').map(({ request }) => request));
}

/** Whatever else was written and answered well: packages and policies made. Who was put back may be told by a later request that found them there. */
function judgeOthers(told: readonly Told[], writes: readonly Write[]): Broken[] {
  const others = writes.filter(({ path, status }) => status >= 200 && status < 300 && !path.includes('/assignmentRequests'));
  const rows = new Set(told.filter(({ outcome }) => outcome === 'done').map(({ graphRequestId }) => graphRequestId));
  const found = told.filter(({ outcome, answer }) => outcome === 'done' && answer);
  const isFound = ({ method, path, body, answer }: Write) => {
    const text = `${path} ${JSON.stringify(body)} ${JSON.stringify(answer)}`;
    return found.some(({ graphOperation, objectId, person }) => graphOperation?.startsWith(`${method} `) && graphOperation.split('/').at(-1) === path.split('/').at(-1) && text.includes(objectId) && text.includes(person));
  };
  return others.filter((write) => !rows.has(write.requestId) && !isFound(write)).map(({ method, path, requestId, body }) => ({ what: `${method} ${path} (${requestId}) ${JSON.stringify(body)} was done, and no audit row tells of it`, about: [] }));
}

function compare(what: string, done: readonly string[], rows: readonly string[]): Broken[] {
  const count = (all: readonly string[], id: string) => all.filter((each) => each === id).length;
  return [...new Set([...done, ...rows])].filter((id) => count(done, id) !== count(rows, id)).map((id) => ({ what: `${what} (${id}): done ${count(done, id)} times, told by ${count(rows, id)} audit rows`, about: [id] }));
}
