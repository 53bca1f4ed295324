import 'server-only';
import { recordAudit } from '@/lib/audit';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { inTransaction } from '@/lib/db/client';
import { keepHeldAtStart } from '@/lib/db/held-at-start';
import { getRehearsal } from '@/lib/db/rehearsals';
import { changePolicy, keepOfPolicy } from '@/lib/db/run-policies';
import type { PolicyChange } from '@/lib/db/run-policies';
import { AppError } from '@/lib/errors';
import { getWholePolicy, makePolicy, POST_POLICY, PUT_POLICY, replacePolicy } from '@/lib/graph/policy-documents';
import { anotherPolicy, beyondTolerance, deliveredIn, findAutomaticPolicy } from '@/lib/rollout/check-delivery';
import type { RehearsedDelivery } from '@/lib/rollout/delivery';
import { policyAfter, saidOf } from '@/lib/rollout/policy-step';
import { gainersOf } from '@/lib/rollout/rehearsal';
import type { Rehearsal } from '@/lib/rollout/rehearsal';
import { policyFailureOf } from '@/lib/rollout/run-policy';
import type { RunPolicy } from '@/lib/rollout/run-policy';
import { ensureGroup } from './ensure-group';
import { lookAtHeld } from './look-at-held';
import { aboutPolicy, judgePolicy, PolicyStop } from './policy-verdict';
import type { RunWork } from './run-work';

type Found = { id: string; document: PolicyDocument } | null;

/**
 * Makes a policy what it was rehearsed to become: reads it first, writes only over what was rehearsed, and never twice what
 * is there already. What it was before is kept whole.
 * @param policy just taken, so that it is marked as being written
 * @throws whatever the whole job has to wait for; all else stands in the policy's row
 */
export async function ensurePolicy(work: RunWork, policy: RunPolicy): Promise<void> {
  let asked = false;
  try {
    await write(work, policy, () => {
      asked = true;
    });
  } catch (error) {
    const { change, rethrow, graphRequestId } = judgePolicy(error, policy, asked);
    await inTransaction(async (tx) => {
      const changed = await changePolicy(tx, policy, change);
      if (changed && change.to === 'failed') await recordAudit(tx, [{ ...aboutPolicy(work, policy), action: 'policy.change', outcome: 'failed', detail: { attempt: policy.attempts, code: change.failureCode, ...(change.differences ? { fields: change.differences.map(({ field }) => field) } : {}) }, ...(asked ? { graphOperation: operationOf(policy) } : {}), ...(graphRequestId ? { graphRequestId } : {}) }]);
    });
    if (rethrow) throw error;
  }
}

const operationOf = ({ policyId }: RunPolicy): string => (policyId ? PUT_POLICY : POST_POLICY);

