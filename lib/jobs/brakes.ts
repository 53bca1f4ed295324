import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { getRehearsalHead } from '@/lib/db/rehearsals';
import { holdRun, readBrakes, readControl } from '@/lib/db/run-control';
import { countTroubles, listFailures, skipQueued } from '@/lib/db/run-items';
import { policyStates } from '@/lib/db/run-policies';
import { deliveredIn } from '@/lib/rollout/check-delivery';
import { countWords, peopleWords } from '@/lib/rollout/count-words';
import { leaversOf } from '@/lib/rollout/delivery';
import { causeOf, EXCUSED, failureOf, SHRINKING } from '@/lib/rollout/run-failures';
import { mostPassing, SHRINK_BRAKE } from '@/lib/rollout/run-hold';
import type { RunHold } from '@/lib/rollout/run-hold';
import { aboutRun } from './run-work';
import type { RunWork } from './run-work';

/**
 * Holds the run where more of it failed, or more people are not who was signed any more, than its phase lets pass; what an
 * admin has seen and let pass before is not counted again.
 * @returns whether nothing may be sent now: something holds it, or somebody ended it
 */
export async function applyBrakes(work: RunWork): Promise<boolean> {
  const { id } = work.run;
  const { held, ended } = await readControl(id);
  if (held) return true;
  // What is queued again after somebody ended it, since it had never arrived, is not sent either.
  if (ended) {
    await inTransaction((tx) => skipQueued(tx, id, failureOf('runEnded')));
    return true;
  }
  const [brakes, troubles] = await Promise.all([readBrakes(id), countTroubles(id, EXCUSED, SHRINKING)]);
  const { total, failed, shrunk } = troubles;
  const most = mostPassing(brakes.failures, total);
  if (failed - brakes.seenFailures > most) {
    const causes = (await listFailures(id)).filter(({ failureCode }) => !EXCUSED.some((code) => code === failureCode));
    return hold(work, 'brake', `${countWords(failed, 'request', 'requests')} of ${total.toLocaleString('en-GB')} failed, most of them for this: ${causeOf(causes[0]?.failureCode ?? null, causes[0]?.failure ?? null)}. The phase lets ${most.toLocaleString('en-GB')} pass.`, { failed, most });
  }
  const mostShrunk = mostPassing(SHRINK_BRAKE, total);
  if (shrunk - brakes.seenShrunk > mostShrunk) {
    return hold(work, 'shrunk', `${peopleWords(shrunk)} of ${total.toLocaleString('en-GB')} left, were disabled or are excluded since the rehearsal. Above ${mostShrunk.toLocaleString('en-GB')} a reorganisation or a broken feed is likelier than leavers: look at who they are before it goes on.`, { shrunk, most: mostShrunk });
  }
  return !brakes.seenRemovals && (await tooManyRemovals(work, brakes.removals));
}

/** Those who lose something by a step of a rule are known beforehand, so it is asked before the rule is written. */
async function tooManyRemovals(work: RunWork, brake: { people: number; percent: number }): Promise<boolean> {
  if (!(await policyStates(work.run.id)).some(({ state }) => state === 'queued')) return false;
  for (const { packageName, delivery } of deliveredIn((await getRehearsalHead(work.run.rehearsalId)).design)) {
    const leaving = leaversOf(delivery).length;
    const stay = delivery.mode === 'automatic' ? delivery.selected : 0;
    const most = mostPassing(brake, leaving + stay);
    if (leaving > most) return hold(work, 'brake', `${peopleWords(leaving)} lose “${packageName}” by this step, of ${(leaving + stay).toLocaleString('en-GB')} whom its rule selects. The phase lets ${most.toLocaleString('en-GB')} pass.`, { leaving, most });
  }
  return false;
}

async function hold(work: RunWork, hold: RunHold, says: string, detail: object): Promise<boolean> {
  await work.lease.check();
  await inTransaction(async (tx) => {
    if (await holdRun(tx, work.run.id, { hold, says, byName: null })) await recordAudit(tx, [{ ...aboutRun(work.run), action: 'run.hold', before: { run: 'running' }, after: { run: hold }, detail }]);
  });
  return true;
}
