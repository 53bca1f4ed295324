import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { hastenJob, insertJob, lockJob, reviveJob } from '@/lib/db/jobs';
import { findLintUnderWay, insertLintRun } from '@/lib/db/lint-runs';
import { wakeJob } from '@/lib/jobs/queue';

/** The kind of the job that looks at the tenant by the rules. */
export const LINT_JOB = 'lint';

type Admin = { personId: string; name: string; userPrincipalName: string; tokenCacheId: string };

/** What a look at the tenant is about, for the audit. */
export function aboutLint(by: Omit<Admin, 'tokenCacheId'>, id: string): Omit<AuditInput, 'action'> {
  return { outcome: 'done', actor: { personId: by.personId, name: by.name, userPrincipalName: by.userPrincipalName }, objectType: 'lint', objectId: id, objectName: 'the tenant' };
}

/**
 * Has the tenant looked at by the rules, in this admin's name, in the background: a new look, or the one that waits for a
 * sign-in or a role taken over. One under way goes on. Safe to repeat.
 */
export async function startLint(admin: Admin): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const underWay = await findLintUnderWay(tx);
    return underWay ? goOn(tx, admin, underWay.id, underWay.jobId) : begin(tx, admin);
  });
  await wakeJob(jobId);
}

async function begin(tx: Db, admin: Admin): Promise<string> {
  const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
  const jobId = await insertJob(tx, { kind: LINT_JOB, runId: null, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId });
  const id = await insertLintRun(tx, { jobId, askedBy: admin.personId, askedByName: admin.name });
  await recordAudit(tx, [{ ...aboutLint(admin, id), action: 'lint.start' }]);
  return jobId;
}

async function goOn(tx: Db, admin: Admin, id: string, jobId: string): Promise<string> {
  const job = await lockJob(tx, jobId);
  if (job.state === 'waiting') await hastenJob(tx, jobId);
  if (job.state !== 'signInNeeded' && job.state !== 'roleNeeded') return jobId;
  const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
  await reviveJob(tx, jobId, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId });
  if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
  await recordAudit(tx, [{ ...aboutLint(admin, id), action: 'job.takeOver', before: { job: job.state }, after: { job: 'waiting' } }]);
  return jobId;
}
