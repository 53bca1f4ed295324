import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeItems, countItems, listItems } from '@/lib/db/run-items';
import { getDelivery } from '@/lib/db/phase-delivery';
import { canaryStanding } from '@/lib/rollout/canary';
import { failureOf } from '@/lib/rollout/run-failures';
import { aboutRun } from './run-work';
import type { RunWork } from './run-work';

/** How many requests may go out in one batch now, for a phase in which one goes first; Infinity where nothing holds the rest back. */
export async function mostToSend(work: RunWork): Promise<number> {
  if (!(await getDelivery(work.run.phaseId)).canary) return Infinity;
  switch (canaryStanding(await countItems(work.run.id))) {
    case 'first':
      return 1;
    case 'follow':
      return Infinity;
    case 'wait':
    case 'failed':
      return 0;
  }
}

/**
 * Where the one that went first failed, nothing more is sent: the rest fails for that reason, until somebody sends it
 * again. `goOn` says that more may go out by now.
 */
export async function holdBackRest(work: RunWork): Promise<'goOn' | 'wait'> {
  const standing = canaryStanding(await countItems(work.run.id));
  if (standing === 'first' || standing === 'follow') return 'goOn';
  if (standing === 'wait') return 'wait';
  await work.lease.check();
  const queued = await listItems(work.run.id, ['queued']);
  await inTransaction(async (tx) => {
    const changed = await changeItems(tx, queued.map((item) => ({ id: item.id, from: ['queued'] as const, attempts: item.attempts, to: 'failed' as const, ...failureOf('firstFailed') })));
    if (changed.size > 0) await recordAudit(tx, [{ ...aboutRun(work.run), action: 'run.holdBack', before: { queued: queued.length }, after: { failed: changed.size } }]);
  });
  return 'wait';
}
