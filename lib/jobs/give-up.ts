import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { parkJob } from '@/lib/db/jobs';
import { isAppError } from '@/lib/errors';
import type { AppError } from '@/lib/errors';
import { log, messageOf } from '@/lib/log';
import { LeaseLost } from './lease';
import type { Lease } from './lease';
import { DEFAULT_PAUSE_SECONDS } from './send-items';

const AFTER_NO_ANSWER_SECONDS = 5;
const AFTER_OUR_FAULT_SECONDS = 30;

/** What a job is about, for the audit. */
export type JobSubject = Omit<AuditInput, 'action'>;

/** What stops the work for now: wait for a person, for Entra, or for somebody who mends us. Nothing fails for it. */
export async function giveUp(lease: Lease, about: JobSubject | null, error: unknown): Promise<void> {
  if (error instanceof LeaseLost) {
    lease.end();
    log('warn', 'job.lease-lost', { jobId: lease.jobId });
    return;
  }
  const known = isAppError(error) ? error : null;
  switch (known?.code) {
    case 'signedOut':
    case 'claimsChallenge':
    case 'consentMissing':
      return waitFor(lease, about, 'signInNeeded', known);
    case 'noPermission':
    case 'notResourceOwner':
      return waitFor(lease, about, 'roleNeeded', known);
    case 'throttled':
      return lease.release(known.details.retryAfter ?? DEFAULT_PAUSE_SECONDS, known.code);
    case 'offline':
    case 'database':
      log('warn', 'job.no-answer', { jobId: lease.jobId, message: known.message });
      return lease.release(Math.max(AFTER_NO_ANSWER_SECONDS, known.details.retryAfter ?? 0), known.code);
    default:
      log('error', 'job.broken', { jobId: lease.jobId, message: messageOf(error), ...(error instanceof Error ? { stack: error.stack } : {}) });
      return lease.release(AFTER_OUR_FAULT_SECONDS, known?.code ?? 'internal');
  }
}

async function waitFor(lease: Lease, about: JobSubject | null, state: 'signInNeeded' | 'roleNeeded', why: AppError): Promise<void> {
  lease.end();
  await inTransaction(async (tx) => {
    if (!(await parkJob(tx, lease.jobId, lease.holder, state, why.code)) || !about) return;
    await recordAudit(tx, [{ ...about, action: 'job.wait', after: { job: state }, detail: { code: why.code }, ...(why.details.graphRequestId ? { graphRequestId: why.details.graphRequestId } : {}) }]);
  });
  log('info', 'job.waits', { jobId: lease.jobId, state, message: why.message });
}