async function write(work: RunWork, policy: RunPolicy, onWrite: () => void): Promise<void> {
  const rehearsal = await getRehearsal(work.run.rehearsalId);
  const delivery = deliveredIn(rehearsal.design).find((each) => each.packageId === policy.packageId)?.delivery;
  const block = rehearsal.packages.find((each) => each.packageId === policy.packageId);
  if (!delivery || !block || delivery.policy === undefined) throw new AppError('internal', `rehearsal ${rehearsal.id} does not say what becomes of policy ${policy.id}`);

  const found: Found = policy.policyId ? await getWholePolicy(work.graph, policy.policyId) : await findAutomaticPolicy(work.graph, policy.packageId);
  if (found && policy.written && isAs(policy.written, found.document, delivery)) return saved(work, policy, delivery, found.id, null);
  const invited = delivery.mode === 'invite' ? gainersOf(rehearsal, block) : [];
  const makesGroup = delivery.mode === 'invite' && delivery.opens === 'group' && delivery.groupId === null;
  if (found && !makesGroup && isAs(policyAfter(delivery, invited, groupOf(delivery)), found.document, delivery)) throw new PolicyStop(policyFailureOf('alreadyWritten'));
  assertAsRehearsed(delivery.policy, found);
  await assertTolerated(work, rehearsal, policy);

  // From the write on Entra gives it to whoever the policy brings: what they held by themselves is kept before.
  const held = await lookAtHeld(work, new Set([policy.packageId]), gainersOf(rehearsal, block).map(({ id }) => id));
  await work.lease.check();
  await inTransaction(async (tx) => {
    await keepHeldAtStart(tx, work.run.id, held);
    await keepOfPolicy(tx, policy.id, { before: found?.document ?? null });
  });
  const groupId = makesGroup && delivery.mode === 'invite' ? await ensureGroup(work, policy, delivery.groupName ?? '', invited, onWrite) : groupOf(delivery);
  const written = policyAfter(delivery, invited, groupId);
  await inTransaction((tx) => keepOfPolicy(tx, policy.id, { written }));

  // The last look before the only write that cannot be taken for done: whoever lost the job since must not do it.
  await work.lease.check();
  onWrite();
  if (found) {
    const { requestId } = await replacePolicy(work.graph, { id: found.id, packageId: policy.packageId, document: written }, { runItemId: policy.id });
    return saved(work, policy, delivery, found.id, requestId);
  }
  const { value, requestId } = await makePolicy(work.graph, policy.packageId, written, { runItemId: policy.id });
  return saved(work, policy, delivery, value.id, requestId);
}

const groupOf = (delivery: RehearsedDelivery): string | null => (delivery.mode === 'invite' ? delivery.groupId : null);

/** True where the policy says all that was asked of it; one that was made has words of the service's own beside. */
function isAs(written: PolicyDocument, found: PolicyDocument, { policy }: Pick<RehearsedDelivery, 'policy'>): boolean {
  return differencesBetween(written, policy ? found : saidOf(written, found)).length === 0;
}

/** Nobody's change is written over: what is there has to be what was rehearsed. */
function assertAsRehearsed(rehearsed: PolicyDocument | null, found: Found): void {
  if (!rehearsed && !found) return;
  if (!found) throw new PolicyStop(policyFailureOf('policyGone'));
  const differences = rehearsed ? differencesBetween(rehearsed, found.document) : [anotherPolicy(found)];
  if (differences.length > 0) throw new PolicyStop(policyFailureOf('policyChanged'), undefined, differences);
}

async function assertTolerated(work: RunWork, rehearsal: Rehearsal, { packageId }: RunPolicy): Promise<void> {
  const [beyond] = await beyondTolerance(work.graph, rehearsal, packageId);
  if (beyond) throw new PolicyStop(policyFailureOf('beyondTolerance', beyond.say));
}

/** Entra has it; whether it shows it is read next. */
async function saved(work: RunWork, policy: RunPolicy, delivery: RehearsedDelivery, policyId: string, requestId: string | null): Promise<void> {
  const change: PolicyChange = { to: 'delivering', policyId, saved: true, ...(requestId ? { graphRequestId: requestId } : {}) };
  await inTransaction(async (tx) => {
    if (!(await changePolicy(tx, policy, change))) return;
    await recordAudit(tx, [{
      ...aboutPolicy(work, { ...policy, policyId }), action: delivery.policy ? 'policy.change' : 'policy.create', outcome: 'done', ...factsOf(delivery, policy),
      detail: { attempt: policy.attempts, ...(requestId ? {} : { answer: 'lost, found as it was written' }) }, graphOperation: operationOf(policy), ...(requestId ? { graphRequestId: requestId } : {}),
    }]);
  });
}

/** What the step is about, without anybody's name. */
function factsOf(delivery: RehearsedDelivery, { peopleCount }: RunPolicy): { before: unknown; after: unknown } {
  if (delivery.mode === 'automatic') return { before: delivery.before, after: delivery.after };
  const { before, opens, targets } = delivery;
  return { before, after: { scope: 'specificDirectoryUsers', opens, targets, people: peopleCount } };
}
