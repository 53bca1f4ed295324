import 'server-only';
import { copyTokenCacheForJob } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { insertJob } from '@/lib/db/jobs';
import { listPhases, lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { touchRollout, updateRollout } from '@/lib/db/rollouts';
import { insertItems } from '@/lib/db/run-items';
import { insertRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { designsOf, loadMissingApprovals } from './phase-approvals';
import { assignmentsOf } from './rehearsal';
import type { RehearsalHead } from './rehearsal';
import type { Admin } from './rollout';

/** What a job that sends a run's requests is called. */
export const RUN_JOB = 'run';

/**
 * Starts the run of a rehearsal: what was rehearsed under this hash and nothing else. The run, its items, its job with a
 * token cache of its own and the audit event come into being with the phase's step, or not at all; the requests go out
 * from the job.
 * @throws AppError `notFound`; `conflict` when the hash is not the newest rehearsal's, the phase changed since, it has
 * started, an earlier phase has not passed, or an approval is missing; `signedOut` when the session's tokens are gone.
 */
export async function startRun(admin: Admin, phaseId: string, rehearsalHash: string): Promise<{ id: string; jobId: string }> {
  const newest = await latestRehearsal(phaseId);
  const missing = newest ? await loadMissingApprovals(designsOf(newest.design)) : [];

  const started = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const rehearsal = await requireNewest(tx, phase, rehearsalHash);
    if (phase.state !== 'rehearsed' && phase.state !== 'signed') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” has been started already.` });
    await assertEarlierPassed(tx, phase);
    if (missing.length > 0 && !phase.overrideReason) throw new AppError('conflict', `phase ${phase.id} lacks ${missing.length} approvals`, { say: `${missing.map((each) => `“${each.resourceName}”`).join(', ')}: not approved by the owner. Ask them, or start with a reason.` });

    const assignments = assignmentsOf(await getRehearsal(rehearsal.id, tx));
    if (assignments.length === 0) throw new AppError('conflict', `rehearsal ${rehearsal.id} assigns nothing`, { say: 'Nobody gains anything by this rehearsal, so there is nothing to start.' });

    // No owner is asked to sign yet, so the step to `signed` passes here; the run may never do more than this hash says.
    if (phase.state === 'rehearsed') await stepPhase(tx, phase.id, 'rehearsed', 'signed');
    await stepPhase(tx, phase.id, 'signed', 'running');
    if (phase.rolloutState === 'draft') await updateRollout(tx, phase.rolloutId, { state: 'active' });
    else await touchRollout(tx, phase.rolloutId);

    const id = await insertRun(tx, { phaseId: phase.id, rehearsalId: rehearsal.id, rehearsalHash, startedBy: admin.personId, startedByName: admin.name });
    await insertItems(tx, id, assignments);
    const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
    const jobId = await insertJob(tx, { kind: RUN_JOB, runId: id, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId });
    await recordAudit(tx, [
      {
        ...aboutPhase(admin, phase),
        action: 'run.start',
        runId: id,
        before: { state: phase.state },
        after: { state: 'running', rehearsal: rehearsal.number, hash: rehearsalHash, requests: assignments.length },
        ...(missing.length > 0 && phase.overrideReason ? { reason: phase.overrideReason } : {}),
      },
    ]);
    return { id, jobId };
  });
  await wakeJob(started.jobId);
  return started;
}

async function requireNewest(tx: Db, phase: PhaseInRollout, hash: string): Promise<RehearsalHead> {
  const newest = await latestRehearsal(phase.id, tx);
  if (newest?.hash !== hash) throw new AppError('conflict', `${hash} is not the newest rehearsal of phase ${phase.id}`, { say: 'The phase was rehearsed again since. Look at the newest rehearsal, then start.' });
  if (newest.phaseRevision !== phase.revision) throw new AppError('conflict', `phase ${phase.id} changed after rehearsal ${newest.number}`, { say: 'The phase changed since it was rehearsed. Rehearse it again, then start.' });
  return newest;
}

async function assertEarlierPassed(tx: Db, phase: PhaseInRollout): Promise<void> {
  if (phase.rolloutState === 'finished' || phase.rolloutState === 'abandoned') throw new AppError('conflict', `rollout ${phase.rolloutId} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState}.` });
  const open = (await listPhases(phase.rolloutId, tx)).find((each) => each.position < phase.position && each.state !== 'passed' && each.state !== 'reversed');
  if (open) throw new AppError('conflict', `phase ${open.id} before ${phase.id} is ${open.state}`, { say: `“${open.name}” comes first and has not passed yet.` });
}
