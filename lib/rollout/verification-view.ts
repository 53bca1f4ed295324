import 'server-only';
import { countCauses, eachException, findException, findVerification, listReads, pageExceptions } from '@/lib/db/verifications';
import type { ExceptionFilter, VerificationException } from '@/lib/db/verifications';
import { getRun } from '@/lib/db/runs';
import { userPrincipalNamesOf } from '@/lib/db/run-items';
import type { InApplicationReading } from './in-application';
import { isTakenBack } from './phase';
import type { JobState, Run } from './run';
import { NOTHING_TO_DO } from './run-failures';
import type { UseReading } from './use';
import { causeWords, comparedOf, noVerdicts } from './verdict';
import type { CauseWords, Verdict, VerdictCounts } from './verdict';

/** How a run stands by the last reading of the tenant; plain values, as pages and panels take them. */
export type VerificationSummary = {
  runId: string;
  /** Null before the first reading. */
  readAt: string | null;
  reading: number;
  hash: string | null;
  counts: VerdictCounts;
  compared: number;
  settled: boolean;
  jobState: JobState;
  actsAsName: string;
  waitsBecause: string | null;
  /** When it is read next; null where it is over or waits for somebody. */
  nextAt: string | null;
  causes: CauseLine[];
  /** What the provisioning log tells of the applications; null where the run gives none, or before the first reading. */
  inApplication: InApplicationReading | null;
  /** What the sign-in log tells of the use; null before the first reading, and of a reading of before. */
  use: UseReading | null;
};

export type CauseLine = { verdict: Verdict; cause: string; count: number } & CauseWords;

/** Null while the run has not settled yet. */
export async function loadVerification(runId: string): Promise<VerificationSummary | null> {
  const verification = await findVerification(runId);
  if (!verification) return null;
  const [[last], causes, { phaseState }] = await Promise.all([listReads(runId, 1), countCauses(runId), getRun(runId)]);
  const counts = last?.counts ?? noVerdicts();
  const { settled, jobState, jobActsAsName, jobLastError, nextAt } = verification;
  return {
    runId, readAt: last?.readAt.toISOString() ?? null, reading: verification.lastRead, hash: last?.hash ?? null, counts, compared: comparedOf(counts), settled,
    jobState, actsAsName: jobActsAsName, waitsBecause: jobLastError, nextAt: jobState === 'waiting' ? nextAt.toISOString() : null,
    inApplication: last?.inApplication ?? null,
    use: last?.use ?? null,
    causes: causes.map((each) => ({ ...each, ...wordsOf(each.cause, phaseState) })),
  };
}

export type ShownException = VerificationException & CauseWords & { userPrincipalName: string | null };

/** A page of what was found otherwise than as signed, and the opened one. @throws AppError `notFound` */
export async function loadExceptions(runId: string, filter: ExceptionFilter, page: { skip: number; take: number }, opened?: string): Promise<{ run: Run; exceptions: ShownException[]; total: number; opened: ShownException | null }> {
  const [run, { exceptions, total }, one] = await Promise.all([getRun(runId), pageExceptions(runId, filter, page), opened ? findException(runId, opened) : null]);
  const shown = await shownOf(run, [...exceptions, ...(one ? [one] : [])]);
  return { run, exceptions: shown.slice(0, exceptions.length), total, opened: one ? shown.at(-1) ?? null : null };
}

async function shownOf({ id: runId, phaseState }: Run, exceptions: readonly VerificationException[]): Promise<ShownException[]> {
  const names = await userPrincipalNamesOf(runId, exceptions.map(({ personId }) => personId));
  return exceptions.map((each) => ({ ...each, ...wordsOf(each.cause, phaseState), userPrincipalName: names.get(each.personId) ?? null }));
}

/** Of a run that is taken back, what was found is of before, and there is nothing to mend. */
function wordsOf(cause: string, phaseState: string): CauseWords {
  const words = causeWords(cause);
  return words.fix && isTakenBack(phaseState) ? { ...words, fix: NOTHING_TO_DO, who: null } : words;
}

/** What a file of what was found is about. @throws AppError `notFound` */
export async function loadVerificationTitle(runId: string): Promise<{ run: Run; summary: VerificationSummary | null }> {
  const [run, summary] = await Promise.all([getRun(runId), loadVerification(runId)]);
  return { run, summary };
}

/** All of what the last reading found, by name, in slices: what a file takes. */
export async function* eachShownException(runId: string, filter: ExceptionFilter): AsyncGenerator<ShownException[]> {
  const run = await getRun(runId);
  for await (const slice of eachException(runId, filter)) yield shownOf(run, slice);
}
