import 'server-only';
import { getStop, listStoppedRuns } from '@/lib/db/emergency-stops';
import type { EmergencyStop, StoppedRun } from '@/lib/db/emergency-stops';
import { getJob } from '@/lib/db/jobs';
import { countWords } from './count-words';

/** A run that was stopped, and what to do about it, in sentences. */
export type RecoveryLine = StoppedRun & { todo: string[] };

export type RecoveryView = { stop: EmergencyStop; /** Cancelling waits for a sign-in or a role of who pressed. */ cancelling: 'going' | 'waits' | 'done'; runs: RecoveryLine[] };

/** What was sent, delivered, cancelled and is still under way of everything that was stopped. @throws AppError `notFound` */
export async function loadRecovery(stopId: string): Promise<RecoveryView> {
  const stop = await getStop(stopId);
  const [runs, job] = await Promise.all([listStoppedRuns(stop.id), stop.jobId ? getJob(stop.jobId) : null]);
  const cancelling = stop.cancelledAt ? 'done' : job?.state === 'waiting' ? 'going' : 'waits';
  return { stop, cancelling, runs: runs.map((run) => ({ ...run, todo: whatToDo(run, stop, cancelling) })) };
}

function whatToDo(run: StoppedRun, stop: EmergencyStop, cancelling: RecoveryView['cancelling']): string[] {
  const held = run.held ? (stop.liftedAt ? 'Open the run and let it go on, or end it.' : 'It goes on once the stop is lifted and an admin lets it.') : null;
  return [
    ...(run.answerOpen > 0 ? [`${countWords(run.answerOpen, 'request has', 'requests have')} no answer yet: they are looked up in Entra before anything is sent again.`] : []),
    ...(run.underWay > 0 && cancelling === 'going' ? [`${countWords(run.underWay, 'request is', 'requests are')} under way; what Entra lets go of is being cancelled.`] : []),
    ...(run.underWay > 0 && cancelling === 'waits' ? [`${countWords(run.underWay, 'request is', 'requests are')} under way and not cancelled yet.`] : []),
    ...(run.underWay > 0 && cancelling === 'done' ? [`${countWords(run.underWay, 'request', 'requests')} Entra would not take back: they are delivered all the same, and read back here. Remove the assignment in Entra where it must not stay.`] : []),
    ...(run.policiesOpen > 0 ? [`${countWords(run.policiesOpen, 'policy is', 'policies are')} not written or not read back yet.`] : []),
    ...(run.cancelled > 0 ? [`${countWords(run.cancelled, 'request was', 'requests were')} cancelled: “Retry failed” on the run sends them again.`] : []),
    ...(run.notSent > 0 ? [`${countWords(run.notSent, 'request was', 'requests were')} never sent.`] : []),
    ...(run.ended ? ['It was ended; nothing more is sent.'] : held ? [held] : []),
  ];
}
