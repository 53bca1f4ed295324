import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { changeHandoverItems } from '@/lib/db/handover-sends';
import type { HandoverChange } from '@/lib/db/handover-sends';
import { listHandoverItems } from '@/lib/db/handovers';
import { groupedBy } from '@/lib/directory/grouped-by';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { roleKind } from '@/lib/directory/route';
import type { WantedStep } from '@/lib/graph/assignment-requests';
import { FIRST_STEPS, LEFT } from '@/lib/rollout/handover-item';
import type { HandoverItem } from '@/lib/rollout/handover-item';
import { readLiveAssignments } from '@/lib/rollout/live-assignments';
import { judgeStep } from './handover-judge';
import type { StepReading } from './handover-judge';
import { askedKey, marked, sinceOf } from './handover-sends';
import { aboutHandover, aboutMove, changeOf } from './handover-work';
import type { HandoverWork } from './handover-work';
import { findOwnRequests } from './own-requests';

/**
 * Before the first is moved, and again where that was long ago: whoever holds a package no more, or by another policy than
 * when it was rehearsed, is left as they are.
 */
export async function lookBeforeMoves(work: HandoverWork): Promise<void> {
  const setsOut = FIRST_STEPS[work.handover.way];
  const waiting = (await listHandoverItems(work.handover.id, ['queued'])).filter(({ step }) => step === setsOut);
  for (const [packageId, items] of groupedBy(waiting, (item) => item.packageId)) {
    const live = new Map((await readLiveAssignments(work.graph, packageId)).map((each) => [each.id, each]));
    const changes = items.flatMap((item): HandoverChange[] => {
      const assignment = live.get(item.assignmentId);
      if (assignment?.policyId === item.fromPolicyId) return [];
      return [{ ...changeOf(item, ['queued']), to: 'left', failure: assignment ? LEFT.movedOtherwise : LEFT.ended }];
    });
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeHandoverItems(tx, changes);
      if (changed.size > 0) await recordAudit(tx, [{ ...aboutHandover(work), action: 'handover.look', before: { queued: items.length }, after: { package: items[0]?.packageName, left: changed.size } }]);
    });
  }
}

/** Reads back by package what was asked for, and takes each on to its next step. */
export async function readMoves(work: HandoverWork): Promise<void> {
  const sent = await listHandoverItems(work.handover.id, ['sent']);
  for (const [key, items] of groupedBy(sent, (item) => askedKey(work, item))) {
    const [packageId = '', requestType] = key.split(' ') as [string, WantedStep['asks']];
    // Requests first: one that is seen delivered here had its time to change what is read then.
    const requests = await findOwnRequests(work.graph, packageId, sinceOf(work), items.map(marked), requestType);
    const live = await readLiveAssignments(work.graph, packageId);
    const byId = new Map(live.map((each) => [each.id, each]));
    const byPerson = groupedBy(live, ({ personId }) => personId);
    const [isThere, now] = [await membershipsOf(work, items), await databaseNow()];
    const changes = items.flatMap((item): HandoverChange[] => {
      const reading: StepReading = { now, timing: work.timing, byId, ofPerson: byPerson.get(item.personId) ?? [], request: requests.get(item.id), isThere: isThere(item) };
      const next = judgeStep(item, reading);
      return next ? [{ ...changeOf(item, ['sent']), ...next }] : [];
    });
    await writeRead(work, items, changes);
  }
}

async function writeRead(work: HandoverWork, items: readonly HandoverItem[], changes: readonly HandoverChange[]): Promise<void> {
  const byId = new Map(items.map((item) => [item.id, item]));
  await work.lease.check();
  await inTransaction(async (tx) => {
    const changed = await changeHandoverItems(tx, changes);
    await recordAudit(tx, changes.flatMap(({ id, to, failure }) => {
      const item = byId.get(id);
      return item && changed.has(id) && to === 'failed' ? [{ ...aboutMove(work, item), outcome: 'failed' as const, detail: { failure } }] : [];
    }));
  });
}

/** Whether everything their package gives shows them, for those whose small package is taken away; what cannot be read says nothing against it. */
async function membershipsOf(work: HandoverWork, items: readonly HandoverItem[]): Promise<(item: HandoverItem) => boolean> {
  const last = items.filter(({ step }) => step === 'drop');
  if (last.length === 0) return () => true;
  const tenant = new TenantRoutes(work.graph, new Set(last.map(({ personId }) => personId)), await databaseNow());
  const designs = await work.designs();
  const missing = new Set<string>();
  for (const packageId of new Set(last.map((item) => item.packageId))) {
    for (const role of designs.get(packageId)?.roles ?? []) {
      if (roleKind(role) === 'notListed') continue;
      const { routes, unknown } = await tenant.holdersOf(role);
      for (const { id, personId } of last.filter((item) => item.packageId === packageId)) if (!unknown && (routes.get(personId) ?? []).length === 0) missing.add(id);
    }
  }
  return ({ id }) => !missing.has(id);
}
