import 'server-only';
import { getStop, listStoppedHandovers, listStoppedReversals, listStoppedRuns } from '@/lib/db/emergency-stops';
import type { EmergencyStop, StoppedHandover, StoppedReversal, StoppedRun } from '@/lib/db/emergency-stops';
import { getJob } from '@/lib/db/jobs';
import type { JobState } from './run';
import { countWords } from './count-words';

/** A run that was stopped, and what to do about it, in sentences. */
export type RecoveryLine = StoppedRun & { todo: string[] };

export type RecoveryView = { stop: EmergencyStop; /** Cancelling waits for a sign-in or a role, or ended unfinished when the stop was lifted. */ cancelling: 'going' | 'signInNeeded' | 'roleNeeded' | 'ended' | 'done'; /** In whose name it goes on. */ cancelsAs: string; runs: RecoveryLine[]; reversals: (StoppedReversal & { todo: string[] })[]; handovers: (StoppedHandover & { todo: string[] })[] };

/** What was sent, delivered, cancelled and is still under way of everything that was stopped. @throws AppError `notFound` */
export async function loadRecovery(stopId: string): Promise<RecoveryView> {
  const stop = await getStop(stopId);
  const [runs, reversals, handovers, job] = await Promise.all([listStoppedRuns(stop.id), listStoppedReversals(stop.pressedAt), listStoppedHandovers(stop.pressedAt), stop.jobId ? getJob(stop.jobId) : null]);
  const cancelling = cancellingOf(stop, job?.state);
  return { stop, cancelling, cancelsAs: job?.actsAsName ?? stop.pressedByName, runs: runs.map((run) => ({ ...run, todo: whatToDo(run, stop, cancelling) })), reversals: reversals.map((each) => ({ ...each, todo: whatToDoAfter('reversal', each, stop) })), handovers: handovers.map((each) => ({ ...each, todo: whatToDoAfter('handover', each, stop) })) };
}

function cancellingOf(stop: EmergencyStop, job: JobState | undefined): RecoveryView['cancelling'] {
  if (stop.cancelledAt) return 'done';
  if (job === 'waiting') return 'going';
  return job === 'signInNeeded' || job === 'roleNeeded' ? job : 'ended';
}

/** Entra carries out a removal or a move as it is asked for, so none of them can be cancelled. */
function whatToDoAfter(work: 'reversal' | 'handover', { underWay, notSent, held, settled }: Pick<StoppedReversal, 'underWay' | 'notSent' | 'held' | 'settled'>, stop: EmergencyStop): string[] {
  return [
    ...(underWay > 0 ? [`${countWords(underWay, 'person has', 'people have')} something asked for already: Entra carries that out, and it is read back all the same.`] : []),
    ...(notSent > 0 ? [`Of ${countWords(notSent, 'person', 'people')} nothing more is asked for meanwhile.`] : []),
    ...(settled ? ['It has settled since.'] : held ? [stop.liftedAt ? `Open the ${work} and let it go on${work === 'handover' ? ', or end it' : ''}.` : 'It goes on once the stop is lifted and an admin lets it.'] : [stop.liftedAt ? 'It goes on.' : 'It goes on once the stop is lifted.']),
  ];
}

function whatToDo(run: StoppedRun, stop: EmergencyStop, cancelling: RecoveryView['cancelling']): string[] {
  const held = run.held ? (stop.liftedAt ? 'Open the run and let it go on, or end it.' : 'It goes on once the stop is lifted and an admin lets it.') : null;
  return [
    ...(run.answerOpen > 0 ? [`${countWords(run.answerOpen, 'request has no answer yet: it is', 'requests have no answer yet: they are')} looked up in Entra before anything is sent again.`] : []),
    ...(run.underWay > 0 && cancelling === 'going' ? [`${countWords(run.underWay, 'request is', 'requests are')} under way; what Entra lets go of is being cancelled.`] : []),
    ...(run.underWay > 0 && (cancelling === 'signInNeeded' || cancelling === 'roleNeeded') ? [`${countWords(run.underWay, 'request is', 'requests are')} under way and not cancelled yet.`] : []),
    ...(run.underWay > 0 && cancelling === 'ended' ? [`${countWords(run.underWay, 'request is', 'requests are')} under way, and delivered unless the run is ended or they are cancelled in Entra.`] : []),
    ...(run.underWay > 0 && cancelling === 'done' ? [`${countWords(run.underWay, 'request Entra would not take back: it is', 'requests Entra would not take back: they are')} delivered all the same, and read back here. Remove the assignment in Entra where it must not stay.`] : []),
    ...(run.policiesOpen > 0 ? [`${countWords(run.policiesOpen, 'policy is', 'policies are')} not written or not read back yet.`] : []),
    ...(run.cancelled > 0 ? [`${countWords(run.cancelled, 'request was', 'requests were')} cancelled: “Retry failed” on the run sends them again.`] : []),
    ...(run.notSent > 0 ? [`${countWords(run.notSent, 'request was', 'requests were')} never sent.`] : []),
    ...(run.ended ? ['It was ended; nothing more is sent.'] : held ? [held] : []),
  ];
}
