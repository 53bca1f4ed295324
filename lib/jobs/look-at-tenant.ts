import 'server-only';
import { recordAudit } from '@/lib/audit';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { withdrawWhatLeft } from '@/lib/authoring/catalog-resources';
import { lintTenant } from '@/lib/authoring/lint/lint-tenant';
import type { LintedTenant } from '@/lib/authoring/lint/linted';
import { readForLint } from '@/lib/authoring/read-for-lint';
import { aboutLint } from '@/lib/authoring/start-lint';
import { inTransaction } from '@/lib/db/client';
import { endJob, getJob } from '@/lib/db/jobs';
import { endLintRun, findLintRunOfJob, tellLintRun, writeFindings } from '@/lib/db/lint-runs';
import type { EndedLintRun } from '@/lib/db/lint-runs';
import { AppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { giveUp } from './give-up';
import type { JobSubject } from './give-up';
import { LeaseLost } from './lease';
import type { Lease } from './lease';
import { BreakOff } from './mirror-work';
import { pauseFor } from './pause-for';

/**
 * Looks at the tenant by the rules under the lease of its job, and keeps what was found. The look before is shown until this
 * one has ended whole: whoever is killed in the middle begins again, and what was written of it goes.
 */
export async function lookAtTenant(lease: Lease, stop: AbortSignal): Promise<void> {
  let about: JobSubject | null = null;
  try {
    const [job, run] = await Promise.all([getJob(lease.jobId), findLintRunOfJob(lease.jobId)]);
    if (!run) throw new AppError('internal', `job ${job.id} looks at nothing`);
    about = aboutLint({ personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' }, run.id);
    if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
    const begun = performance.now();
    const goOn = (): void => {
      if (stop.aborted) throw new BreakOff('the portal stops');
      lease.signal.throwIfAborted();
    };
    const graph = graphFor({ tokenCacheId: job.tokenCacheId });
    const tenant = await readForLint(graph, {
      packages: async (read) => {
        goOn();
        await tellLintRun(run.id, read);
      },
      wait: async (seconds) => {
        await pauseFor(seconds * 1000, [stop, lease.signal]);
        goOn();
      },
    });
    const read = performance.now();
    const { findings, notKnown } = lintTenant(tenant);
    const linted = performance.now();
    await withdrawWhatLeft(graph);
    await lease.check();
    await writeFindings(run.id, findings, goOn);
    await keep(lease, { id: run.id, tokenCacheId: job.tokenCacheId, about, findings: findings.length }, { notKnown, tenantReadAt: tenant.now, packages: tenant.packages.length, covered: coveredBy(tenant), readMs: Math.round(read - begun), lintMs: Math.round(linted - read) });
    lease.end();
  } catch (error) {
    // A call cut short by the stop fails in whatever way; none of them is anybody's fault.
    if (error instanceof BreakOff || (stop.aborted && !(error instanceof LeaseLost))) await lease.release(0);
    else await giveUp(lease, about, error);
  }
}

/** Also catalogs without a package; where they may not be read, those of the packages. */
function coveredBy({ packages, catalogs }: LintedTenant): string[] {
  return [...new Set([...packages.flatMap(({ design }) => [design.id, design.catalogId]), ...catalogs.keys()].map((id) => id.toLowerCase()))];
}

async function keep(lease: Lease, { id, tokenCacheId, about, findings }: { id: string; tokenCacheId: string; about: JobSubject; findings: number }, ended: EndedLintRun): Promise<void> {
  await inTransaction(async (tx) => {
    if (!(await endJob(tx, lease.jobId, lease.holder))) throw new LeaseLost(`job ${lease.jobId} is not ours any more`);
    await endLintRun(tx, id, ended);
    await deleteTokenCache(tx, tokenCacheId);
    await recordAudit(tx, [{ ...about, action: 'lint.end', after: { packages: ended.packages, findings } }]);
  });
}
