/** What became of one step of somebody's move, from what the tenant has now. Pure. */
import type { Assignment } from '@/lib/authoring/assignment';
import type { HandoverChange } from '@/lib/db/handover-sends';
import type { AssignmentRequest } from '@/lib/graph/assignment-requests';
import { FAILED, givenAs, LEFT } from '@/lib/rollout/handover-item';
import type { HandoverItem } from '@/lib/rollout/handover-item';
import type { RunTiming } from './run-work';

const DAY_MS = 24 * 3_600_000;
/** Entra writes an end to the second. */
const SAME_END_MS = 60_000;
/** A request may be delivered a little before the lists show what it changed. */
const SHOWN_WITHIN = 4;
const OVER: readonly string[] = ['denied', 'canceled', 'deliveryFailed', 'partiallyDelivered'];

/** What was read for an item: the live assignments of the package its step asks about, and its own request there. */
export type StepReading = {
  now: Date;
  timing: Pick<RunTiming, 'visibilityMs'>;
  byId: ReadonlyMap<string, Assignment>;
  ofPerson: readonly Assignment[];
  request: AssignmentRequest | undefined;
  /** Every resource of the package shows them. */
  isThere: boolean;
};

type Next = Omit<HandoverChange, 'id' | 'attempts' | 'at' | 'from'>;

/** What an item that was asked for is now; null while it is on its way. */
export function judgeStep(item: HandoverItem, reading: StepReading): Next | null {
  switch (item.step) {
    case 'move':
      return judgeMove(item, reading);
    case 'keep':
      return judgeKeep(item, reading);
    case 'remove':
      return judgeRemove(item, reading);
    case 'assign':
      return judgeAssign(item, reading);
    case 'drop':
      return judgeDrop(item, reading);
  }
}

const waitedOf = ({ sentAt, stateSince }: HandoverItem, { now }: StepReading): number => now.getTime() - (sentAt ?? stateSince).getTime();
const isShown = (item: HandoverItem, reading: StepReading): boolean => waitedOf(item, reading) > SHOWN_WITHIN * reading.timing.visibilityMs;

function judgeMove(item: HandoverItem, reading: StepReading): Next | null {
  const { byId, request } = reading;
  const assignment = byId.get(item.assignmentId);
  if (!assignment) return { to: 'left', failure: LEFT.ended };
  if (assignment.policyId === item.toPolicyId) {
    if (endsAsRehearsed(item, assignment.until)) return { to: 'done' };
    return isShown(item, reading) ? { to: 'failed', failure: FAILED.otherEnd } : null;
  }
  if (assignment.policyId !== item.fromPolicyId) return { to: 'left', failure: LEFT.movedOtherwise };
  if (request?.state === 'pendingApproval') return item.atApprovers ? null : { to: 'sent', atApprovers: true };
  if (request && OVER.includes(request.state)) return { to: 'failed', failure: `Microsoft Entra did not move it: ${request.status || request.state}` };
  if (request?.state === 'delivered' && isShown(item, reading)) return { to: 'failed', failure: FAILED.kept, refused: true };
  return waitedOf(item, reading) > DAY_MS ? { to: 'failed', failure: FAILED.notDone } : null;
}

/** Nothing is removed before the small package is seen delivered. */
function judgeKeep(item: HandoverItem, reading: StepReading): Next | null {
  const kept = reading.ofPerson.find(({ state }) => state === 'delivered');
  if (kept) return { to: 'queued', step: 'remove', keeperAssignmentId: kept.id };
  const failed = reading.ofPerson.some(({ state }) => state === 'deliveryFailed' || state === 'partiallyDelivered') || (reading.request && OVER.includes(reading.request.state));
  return failed || waitedOf(item, reading) > DAY_MS ? { to: 'failed', failure: FAILED.notKept } : null;
}

function judgeRemove(item: HandoverItem, reading: StepReading): Next | null {
  if (reading.byId.has(item.assignmentId)) return waitedOf(item, reading) > DAY_MS ? { to: 'failed', failure: FAILED.notDone } : null;
  // Gone without a request of ours: somebody took it from them on purpose.
  if (!reading.request) return isShown(item, reading) ? { to: 'queued', step: 'drop', failure: LEFT.ended } : null;
  // What a rule gives nobody else can ask for.
  return { to: item.byRule ? 'sent' : 'queued', step: 'assign' };
}

function judgeAssign(item: HandoverItem, reading: StepReading): Next | null {
  const { ofPerson, request } = reading;
  const wanted = givenAs(item);
  const given = ofPerson.find(({ policyId, state }) => policyId === wanted.policyId && state === 'delivered');
  if (given && endsAsRehearsed(item, given.until)) return { to: 'queued', step: 'drop', newAssignmentId: given.id };
  if (given) return isShown(item, reading) ? { to: 'queued', step: 'drop', newAssignmentId: given.id, failure: FAILED.otherEnd } : null;
  if (request?.state === 'denied') return { to: 'failed', failure: FAILED.denied, atApprovers: true };
  if (request && OVER.includes(request.state)) return { to: 'failed', failure: FAILED.notGiven };
  // Approvers take their time; the small package keeps the access as long as it takes.
  if (request?.state === 'pendingApproval') return item.atApprovers ? null : { to: 'sent', atApprovers: true };
  if (waitedOf(item, reading) <= DAY_MS) return null;
  return { to: 'failed', failure: wanted.byRule ? FAILED.ruleWaits : FAILED.notGiven };
}

function judgeDrop(item: HandoverItem, reading: StepReading): Next | null {
  if (item.keeperAssignmentId && reading.byId.has(item.keeperAssignmentId)) return waitedOf(item, reading) > DAY_MS ? { to: 'failed', failure: FAILED.notDone } : null;
  if (item.failure === LEFT.ended) return { to: 'left', failure: item.failure };
  if (item.failure) return { to: 'failed', failure: item.failure };
  if (item.goesBack) return { to: 'left', failure: LEFT.wentBack };
  if (reading.isThere) return { to: 'done' };
  return waitedOf(item, reading) > DAY_MS ? { to: 'failed', failure: FAILED.notThere } : null;
}

function endsAsRehearsed(item: HandoverItem, until: string | null): boolean {
  const { endsAt, byRule } = givenAs(item);
  // When it ends that a rule gives is the policy's own to say.
  if (byRule) return true;
  if (!endsAt || !until) return !endsAt && !until;
  return Math.abs(Date.parse(until) - endsAt.getTime()) <= SAME_END_MS;
}
