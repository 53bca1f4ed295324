import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { toldRequests } from '@/lib/db/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { changeItems, listItems, packagesOfItems } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import { LOST_STATES } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';
import { failureOf } from '@/lib/rollout/run-failures';
import { findOwnRequests } from './own-requests';
import { aboutItem, readSince } from './run-work';
import type { RunWork } from './run-work';

/** How often a request without an answer is tried before the item counts as failed. */
const MOST_ATTEMPTS = 6;
/** How often one that Entra refuses since something like it is there already, before it counts as somebody else's; a quarter of an hour in all. */
const MOST_LOOKS = 11;
const LONGEST_WAIT_SECONDS = 300;

/**
 * Items whose answer was lost: those whose request the tenant holds go on with it, the others back into the queue. Called
 * once the tenant has had the time to show what was sent.
 */
export async function findLostItems(work: RunWork): Promise<void> {
  for (const packageId of await packagesOfItems(work.run.id, LOST_STATES)) {
    const items = await listItems(work.run.id, LOST_STATES, packageId);
    const found = await findOwnRequests(work.graph, packageId, readSince(work, items), items);
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeItems(tx, items.map((item) => afterLookUp(item, found.get(item.id)?.id)));
      await recordFound(tx, work, items.filter((item) => changed.has(item.id)), found);
    });
  }
}

/** Says of requests that were found again that they were made, of those of which nothing says so yet. */
export async function recordFound(tx: Db, work: RunWork, items: readonly RunItem[], found: ReadonlyMap<string, { id: string }>): Promise<void> {
  const told = await toldRequests(tx, work.run.id, 'assignment.request', items.flatMap((item) => {
    const request = found.get(item.id);
    return request ? [{ id: request.id, personId: item.personId }] : [];
  }));
  await recordAudit(tx, items.flatMap((item): AuditInput[] => {
    const request = found.get(item.id)?.id;
    // One that is processed again was made long before.
    if (!request || (!item.requestId && told.has(request))) return [];
    return [{ ...aboutItem(work, item), outcome: 'done', detail: { answer: 'lost, request found again', attempt: item.attempts, request } }];
  }));
}

function afterLookUp(item: RunItem, requestId: string | undefined): ItemChange {
  const change = { id: item.id, from: LOST_STATES, attempts: item.attempts };
  if (requestId) return { ...change, to: 'requested', requestId };
  // What Entra says is there may be our own, and its lists may show what was a while ago: looked for longer, and never called unanswered.
  const stands = item.failureCode === 'alreadyHas' || item.failureCode === 'alreadyAsked' ? item.failureCode : null;
  if (stands && item.attempts >= MOST_LOOKS) return { ...change, to: 'skipped', ...failureOf(stands) };
  if (!stands && item.attempts >= MOST_ATTEMPTS) return { ...change, to: 'failed', ...failureOf('noAnswer') };
  // An answer lost again and again is a sign to go slower.
  return { ...change, to: 'queued', waitSeconds: item.attempts > 1 ? Math.min(LONGEST_WAIT_SECONDS, 2 ** item.attempts) : 0 };
}
