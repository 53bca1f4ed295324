import 'server-only';
import type { AuditInput, AuditPerson } from '@/lib/audit';
import type { Db } from '@/lib/db/client';
import { findMirrorJob, listRunningHandoversOf, listRunningJobsOf, stopJobsActingAs } from '@/lib/db/jobs';
import type { HandoverOfPerson, JobOfPerson } from '@/lib/db/jobs';
import { deleteTokenCache } from './graph-token';

/** What stops when this person signs out, as they are told before they do: runs, handovers, and the reading of the directory. */
export type StopsWithSignOut = { runs: Pick<JobOfPerson, 'runId' | 'phaseName' | 'rolloutName' | 'peopleLeft'>[]; handovers: Pick<HandoverOfPerson, 'rolloutId' | 'rolloutName' | 'peopleLeft'>[]; directory: boolean };

export async function listStopsWithSignOut(personId: string): Promise<StopsWithSignOut> {
  const [running, handovers, mirror] = await Promise.all([listRunningJobsOf(personId), listRunningHandoversOf(personId), findMirrorJob()]);
  return {
    runs: running.map(({ runId, phaseName, rolloutName, peopleLeft }) => ({ runId, phaseName, rolloutName, peopleLeft })),
    handovers: handovers.map(({ rolloutId, rolloutName, peopleLeft }) => ({ rolloutId, rolloutName, peopleLeft })),
    directory: mirror?.actsAs === personId && mirror.state === 'waiting',
  };
}

/**
 * Stops every job that acts as a person and deletes its tokens; each waits for an admin who takes it over. Called after the
 * session's own tokens are emptied, in the same transaction.
 * @returns the audit's events, for the caller to record last.
 */
export async function stopJobsOf(tx: Db, person: AuditPerson, because: Parameters<typeof stopJobsActingAs>[2]): Promise<AuditInput[]> {
  const running = await listRunningJobsOf(person.personId, tx);
  const handovers = await listRunningHandoversOf(person.personId, tx);
  const mirror = await findMirrorJob(tx);
  const { stopped, tokenCacheIds } = await stopJobsActingAs(tx, person.personId, because);
  for (const id of tokenCacheIds) await deleteTokenCache(tx, id);
  const event = {
    action: 'job.wait', outcome: 'done' as const, actor: because === 'personSignedOut' ? person : null, subject: person, before: { job: 'waiting' }, after: { job: 'signInNeeded' },
    reason: because === 'personSignedOut' ? 'Whoever it ran for signed out' : 'Whoever it ran for signed in without the role Rollout.Admin',
  };
  const directory = mirror && stopped.includes(mirror.id) ? [{ ...event, objectType: 'mirror', objectId: 'people', objectName: 'Directory mirror', detail: { code: because } }] : [];
  const runs = running
    .filter((job) => stopped.includes(job.id))
    .map((job) => ({
      ...event,
      objectType: 'phase', objectId: job.phaseId, objectName: `${job.rolloutName}, ${job.phaseName}`, rolloutId: job.rolloutId, phaseId: job.phaseId, runId: job.runId,
      detail: { code: because, peopleLeft: job.peopleLeft },
    }));
  const moving = handovers
    .filter((job) => stopped.includes(job.id))
    .map((job) => ({ ...event, objectType: 'rollout', objectId: job.rolloutId, objectName: job.rolloutName, rolloutId: job.rolloutId, detail: { code: because, handover: true, peopleLeft: job.peopleLeft } }));
  return [...runs, ...moving, ...directory];
}
