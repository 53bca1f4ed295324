import 'server-only';
import { recordAudit } from '@/lib/audit';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import { inTransaction } from '@/lib/db/client';
import { changePolicy, listPolicies, nextPolicy, postponePolicy, takePolicy } from '@/lib/db/run-policies';
import { isAppError } from '@/lib/errors';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { saidOf } from '@/lib/rollout/policy-step';
import { policyFailureOf } from '@/lib/rollout/run-policy';
import type { RunPolicy } from '@/lib/rollout/run-policy';
import { ensurePolicy } from './ensure-policy';
import { aboutPolicy } from './policy-verdict';
import type { RunWork } from './run-work';

/** How long Entra may take to show a policy as it was written. */
const SHOWN_WITHIN_MS = 15 * 60_000;
const OTHER_WRITER_SECONDS = 5;

/**
 * Goes one step on with the policies of a run, one after another: two made at once collide in Entra.
 * @param shut milliseconds until the phase's calendar opens, or null while it is open; asked only where something would be written
 * @returns milliseconds until there is something to do again, 0 where there is now, null where none is open
 */
export async function workOnPolicies(work: RunWork, shut: () => Promise<number | null>): Promise<number | null> {
  const next = await nextPolicy(work.run.id, work.timing.visibilityMs);
  if (!next) return null;
  if (next.due > 0) return next.due;
  if (next.state === 'delivering') {
    const policy = (await listPolicies(work.run.id)).find(({ id }) => id === next.id);
    if (policy) await readPolicyBack(work, policy);
    return 0;
  }
  const closed = await shut();
  if (closed !== null) return closed;
  const policy = await takePolicy(next.id, work.lease.jobId, work.lease.holder);
  if (policy) await ensurePolicy(work, policy);
  else {
    await work.lease.check();
    await postponePolicy(next.id, OTHER_WRITER_SECONDS);
  }
  return 0;
}

/** Reads a policy that Entra took until it is as it was written; whoever changes it right then is told of. */
async function readPolicyBack(work: RunWork, policy: RunPolicy): Promise<void> {
  const { policyId, written, before, savedAt } = policy;
  if (!policyId || !written || !savedAt) return;
  const found = await getWholePolicy(work.graph, policyId).catch((error: unknown) => {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  });
  const differences = found ? differencesBetween(written, before ? found.document : saidOf(written, found.document)) : [];
  await work.lease.check();
  if (found && differences.length === 0) {
    await inTransaction((tx) => changePolicy(tx, policy, { to: 'delivered' }));
    return;
  }
  const stillAsBefore = !found || (before !== null && differencesBetween(before, found.document).length === 0);
  const waited = Date.now() - savedAt.getTime();
  if (stillAsBefore && waited < SHOWN_WITHIN_MS) {
    await postponePolicy(policy.id, Math.min(work.timing.pollMostMs, Math.max(work.timing.pollLeastMs, waited / 4)) / 1000);
    return;
  }
  const failure = policyFailureOf(stillAsBefore ? 'notShown' : 'changedAfter');
  await inTransaction(async (tx) => {
    if (!(await changePolicy(tx, policy, { to: 'failed', ...failure, differences }))) return;
    await recordAudit(tx, [{ ...aboutPolicy(work, policy), action: 'policy.readBack', outcome: 'failed', detail: { code: failure.failureCode, fields: differences.map(({ field }) => field) } }]);
  });
}
