import 'server-only';
import type { Assignment } from '@/lib/authoring/assignment';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { changeHandoverItems } from '@/lib/db/handover-sends';
import type { HandoverChange } from '@/lib/db/handover-sends';
import { listHandoverItems } from '@/lib/db/handovers';
import { groupedBy } from '@/lib/directory/grouped-by';
import type { AssignmentRequest } from '@/lib/graph/assignment-requests';
import { FAILED, LEFT } from '@/lib/rollout/handover-item';
import type { HandoverItem } from '@/lib/rollout/handover-item';
import { readLiveAssignments } from '@/lib/rollout/live-assignments';
import { CLOCK_SKEW_MS } from '@/lib/rollout/run';
import { marked } from './handover-sends';
import { aboutHandover, aboutMove } from './handover-work';
import type { HandoverWork } from './handover-work';
import { findOwnRequests } from './own-requests';

const DAY_MS = 24 * 3_600_000;
/** Entra writes an end to the second. */
const SAME_END_MS = 60_000;
/** A request may be delivered a little before the lists show what it changed. */
const SHOWN_WITHIN = 4;

/**
 * Before the first is moved, and again where that was long ago: whoever holds a package no more, or by another policy than
 * when it was rehearsed, is left as they are.
 */
export async function lookBeforeMoves(work: HandoverWork): Promise<void> {
  for (const [packageId, items] of groupedBy(await listHandoverItems(work.handover.id, ['queued']), (item) => item.packageId)) {
    const live = new Map((await readLiveAssignments(work.graph, packageId)).map((each) => [each.id, each]));
    const changes = items.flatMap((item): HandoverChange[] => {
      const assignment = live.get(item.assignmentId);
      if (assignment?.policyId === item.fromPolicyId) return [];
      return [{ id: item.id, attempts: item.attempts, from: ['queued'], to: 'left', failure: assignment ? LEFT.movedOtherwise : LEFT.ended }];
    });
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeHandoverItems(tx, changes);
      if (changed.size > 0) await recordAudit(tx, [{ ...aboutHandover(work), action: 'handover.look', before: { queued: items.length }, after: { package: items[0]?.packageName, left: changed.size } }]);
    });
  }
}

/** Reads back by package what was asked for: under which policy each assignment is now, and when it ends. */
export async function readMoves(work: HandoverWork): Promise<void> {
  const sent = await listHandoverItems(work.handover.id, ['sent']);
  if (sent.length === 0) return;
  const since = new Date((work.handover.startedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);
  for (const [packageId, items] of groupedBy(sent, (item) => item.packageId)) {
    // Requests first: one that is seen delivered here had its time to change what is read then.
    const requests = await findOwnRequests(work.graph, packageId, since, items.map(marked));
    const live = new Map((await readLiveAssignments(work.graph, packageId)).map((each) => [each.id, each]));
    const now = await databaseNow();
    const changes = items.flatMap((item) => judge(work, item, live.get(item.assignmentId), requests.get(item.id), now) ?? []);
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
}

function judge({ timing }: HandoverWork, item: HandoverItem, assignment: Assignment | undefined, request: AssignmentRequest | undefined, now: Date): HandoverChange | null {
  const change = { id: item.id, attempts: item.attempts, from: ['sent'] as const };
  const waited = now.getTime() - (item.sentAt ?? item.stateSince).getTime();
  if (!assignment) return { ...change, to: 'left', failure: LEFT.ended };
  if (assignment.policyId === item.toPolicyId) {
    if (endsAsRehearsed(item, assignment.until)) return { ...change, to: 'done' };
    return waited > SHOWN_WITHIN * timing.visibilityMs ? { ...change, to: 'failed', failure: FAILED.otherEnd } : null;
  }
  if (assignment.policyId !== item.fromPolicyId) return { ...change, to: 'left', failure: LEFT.movedOtherwise };
  if (request && ['denied', 'canceled', 'deliveryFailed', 'partiallyDelivered'].includes(request.state)) return { ...change, to: 'failed', failure: `Microsoft Entra did not move it: ${request.status || request.state}` };
  if (request?.state === 'delivered' && waited > SHOWN_WITHIN * timing.visibilityMs) return { ...change, to: 'failed', failure: FAILED.kept };
  return waited > DAY_MS ? { ...change, to: 'failed', failure: FAILED.notDone } : null;
}

function endsAsRehearsed({ newEndsAt }: HandoverItem, until: string | null): boolean {
  if (!newEndsAt || !until) return !newEndsAt && !until;
  return Math.abs(Date.parse(until) - newEndsAt.getTime()) <= SAME_END_MS;
}
