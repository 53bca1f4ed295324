import 'server-only';
import { countItems, findItem, listFailures, listSentAgain, packagesOfItems, pageItems, userPrincipalNamesOf } from '@/lib/db/run-items';
import type { ItemFilter } from '@/lib/db/run-items';
import { databaseNow } from '@/lib/db/client';
import { findEnd, findHold } from '@/lib/db/run-control';
import { getDelivery } from '@/lib/db/phase-delivery';
import { readPlacingOf } from '@/lib/db/rehearsals';
import { findJobOfRun, getRun } from '@/lib/db/runs';
import { findDetails } from '@/lib/db/verifications';
import type { RunJob } from '@/lib/db/runs';
import { loadPhaseCalendar } from './calendar-view';
import { beginWords } from './calendar-words';
import { canaryStanding } from './canary';
import { countWords } from './count-words';
import { loadDeliveryCurve } from './curve-view';
import type { DeliveryCurve } from './delivery-curve';
import { loadPace } from './load-pace';
import { isTakenBack } from './phase';
import { ITEM_STATES } from './run';
import type { ItemCounts, ItemOrder, Run, RunItem, RunProgress } from './run';
import { causeOf, NOTHING_TO_DO, whatToDo } from './run-failures';
import type { HeldRun } from './run-hold';
import { loadShownPolicies } from './run-policies-view';
import type { ShownPolicy } from './run-policies-view';
import { countPolicies } from './run-policy';

/** One cause of failures, with what an admin can do about it. */
export type FailureGroup = { cause: string; whatToDo: string | null; count: number; since: Date };

/** Failures of one cause that were sent again since: `failures` of so many items, and how many of these have arrived, failed again or were left out by now. */
export type SentAgainGroup = { cause: string; failures: number; items: number; delivered: number; failedAgain: number; leftOut: number };

export type RunView = {
  run: Run;
  job: RunJob | null;
  progress: RunProgress;
  failures: FailureGroup[];
  /** What failed before and was sent again, by cause, with what became of it. */
  sentAgain: SentAgainGroup[];
  /** How its items arrived over time; null before anything was sent. */
  curve: DeliveryCurve | null;
  /** With one package every item is a person; with more, a person has several. */
  packageCount: number;
  /** What it does to policies; none where everybody is assigned. */
  policies: ShownPolicy[];
  /** What it waits for by itself, in sentences: a window of its calendar, the day its access begins. */
  waits: string[];
  /** What holds it, null while it goes its way. */
  held: HeldRun | null;
  /** Who ended it before everything was sent. */
  ended: { byName: string; at: Date; reason: string } | null;
};

/**
 * What the page of a run and the panel of its phase show above the list.
 * @param read what the page around it has read already: read twice it differs while the run goes on
 * @throws AppError `notFound`
 */
export async function loadRunView(runId: string, read?: { counts: ItemCounts; policies: ShownPolicy[] }): Promise<RunView> {
  const run = await getRun(runId);
  const [job, counts, failures, sentAgain, packages] = await Promise.all([findJobOfRun(run.id), read?.counts ?? countItems(run.id), listFailures(run.id), listSentAgain(run.id), packagesOfItems(run.id, ITEM_STATES)]);
  const shown = read?.policies ?? (await loadShownPolicies(run));
  const waits = run.state === 'running' ? await loadWaits(run, counts, counts.queued + shown.filter(({ state }) => state === 'queued').length) : [];
  const [held, ended] = await Promise.all([findHold(run.id), findEnd(run.id)]);
  const pace = run.state === 'running' && !held && counts.queued + counts.sending > 0 ? await loadPace(run.phaseId) : null;
  const progress: RunProgress = { runState: run.state, phaseState: run.phaseState, jobState: job?.state ?? null, counts, policies: countPolicies(shown), pace, hold: held?.hold ?? null };
  const curve = await loadDeliveryCurve(run.id, progress);
  return { run, job, progress, held, ended, failures: groupFailures(failures, run), sentAgain: sentAgain.map(({ failureCode, failure, ...counted }) => ({ cause: causeOf(failureCode, failure), ...counted })), curve, packageCount: packages.length, policies: shown, waits };
}

async function loadWaits(run: Run, counts: ItemCounts, queued: number): Promise<string[]> {
  const [calendar, placing, { canary }, now] = await Promise.all([loadPhaseCalendar(run.phaseId, run.id), readPlacingOf(run.rehearsalId), getDelivery(run.phaseId), databaseNow()]);
  const begins = placing?.accessFrom && new Date(placing.accessFrom) > now ? beginWords(placing) : null;
  const first = canary && counts.queued > 0 && canaryStanding(counts) === 'wait';
  return [
    ...(queued > 0 && calendar && !calendar.standing.open ? [`${queued.toLocaleString('en-GB')} not sent yet: ${calendar.standing.says}`] : []),
    ...(begins ? [`What was asked for is placed ahead: access begins ${begins}.`] : []),
    ...(first ? [`One request goes first, and ${countWords(counts.queued, 'other is', 'others are')} sent once it is delivered${begins ? ', so not before that day' : ''}.`] : []),
  ];
}

/** For the title of the page. @throws AppError `notFound` */
export async function loadRunTitle(runId: string): Promise<string> {
  const { phaseName, rolloutName } = await getRun(runId);
  return `Run of ${phaseName}, ${rolloutName}`;
}

function groupFailures(rows: Awaited<ReturnType<typeof listFailures>>, { phaseState }: Run): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const row of rows) {
    const cause = causeOf(row.failureCode, row.failure);
    const known = groups.get(cause);
    if (known) {
      known.count += row.count;
      if (row.since < known.since) known.since = row.since;
    } else groups.set(cause, { cause, whatToDo: isTakenBack(phaseState) ? NOTHING_TO_DO : whatToDo(row.failureCode), count: row.count, since: row.since });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** An item with what tells its person from others of the name; null for who is no longer in the cohort. */
export type ShownItem = RunItem & { userPrincipalName: string | null };

/** A page of a run's items, and the opened one where the address names it. */
export async function loadRunItems(runId: string, filter: ItemFilter, page: { skip: number; take: number }, itemId?: string, order?: ItemOrder): Promise<{ items: ShownItem[]; total: number; opened: ShownItem | null }> {
  const [{ items, total }, opened] = await Promise.all([pageItems(runId, filter, page, order), itemId ? findItem(runId, itemId) : null]);
  const all = [...items, ...(opened ? [opened] : [])];
  const [signIn, found] = await Promise.all([userPrincipalNamesOf(runId, all.map((item) => item.personId)), findDetails(runId, all.filter(({ state }) => state === 'failed').map(({ personId }) => personId))]);
  // What the tenant was read to show of a failure, such as the resource that did not take somebody, says more than its request.
  const detailOf = ({ personId, packageId, failureCode }: RunItem): string | undefined => found.get(`${personId} ${packageId} item:${failureCode ?? ''}`);
  const shown = (item: RunItem): ShownItem => ({ ...item, failure: (item.state === 'failed' && detailOf(item)) || item.failure, userPrincipalName: signIn.get(item.personId) ?? null });
  return { items: items.map(shown), total, opened: opened && shown(opened) };
}
