import 'server-only';
import { isObject } from '@/lib/authoring/policy-document';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import { isTold } from '@/lib/db/audit';
import { inTransaction } from '@/lib/db/client';
import { beginOfPackage, changeReversalPolicy, countOfPackage, countUnkept, listReversalPolicies } from '@/lib/db/reversals';
import type { ReversalPolicy } from '@/lib/db/reversals';
import { isAppError } from '@/lib/errors';
import { DELETE_POLICY, deletePolicy, getWholePolicy, PUT_POLICY, replacePolicy } from '@/lib/graph/policy-documents';
import { countWords } from '@/lib/rollout/count-words';
import { saidOf, switchedOff } from '@/lib/rollout/policy-step';
import { aboutReversal } from './reversal-work';
import type { ReversalWork } from './reversal-work';

const MOST_ATTEMPTS = 6;

/** What the audit says of what was done though its answer was lost. */
const FOUND = { answer: 'lost, found there' };

type About = Omit<AuditInput, 'outcome'>;

/**
 * Puts policies back as they were before the run, one after another: read first, written only over what the run left, and
 * read again. One that the run made is switched off, and deleted once nobody has the package by it. Somebody else's change
 * since is never written over.
 * @param may packages whose policy may be put back now
 * @returns true while one of these stands in the way of removals
 */
export async function restorePolicies(work: ReversalWork, may: (packageId: string) => boolean): Promise<boolean> {
  let inTheWay = false;
  for (const policy of await listReversalPolicies(work.reversal.id)) {
    if (!['queued', 'sending', 'unknown', 'sent'].includes(policy.state)) continue;
    if (!may(policy.packageId) || !(await restore(work, policy))) inTheWay = true;
  }
  return inTheWay;
}

/** True where removals need not wait for it. */
async function restore(work: ReversalWork, policy: ReversalPolicy): Promise<boolean> {
  const { graph } = work;
  const about: About = { ...aboutReversal(work), action: 'policy.restore', objectType: 'policy', objectId: policy.policyId, objectName: `${policy.policyName} of ${policy.packageName}` };
  const found = await getWholePolicy(graph, policy.policyId).catch((error: unknown) => {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  });
  if (!policy.before) return takeBackMade(work, policy, found?.document ?? null, about);
  if (!found) return fail(about, policy, 'The policy is no longer in the tenant');
  if (differencesBetween(policy.before, found.document).length === 0) return finish(policy, { ...about, graphOperation: PUT_POLICY });
  return writeOver(work, policy, { found: found.document, as: policy.before, about });
}

/** A policy that was not there before the run: it gives nobody anything any more, and goes once nobody holds by it. */
async function takeBackMade(work: ReversalWork, read: ReversalPolicy, found: PolicyDocument | null, about: About): Promise<boolean> {
  if (!found) return finish(read, { ...about, action: 'policy.delete', graphOperation: DELETE_POLICY });
  const off = switchedOff(read.written, found.automaticRequestSettings ?? null);
  if (off) return writeOver(work, read, { found, as: off, about });
  const policy = await tellSwitchedOff(work, read, about);
  const { open, left } = await countOfPackage(work.reversal.id, policy.packageId);
  if (open > 0) return true;
  if (left > 0) {
    await inTransaction((tx) => changeReversalPolicy(tx, policy.id, { to: 'left', failure: 'The run made it. It is switched off and gives nobody anything any more; it stays while people keep their assignments by it' }));
    return true;
  }
  if (policy.attempts >= MOST_ATTEMPTS) return fail(about, policy, 'The run made it, and it is switched off. Others still have the package by it, so Microsoft Entra does not delete it: end their assignments, then delete it there');
  if (justTried(work, policy)) return true;
  await work.mayWrite();
  await inTransaction((tx) => changeReversalPolicy(tx, policy.id, { to: 'sending', attempt: true }));
  const gone = await deletePolicy(work.graph, policy.policyId, { runItemId: policy.id }).catch((error: unknown) => {
    // Somebody has it still, or Entra does not see yet that nobody has.
    if (isAppError(error, 'refusedByEntra') || isAppError(error, 'conflict') || isAppError(error, 'notFound')) return error.code;
    throw error;
  });
  // Asked for before, it went by the request whose answer was lost: told once it is seen.
  if (gone === 'notFound' && policy.state === 'sending') return true;
  await inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'sent', ...(typeof gone === 'string' ? {} : { graphRequestId: gone.requestId }) });
    if (typeof gone !== 'string') await recordAudit(tx, [{ ...about, action: 'policy.delete', outcome: 'done', graphOperation: DELETE_POLICY, graphRequestId: gone.requestId }]);
  });
  return true;
}

