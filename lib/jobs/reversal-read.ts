import 'server-only';
import type { Assignment } from '@/lib/authoring/assignment';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { changeReversalItems, listReversalItems } from '@/lib/db/reversals';
import type { ReversalChange, ReversalKeeper } from '@/lib/db/reversals';
import { getRehearsal } from '@/lib/db/rehearsals';
import { roleKey } from '@/lib/directory/route';
import type { ResourceRole } from '@/lib/directory/route';
import { waysIn } from '@/lib/rollout/baseline';
import { loadHeldBefore } from '@/lib/rollout/held-before';
import { readLiveAssignments } from '@/lib/rollout/live-assignments';
import { keeperKey, LATE, NOT_REMOVED, triesOf } from '@/lib/rollout/reversal';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { readPlaces } from './reversal-places';
import type { Places } from './reversal-places';
import { aboutReversed } from './reversal-work';
import type { ReversalWork } from './reversal-work';

/** What the tenant has now of everybody who is under way. */
type Reading = { now: Date; live: ReadonlyMap<string, readonly Assignment[]>; there: Places; keptByPackage: (item: ReversalItem, role: ResourceRole) => boolean; rolesOf: (packageId: string) => readonly ResourceRole[] };

/** Reads back what was asked for, by package and by resource, and takes each item on to its next step. */
export async function readReversal(work: ReversalWork, keepers: readonly ReversalKeeper[]): Promise<void> {
  const now = await databaseNow();
  const items = (await listReversalItems(work.reversal.id, ['sent'])).filter((item) => item.step !== 'check' || item.stateSince.getTime() + work.timing.checkAfterMs <= now.getTime());
  if (items.length === 0) return;
  const reading = await read(work, items, keepers, now);
  const changes = items.flatMap((item) => judge(work, item, keepers, reading) ?? []);
  await work.lease.check();
  if (changes.length === 0) return;
  const byId = new Map(items.map((item) => [item.id, item]));
  await inTransaction(async (tx) => {
    const changed = await changeReversalItems(tx, changes);
    await recordAudit(tx, changes.flatMap(({ id, to, failure }) => {
      const item = byId.get(id);
      return item && changed.has(id) && to === 'failed' ? [{ ...aboutReversed(work, item), action: 'assignment.remove', outcome: 'failed' as const, detail: { step: item.step, failure } }] : [];
    }));
  });
}

async function read(work: ReversalWork, items: readonly ReversalItem[], keepers: readonly ReversalKeeper[], now: Date): Promise<Reading> {
  const { graph, design, run } = work;
  const concerned = [...new Set(items.map(({ packageId }) => packageId))];
  const keeping = new Set(items.filter(({ step }) => step === 'keep').flatMap((item) => keeperOf(item, keepers)?.keeperId ?? []));
  const live = new Map<string, readonly Assignment[]>();
  for (const packageId of [...concerned, ...keeping]) live.set(packageId, await readLiveAssignments(graph, packageId));
  const rolesOf = (packageId: string): readonly ResourceRole[] => design.packages.find((each) => each.packageId === packageId)?.roles ?? [];
  const there = await readPlaces(graph, items.map(({ personId }) => personId), concerned.flatMap(rolesOf));
  const heldBefore = await loadHeldBefore(run, (await getRehearsal(run.rehearsalId)).people);
  const keptByPackage = ({ personId }: ReversalItem, role: ResourceRole): boolean => waysIn(heldBefore(personId, role).routes).throughPackage;
  return { now, live, there, keptByPackage, rolesOf };
}

const keeperOf = (item: ReversalItem, keepers: readonly ReversalKeeper[]): ReversalKeeper | undefined => keepers.find(({ packageId, roles }) => packageId === item.packageId && roles === keeperKey(item.held));

function judge({ timing }: ReversalWork, item: ReversalItem, keepers: readonly ReversalKeeper[], reading: Reading): ReversalChange | null {
  const change = { id: item.id, attempts: item.attempts, from: ['sent'] as const };
  const late = reading.now.getTime() - (item.sentAt ?? item.stateSince).getTime() > timing.allowedMs;
  const thereOf = (role: ResourceRole): boolean | null => reading.there(item.personId, role);
  switch (item.step) {
    case 'keep': {
      const kept = reading.live.get(keeperOf(item, keepers)?.keeperId ?? '')?.find(({ personId }) => personId === item.personId);
      if (kept?.state === 'delivered' && item.held.every((role) => thereOf(role) !== false)) return { ...change, step: 'remove', to: 'queued', fresh: true };
      if (kept?.state === 'deliveryFailed' || kept?.state === 'partiallyDelivered' || late) return { ...change, to: 'failed', failure: 'The small package could not be delivered to them, so nothing was removed' };
      return null;
    }
    case 'remove': {
      const restores = item.action === 'restore' && item.notRestored === null;
      if (reading.live.get(item.packageId)?.some(({ id }) => id === item.assignmentId)) {
        if (!late) return null;
        // A removal that comes late takes what they had before: nobody stops looking for it but a person.
        if (restores) return item.failure ? null : { ...change, to: 'sent', failure: LATE };
        return { ...change, to: 'failed', failure: NOT_REMOVED };
      }
      const stays = item.action === 'bridge' && !item.notRestored ? new Set(item.held.map(roleKey)) : new Set<string>();
      const taken = reading.rolesOf(item.packageId).filter((role) => !stays.has(roleKey(role)) && !reading.keptByPackage(item, role));
      const still = taken.filter((role) => thereOf(role) === true);
      if (item.action === 'bridge' && !item.notRestored && item.held.some((role) => thereOf(role) === false)) return { ...change, to: 'failed', failure: 'Removed, and the small package does not keep what was held before: reprocess its assignment in Microsoft Entra' };
      if (still.length > 0 && !late) return null;
      if (still.length > 0 && !restores) return { ...change, to: 'failed', failure: 'The assignment is gone, and a resource still has them after 24 hours' };
      if (!restores) return { ...change, to: 'done', gone: true };
      // What another package goes on giving needs no putting back; what a resource still shows after a day may go yet, and is looked at again.
      if (item.held.every((role) => thereOf(role) === true)) return still.length > 0 ? { ...change, step: 'check', to: 'sent', gone: true, restored: true } : { ...change, to: 'done', gone: true, restored: true };
      return { ...change, step: 'restore', to: 'queued', fresh: true, gone: true };
    }
    case 'restore':
      if (item.held.every((role) => thereOf(role) !== false)) return { ...change, step: 'check', to: 'sent', restored: true };
      return late ? { ...change, to: 'failed', failure: 'Put back, and the group does not show it' } : null;
    case 'check':
      if (item.held.every((role) => thereOf(role) !== false)) return { ...change, to: 'done' };
      // A late removal ate it: it is put back again, and looked at again.
      return triesOf(item) > 4 ? { ...change, to: 'failed', failure: 'Put back several times, and gone again each time' } : { ...change, step: 'restore', to: 'queued' };
  }
}
