import type { RunningTenant } from '@/emulator/testing';
import { readMark } from '@/lib/rollout/run';

export type Snapshot = ReturnType<RunningTenant['snapshot']>;
type Exchange = ReturnType<RunningTenant['log']>[number];
export type TenantRequest = Snapshot['assignmentRequests'][number];

/** One write as the tenant's log has it, from inside a batch or alone. Status 0: its answer never went out. */
export type Write = { n: number; method: string; path: string; status: number; requestId: string; body: unknown; answer: unknown };

type Inner = { id: string; method: string; url: string; body?: unknown };
type InnerAnswer = { id: string; status: number; headers?: Record<string, string>; body?: unknown };

/** Every write the tenant was asked for, oldest first. */
export function writesIn(log: readonly Exchange[]): Write[] {
  return log.flatMap((exchange) => {
    const { n, method, url, status, requestBody, responseBody, requestId } = exchange;
    if (!url.endsWith('/$batch')) return method === 'GET' ? [] : [{ n, method, path: pathOf(url), status, requestId, body: requestBody, answer: responseBody }];
    const answers = new Map(((responseBody as { responses?: InnerAnswer[] } | null)?.responses ?? []).map((answer) => [answer.id, answer]));
    return ((requestBody as { requests?: Inner[] } | null)?.requests ?? []).filter((inner) => inner.method !== 'GET').map((inner) => {
      const answer = answers.get(inner.id);
      return { n, method: inner.method, path: pathOf(inner.url), status: answer?.status ?? 0, requestId: requestIdOf(answer), body: inner.body ?? null, answer: answer?.body ?? null };
    });
  });
}

const pathOf = (url: string): string => decodeURIComponent(url).replace(/^https:\/\/[^/]+\/v1\.0/, '').replace(/\?.*/, '');

function requestIdOf(answer: InnerAnswer | undefined): string {
  const named = Object.entries(answer?.headers ?? {}).find(([name]) => name.toLowerCase() === 'request-id')?.[1];
  return named ?? (answer?.body as { error?: { innerError?: { 'request-id'?: string } } } | null)?.error?.innerError?.['request-id'] ?? '';
}

/** The requests that carry the mark of a run or reversal, by item, oldest first. */
export function markedBy(snapshot: Snapshot, runId: string): Map<string, TenantRequest[]> {
  const found = new Map<string, TenantRequest[]>();
  for (const request of snapshot.assignmentRequests) {
    const mark = readMark(request.justification);
    if (mark?.runId === runId) found.set(mark.itemId, [...(found.get(mark.itemId) ?? []), request].sort((a, b) => a.created - b.created));
  }
  return found;
}

/** Whether somebody has every role of a package, as far as a snapshot tells: not of sites. */
export function holdsRoles(snapshot: Snapshot, packageId: string, personId: string): boolean {
  const resources = new Map(snapshot.resources.map((resource) => [resource.id, resource]));
  const roleScopes = snapshot.packages.find((each) => each.id === packageId)?.roleScopes ?? [];
  return roleScopes.every(({ resourceId, roleId }) => {
    const resource = resources.get(resourceId);
    const originId = resource?.roles.find((role) => role.id === roleId)?.originId ?? '';
    if (resource?.originSystem === 'AadGroup') return snapshot.groups.some((group) => group.id === resource.originId && (originId.startsWith('Owner_') ? group.owners : group.members).includes(personId));
    if (resource?.originSystem === 'AadApplication') return snapshot.appRoleAssignments.some((grant) => grant.principalId === personId && grant.resourceId === resource.originId && grant.appRoleId === originId);
    return true;
  });
}

/** Lines of the log about any of these, for whoever looks into a failure. */
export function linesAbout(log: readonly Exchange[], about: readonly string[]): string[] {
  const wanted = about.filter(Boolean);
  if (wanted.length === 0) return [];
  const writes = new Map<number, Write[]>();
  for (const write of writesIn(log)) writes.set(write.n, [...(writes.get(write.n) ?? []), write]);
  return log.flatMap((exchange) => {
    const told = (writes.get(exchange.n) ?? []).filter((write) => wanted.some((id) => `${write.path} ${JSON.stringify(write.body)} ${JSON.stringify(write.answer)}`.includes(id)));
    const at = new Date(exchange.endedMs).toISOString().slice(11, 23);
    return told.map(({ method, path, status, requestId, body, answer }) => `${exchange.n} ${at} (${exchange.endedMs - exchange.startedMs} ms, answered ${exchange.status}${exchange.injected ? ', struck' : ''}) ${method} ${path} ${status} ${requestId} ${JSON.stringify(body)} -> ${JSON.stringify(answer).slice(0, 160)}`);
  });
}
