import 'server-only';
import { withdrawWhatLeft } from '@/lib/authoring/catalog-resources';
import { databaseNow } from '@/lib/db/client';
import { getJob, wasHastened } from '@/lib/db/jobs';
import { forgetOldLookUps } from '@/lib/db/look-ups';
import { readMirrorSetting } from '@/lib/db/mirror-feed';
import { listApplicationsOf, listPackagesNeeded } from '@/lib/db/mirror-scope';
import { PAGES_AGAIN_MS } from '@/lib/directory/freshness';
import { KEPT_DAYS } from '@/lib/directory/look-up';
import { AppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { giveUp } from './give-up';
import type { JobSubject } from './give-up';
import { LeaseLost } from './lease';
import type { Lease } from './lease';
import { holdPolicyRules, readGroups } from './mirror-groups';
import { readAppRoles, readAssignments, readPackages } from './mirror-packages';
import { readPeople } from './mirror-people';
import { BreakOff, together, untilNone } from './mirror-work';
import type { MirrorWork } from './mirror-work';

/** Between two readings of what changed. */
const READ_AGAIN_SECONDS = 10 * 60;

/**
 * Reads the directory into the mirror under the job's lease: all of it the first time, then what changed, again and
 * again while an admin's sign-in lasts. Each page's rows and how far the reading got are in the database before the next
 * page counts, so whoever comes next goes on where this ends.
 */
export async function refreshMirror(lease: Lease, stop: AbortSignal): Promise<void> {
  let about: JobSubject | null = null;
  try {
    const job = await getJob(lease.jobId);
    about = { outcome: 'done', actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' }, objectType: 'mirror', objectId: 'people', objectName: 'Directory mirror' };
    if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
    const { scope, freshFrom } = await readMirrorSetting();
    if (scope === 'nothing') return await lease.release(READ_AGAIN_SECONDS);
    const begun = await databaseNow();
    const seldom = new Date(begun.getTime() - PAGES_AGAIN_MS);
    await readAll({ graph: graphFor({ tokenCacheId: job.tokenCacheId }), lease, stop, scope, staleBefore: freshFrom && freshFrom > seldom ? freshFrom : seldom });
    // Whoever asked meanwhile may want what was read before they asked.
    await lease.release((await wasHastened(job.id, begun)) ? 0 : READ_AGAIN_SECONDS);
  } catch (error) {
    // A call cut short by the stop fails in whatever way; none of them is anybody's fault.
    if (error instanceof BreakOff || (stop.aborted && !(error instanceof LeaseLost))) await lease.release(0);
    else await giveUp(lease, about, error);
  }
}

/** What decides who is in scope is read first: packages, then what hangs on them, then people. */
async function readAll(work: MirrorWork): Promise<void> {
  const whole = work.scope === 'wholeTenant';
  await readPackages(work);
  const packageIds = await listPackagesNeeded(whole);
  await readAppRoles(work, await listApplicationsOf(packageIds));
  await holdPolicyRules(work, packageIds);
  // Where all are read, groups and assignments decide nothing about whom; they are slow to hand out where people are slow to write.
  if (whole) await together(work, readPeople, (each) => readGroups(each, packageIds), (each) => readAssignments(each, packageIds));
  else {
    await readGroups(work, packageIds);
    await readAssignments(work, packageIds);
    await readPeople(work);
  }
  await withdrawWhatLeft(work.graph);
  await untilNone(work, (tx) => forgetOldLookUps(tx, KEPT_DAYS));
}
