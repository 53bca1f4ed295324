import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
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
      await recordAudit(
        tx,
        items
          .filter((item) => changed.has(item.id) && found.has(item.id))
          .map((item) => ({ ...aboutItem(work, item), outcome: 'done', detail: { answer: 'lost, request found again', attempt: item.attempts, request: found.get(item.id)?.id } })),
      );
    });
  }
}

function afterLookUp(item: RunItem, requestId: string | undefined): ItemChange {
  const change = { id: item.id, from: LOST_STATES, attempts: item.attempts };
  if (requestId) return { ...change, to: 'requested', requestId };
  if (item.attempts >= MOST_ATTEMPTS) return { ...change, to: 'failed', ...failureOf('noAnswer') };
  // An answer lost again and again is a sign to go slower.
  return { ...change, to: 'queued', waitSeconds: item.attempts > 1 ? 2 ** item.attempts : 0 };
}
