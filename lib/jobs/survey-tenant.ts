import 'server-only';
import { listAssignments } from '@/lib/graph/assignments';
import { listOpenRequests } from '@/lib/graph/assignment-requests';
import { HELD_STATES } from '@/lib/authoring/assignment';
import { inTransaction } from '@/lib/db/client';
import { changeItems, listItems, packagesOfItems } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import type { Graph } from '@/lib/graph/client';
import { failureOf } from '@/lib/rollout/run-failures';
import type { ItemFailure } from '@/lib/rollout/run-failures';
import { readMark } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';
import { recordFound } from './find-lost-items';
import { findOwnRequests } from './own-requests';
import { readSince } from './run-work';
import type { RunWork } from './run-work';

/**
 * Before the first write: whoever has the package by now, or is getting it by another request, is left out with the
 * reason; what is ours already goes on. Read in pages for each package, never once for each person.
 */
export async function surveyTenant(work: RunWork): Promise<void> {
  for (const packageId of await packagesOfItems(work.run.id, ['queued'])) {
    const items = await listItems(work.run.id, ['queued'], packageId);
    const sent = items.filter((item) => item.attempts > 0);
    const [assigned, requests, own] = await Promise.all([
      readAssigned(work.graph, packageId),
      listOpenRequests(work.graph, packageId),
      sent.length > 0 ? findOwnRequests(work.graph, packageId, readSince(work, items), sent.map(forLastAttempt)) : null,
    ]);
    const ids = new Set(items.map((item) => item.id));
    const others = requests.filter((request) => !/remove/i.test(request.requestType) && !ids.has(readMark(request.justification)?.itemId ?? ''));
    const asked = new Map(others.map((request) => [request.personId, failureOf('alreadyAsked')]));
    await work.lease.check();
    const changes = items.flatMap((item): ItemChange | [] => {
      const change = { id: item.id, from: ['queued'] as const, attempts: item.attempts };
      const ours = own?.get(item.id);
      if (ours) return { ...change, to: 'requested', requestId: ours.id };
      // Had in part by our own request, which is what is to be processed again.
      if (item.requestId) return [];
      const reason = assigned.get(item.personId) ?? asked.get(item.personId);
      return reason ? { ...change, to: 'skipped', ...reason } : [];
    });
    if (changes.length === 0) continue;
    await inTransaction(async (tx) => {
      const changed = await changeItems(tx, changes);
      if (own) await recordFound(tx, work, sent.filter((item) => changed.has(item.id)), own);
    });
  }
}

/** A queued item's last attempt is over, failed or never arrived: only a request still alive is one to go on with. */
function forLastAttempt(item: RunItem): RunItem {
  return { ...item, attempts: 0 };
}

async function readAssigned(graph: Graph, packageId: string): Promise<Map<string, ItemFailure>> {
  const held = new Map<string, ItemFailure>();
  await Promise.all(
    HELD_STATES.map(async (state) => {
      let next: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listAssignments>> = await listAssignments(graph, { packageId, state }, next);
        for (const assignment of page.items) held.set(assignment.personId, failureOf('alreadyHas'));
        next = page.next;
      } while (next);
    }),
  );
  return held;
}
