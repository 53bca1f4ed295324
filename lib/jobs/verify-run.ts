import 'server-only';
import { createHash } from 'node:crypto';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { endJob, getJob, wasHastened } from '@/lib/db/jobs';
import { listPolicies } from '@/lib/db/run-policies';
import { getRehearsal } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { readGate } from '@/lib/db/gates';
import { findTokenCache } from '@/lib/db/token-caches';
import { keepUses } from '@/lib/db/uses';
import { findVerificationOfJob, insertRead } from '@/lib/db/verifications';
import { AppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { compareDelivery } from '@/lib/rollout/compare-delivery';
import type { InApplicationReading } from '@/lib/rollout/in-application';
import { ALLOWED_MS } from '@/lib/rollout/judge-delivery';
import { readInApplication } from '@/lib/rollout/read-in-application';
import { readUse } from '@/lib/rollout/read-use';
import type { ReadUse } from '@/lib/rollout/read-use';
import type { Run } from '@/lib/rollout/run';
import { isUseAwaited } from '@/lib/rollout/use';
import { countVerdicts, isOpen } from '@/lib/rollout/verdict';
import type { Finding } from '@/lib/rollout/verdict';
import { giveUp } from './give-up';
import type { Lease } from './lease';
import { aboutRun } from './run-work';

/** Milliseconds between readings: the least, and the most, growing with the age of the run; and what a delivery may take. */
export type VerifyTiming = { leastMs: number; mostMs: number; allowedMs: number };

export const VERIFY_TIMING: VerifyTiming = { leastMs: 30_000, mostMs: 3 * 3_600_000, allowedMs: ALLOWED_MS };

/** While the phase is in one of these, whoever was invited may still ask, and whoever has it may still use it. */
const FOLLOWED = ['running', 'verifying', 'soaking', 'held'];

/**
 * Reads back what a run gave and keeps what was found, under the lease of its own job; comes back in growing intervals
 * until nothing is open and no gate waits for the use of it. A reading is one transaction, so whoever is killed in the middle leaves none.
 */
export async function verifyRun(lease: Lease, stop: AbortSignal, timing: VerifyTiming = VERIFY_TIMING): Promise<void> {
  let run: Run | null = null;
  try {
    const [job, verification] = await Promise.all([getJob(lease.jobId), findVerificationOfJob(lease.jobId)]);
    if (!verification) throw new AppError('internal', `job ${job.id} verifies no run`);
    if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
    run = await getRun(verification.runId);
    if (stop.aborted) return await lease.release(0);
    const begun = await databaseNow();
    const graph = graphFor({ tokenCacheId: job.tokenCacheId });
    const findings = await compareDelivery({ graph, run, now: begun, allowedMs: timing.allowedMs });
    const [rehearsal, granted] = [await getRehearsal(run.rehearsalId), (await findTokenCache(job.tokenCacheId))?.grantedScopes ?? []];
    const inApplication = await readInApplication(graph, run, rehearsal, findings, granted);
    const use = await readUse(graph, run, rehearsal, findings, granted, begun);
    await lease.check();
    const over = await keep(lease, run, job.tokenCacheId, { readAt: begun, findings, inApplication, use });
    if (over) lease.end();
    else await lease.release((await wasHastened(job.id, begun)) ? 0 : nextIn(run, begun, timing) / 1000);
  } catch (error) {
    await giveUp(lease, run && aboutRun(run), error);
  }
}

/** A quarter of what has gone by since the run settled: soon after it often, later seldom. */
function nextIn({ settledAt }: Run, now: Date, { leastMs, mostMs }: VerifyTiming): number {
  return Math.min(mostMs, Math.max(leastMs, (now.getTime() - (settledAt?.getTime() ?? now.getTime())) / 4));
}

/** @returns true when the job has ended with it */
async function keep(lease: Lease, { id }: Run, tokenCacheId: string, { readAt, findings, inApplication, use }: { readAt: Date; findings: readonly Finding[]; inApplication: InApplicationReading | null; use: ReadUse }): Promise<boolean> {
  const counts = countVerdicts(findings);
  const exceptions = findings.filter(({ verdict, cause }) => verdict !== 'asSigned' || cause !== null);
  const invites = (await listPolicies(id)).some(({ mode, savedAt }) => mode === 'invite' && savedAt);
  return inTransaction(async (tx) => {
    const run = await getRun(id, tx);
    const settled = run.state !== 'running' && !isOpen(counts) && !(invites && FOLLOWED.includes(run.phaseState));
    const hash = hashOf(run, findings);
    const number = await insertRead(tx, id, { readAt, counts, hash, inApplication, use: use.reading, settled }, exceptions);
    await keepUses(tx, id, use);
    const awaited = FOLLOWED.includes(run.phaseState) && isUseAwaited((await readGate(run.phaseId, tx)).exit.used, use.reading);
    // Not while somebody wants it read again, or it is not ours any more.
    const over = settled && !awaited && !(await wasHastened(lease.jobId, readAt, tx)) && (await endJob(tx, lease.jobId, lease.holder));
    if (over) await deleteTokenCache(tx, tokenCacheId);
    if (number === 1 || over) await recordAudit(tx, [{ ...aboutRun(run), action: over ? 'run.verified' : 'run.verify', after: { reading: number, ...counts }, detail: { hash } }]);
    return over;
  });
}

/** Over the rehearsal that was signed and what was found of everybody: the same tenant gives the same. */
function hashOf({ rehearsalHash }: Run, findings: readonly Finding[]): string {
  const hash = createHash('sha256').update(`rehearsal ${rehearsalHash}\n`);
  const lines = findings.map(({ packageId, personId, verdict, cause, detail }) => `${packageId} ${personId} ${verdict} ${cause ?? ''} ${detail}\n`);
  for (const line of lines.sort()) hash.update(line);
  return hash.digest('hex');
}
