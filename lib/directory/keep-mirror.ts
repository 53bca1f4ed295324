import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { findMirrorJob, hastenJob, insertJob, reviveJob, stopJob } from '@/lib/db/jobs';
import { askForFreshness, changePeopleFeed, emptyMirror, readMirrorSetting, saveMirrorSetting } from '@/lib/db/mirror-feed';
import { AppError, isAppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { log } from '@/lib/log';
import type { MirrorScope } from './mirror';
import { MIRROR_JOB } from './mirror';

type Admin = { personId: string; name: string; userPrincipalName: string; tokenCacheId: string };

function about(admin: Admin): Pick<AuditInput, 'actor' | 'objectType' | 'objectId' | 'objectName' | 'outcome'> {
  return { outcome: 'done', actor: { personId: admin.personId, name: admin.name, userPrincipalName: admin.userPrincipalName }, objectType: 'mirror', objectId: 'people', objectName: 'Directory mirror' };
}

/**
 * Holds the people in scope, or the whole directory, from now on, and begins to read it in this admin's name. Who is held
 * and in scope no longer is forgotten by the next reading. Safe to repeat.
 */
export async function holdDirectory(admin: Admin, scope: Exclude<MirrorScope, 'nothing'>): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const { scope: before } = await readMirrorSetting(tx);
    await saveMirrorSetting(tx, { scope, changedBy: admin.personId, changedByName: admin.name });
    await changePeopleFeed(tx, scope);
    const id = await ensureJob(tx, admin);
    await recordAudit(tx, [{ ...about(admin), action: 'mirror.hold', before: { scope: before }, after: { scope } }]);
    return id;
  });
  await wakeJob(jobId);
}

/**
 * Reads everything now, also what comes by pages alone, in this admin's name, who takes the reading over where it waits.
 * @throws AppError `conflict` when nothing is to be held
 */
export async function refreshNow(admin: Admin): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    if ((await readMirrorSetting(tx)).scope === 'nothing') throw new AppError('conflict', 'the directory is not held', { say: 'The directory is not held, so there is nothing to refresh.' });
    await askForFreshness(tx);
    const id = await ensureJob(tx, admin);
    await recordAudit(tx, [{ ...about(admin), action: 'mirror.refresh' }]);
    return id;
  });
  await wakeJob(jobId);
}

/**
 * Has the directory read again soon, in this admin's name unless it is being read for somebody else: after a change that
 * needs more of it held (`holdForRules`, a cohort's people). Does nothing where an admin wants nothing held, and never
 * fails: the change is made by then, and the next reading takes it in.
 */
export async function refreshSoon(admin: Admin): Promise<void> {
  try {
    const jobId = await inTransaction(async (tx) => ((await readMirrorSetting(tx)).scope === 'nothing' ? null : ensureJob(tx, admin)));
    if (jobId) await wakeJob(jobId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    log('warn', 'mirror.not-hastened', { message: error.message });
  }
}

/** Forgets everything that is held, and holds nothing from now on. Cohorts, rehearsals, notes and the log of look-ups keep what they say. */
export async function purgeMirror(admin: Admin): Promise<void> {
  await inTransaction(async (tx) => {
    const job = await findMirrorJob(tx);
    const { scope } = await readMirrorSetting(tx);
    await saveMirrorSetting(tx, { scope: 'nothing', changedBy: admin.personId, changedByName: admin.name });
    if (job) {
      await stopJob(tx, job.id);
      if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    }
    await emptyMirror(tx);
    await recordAudit(tx, [{ ...about(admin), action: 'mirror.purge', before: { scope }, after: { scope: 'nothing' } }]);
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