/** That it was switched off, where the answer to that was lost. */
async function tellSwitchedOff(work: ReversalWork, policy: ReversalPolicy, about: About): Promise<ReversalPolicy> {
  const { automaticRequestSettings: written } = policy.written;
  if (policy.state !== 'sending' || !isObject(written) || written.requestAccessForAllowedTargets !== true) return policy;
  return inTransaction(async (tx): Promise<ReversalPolicy> => {
    if (await isTold(tx, { runId: work.run.id }, about.action, { type: 'policy', id: policy.policyId })) return policy;
    await changeReversalPolicy(tx, policy.id, { to: 'sent' });
    await recordAudit(tx, [{ ...about, outcome: 'done', graphOperation: PUT_POLICY, detail: FOUND }]);
    return { ...policy, state: 'sent' };
  });
}

/** Just written: Entra may still show it as it was. */
function justTried({ timing }: ReversalWork, { attempts, stateSince }: ReversalPolicy): boolean {
  return attempts > 0 && Date.now() - stateSince.getTime() < timing.visibilityMs;
}

/** Writes over exactly what the run left, or nothing. */
async function writeOver(work: ReversalWork, policy: ReversalPolicy, { found, as, about }: { found: PolicyDocument; as: PolicyDocument; about: About }): Promise<boolean> {
  const differences = differencesBetween(policy.written, saidOf(policy.written, found));
  if (differences.length > 0) return fail(about, policy, 'Somebody changed the policy since the run wrote it; nothing was written over it', differences);
  const unkept = policy.attempts === 0 && takesOnLeaving(as) ? await countUnkept(work.reversal.id, policy.packageId) : 0;
  if (unkept > 0) return fail(about, policy, `${countWords(unkept, 'person', 'people')} who had it before could not be kept, and by the earlier rule Microsoft Entra would take it from them; the rule stays as the run left it`);
  if (policy.attempts >= MOST_ATTEMPTS) return fail(about, policy, 'Microsoft Entra took it several times and does not show it');
  if (justTried(work, policy)) return false;
  await work.mayWrite();
  await inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'sending', attempt: true });
    if (takesOnLeaving(as)) await beginOfPackage(tx, work.reversal.id, policy.packageId);
  });
  const { requestId } = await replacePolicy(work.graph, { id: policy.policyId, packageId: policy.packageId, document: as }, { runItemId: policy.id });
  await inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'sent', graphRequestId: requestId });
    await recordAudit(tx, [{ ...about, outcome: 'done', graphOperation: PUT_POLICY, graphRequestId: requestId }]);
  });
  return false;
}

/** By its rule Entra itself takes the package from whoever leaves it. */
function takesOnLeaving({ automaticRequestSettings: settings }: PolicyDocument): boolean {
  return isObject(settings) && settings.removeAccessWhenTargetLeavesAllowedTargets === true;
}

/** Seen as it was to become: by what was asked for last, where the answer to that was lost. */
async function finish(policy: ReversalPolicy, asked: About): Promise<true> {
  await inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'done' });
    if (policy.state === 'sending') await recordAudit(tx, [{ ...asked, outcome: 'done', detail: FOUND }]);
  });
  return true;
}

async function fail(about: About, policy: ReversalPolicy, failure: string, differences?: ReversalPolicy['differences']): Promise<true> {
  await inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'failed', failure, ...(differences ? { differences } : {}) });
    await recordAudit(tx, [{ ...about, outcome: 'failed', detail: { failure, fields: differences?.map(({ field }) => field) ?? [] } }]);
  });
  return true;
}
