import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { findMirrorJob, hastenJob, insertJob, reviveJob, stopJob } from '@/lib/db/jobs';
import { emptyMirror, readMirrorSetting, readPeopleFeed, saveMirrorSetting } from '@/lib/db/mirror-feed';
import type { MirrorSetting } from '@/lib/db/mirror-feed';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import type { MirrorFeed } from './mirror';
import { MIRROR_JOB } from './mirror';

type Admin = { personId: string; name: string; userPrincipalName: string; tokenCacheId: string };

function about(admin: Admin): Pick<AuditInput, 'actor' | 'objectType' | 'objectId' | 'objectName' | 'outcome'> {
  return { outcome: 'done', actor: { personId: admin.personId, name: admin.name, userPrincipalName: admin.userPrincipalName }, objectType: 'mirror', objectId: 'people', objectName: 'Directory mirror' };
}

/** Holds the whole directory from now on, and begins to read it in this admin's name. Safe to repeat. */
export async function holdWholeTenant(admin: Admin): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    await saveMirrorSetting(tx, { scope: 'wholeTenant', changedBy: admin.personId, changedByName: admin.name });
    const id = await ensureJob(tx, admin);
    await recordAudit(tx, [{ ...about(admin), action: 'mirror.hold', after: { scope: 'wholeTenant' } }]);
    return id;
  });
  await wakeJob(jobId);
}

/**
 * Reads what changed now, in this admin's name, who takes the reading over from whoever it ran for.
 * @throws AppError `conflict` when the directory is not held
 */
export async function refreshNow(admin: Admin): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    if ((await readMirrorSetting(tx)).scope === 'nothing') throw new AppError('conflict', 'the directory is not held', { say: 'The directory is not held, so there is nothing to refresh.' });
    const id = await ensureJob(tx, admin);
    await recordAudit(tx, [{ ...about(admin), action: 'mirror.refresh' }]);
    return id;
  });
  await wakeJob(jobId);
}

/**
 * Has the directory read again soon, in this admin's name unless it is being read for somebody else: after a change that
 * needs more of it held (`holdForRules`, a cohort's group). Does nothing where an admin wants nothing held.
 */
export async function refreshSoon(admin: Admin): Promise<void> {
  const jobId = await inTransaction(async (tx) => ((await readMirrorSetting(tx)).scope === 'nothing' ? null : ensureJob(tx, admin)));
  if (jobId) await wakeJob(jobId);
}

/** Forgets every person that is held, and holds none from now on. Cohorts, rehearsals and notes keep what they say. */
export async function purgeMirror(admin: Admin): Promise<void> {
  await inTransaction(async (tx) => {
    const job = await findMirrorJob(tx);
    await saveMirrorSetting(tx, { scope: 'nothing', changedBy: admin.personId, changedByName: admin.name });
    if (job) {
      await stopJob(tx, job.id);
      if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    }
    await emptyMirror(tx);
    await recordAudit(tx, [{ ...about(admin), action: 'mirror.purge', after: { scope: 'nothing' } }]);
  });
}

/** The job that reads the directory, working for this admin: a new one, the waiting one hastened, or the parked one taken over. */
async function ensureJob(tx: Db, admin: Admin): Promise<string> {
  const job = await findMirrorJob(tx);
  if (job?.state === 'waiting') {
    await hastenJob(tx, job.id);
    return job.id;
  }
  const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
  const as = { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId };
  if (!job) return insertJob(tx, { kind: MIRROR_JOB, runId: null, ...as });
  await reviveJob(tx, job.id, as);
  if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
  return job.id;
}

/** What Settings says of the mirror. */
export type MirrorView = Omit<MirrorSetting, 'changedAt'> & Pick<MirrorFeed, 'loaded' | 'expected'> & { changedAt: string | null; asOf: string | null; loading: boolean; waitsFor: 'signInNeeded' | 'roleNeeded' | null; worksFor: string | null; lastError: string | null };

export async function loadMirrorView(): Promise<MirrorView> {
  const [setting, feed, job] = await Promise.all([readMirrorSetting(), readPeopleFeed(), findMirrorJob()]);
  return {
    ...setting, changedAt: setting.changedAt?.toISOString() ?? null, loaded: feed.loaded, expected: feed.expected, asOf: feed.asOf?.toISOString() ?? null, loading: feed.roundFrom !== null,
    waitsFor: job?.state === 'signInNeeded' || job?.state === 'roleNeeded' ? job.state : null, worksFor: job?.actsAsName ?? null, lastError: job?.lastError ?? null,
  };
}
