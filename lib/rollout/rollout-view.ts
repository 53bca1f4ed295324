import 'server-only';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { databaseNow } from '@/lib/db/client';
import { findStopInForce } from '@/lib/db/emergency-stops';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { listPhases } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal, latestRehearsals } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { deliveriesOf, getRollout, listRollouts } from '@/lib/db/rollouts';
import type { RolloutFilter, RolloutLine } from '@/lib/db/rollouts';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { canChangeCohort, isTakenBack, isUnderWay, waitsForPhase } from './phase';
import type { Phase } from './phase';
import { loadShownPolicies } from './run-policies-view';
import type { ShownPolicy } from './run-policies-view';
import { countPolicies } from './run-policy';
import type { RehearsalHead, RehearsalSummary } from './rehearsal';
import { momentWords, plannedBeginWords } from './calendar-words';
import { loadPhaseCalendar } from './calendar-view';
import type { PhaseCalendar } from './calendar-view';
import { onTheirWay } from './rollout';
import type { PhaseDelivery, Rollout, RolloutOrder } from './rollout';
import { widenedSince } from './changed-since';
import { countWords, peopleWords } from './count-words';
import { changesPolicy } from './delivery';
import type { RehearsedDelivery } from './delivery';
import { peopleGaining } from './rehearsal';
import type { SignatureLine } from './signature-line';
import { loadTakenBack } from './reversal-view';
import type { TakenBack } from './reversal-view';
import { loadSignatures } from './signature-view';
import { loadGateAhead } from './gate-view';
import { designsOf, loadMissingApprovals } from './phase-approvals';
import { nextActionOf, nextStepsOf } from './what-next';
import type { GateAhead, MissingApproval, NextAction, NextStep } from './what-next';

export type Station = Phase & { peopleCount: number; delivery: PhaseDelivery | null; rehearsal: RehearsalSummary | null };

export type OpenedPhase = Station & {
  /** Packages the tenant no longer has. */
  gonePackages: string[];
  /** Why the packages could not be read now, in the sentence of its kind; null where they were. */
  notRead: string | null;
  /** Every signature the newest rehearsal needs; none before there is one that still holds. */
  signatures: SignatureLine[];
  /** What the packages give today beyond what was rehearsed, in sentences. */
  widened: string[];
  /** Resources whose owners have not approved that the packages hand them out as they do. */
  missing: MissingApproval[];
  /** The calendar it goes by, as it stands now; null where it names none. */
  calendar: PhaseCalendar | null;
  /** From when on its access holds, in words; null where it holds once it is given. */
  begins: string | null;
  /** That moment has passed, and it has not started: access begins as soon as it is given. */
  beginPassed: boolean;
  /** What its start does: requests for so many people, and what becomes of policies, in sentences. */
  starts: { requests: number; people: number; says: string[] };
  /** What was taken back of its run, and in how many packages it is counted; null where nothing is. */
  takenBack: (TakenBack & { packages: number }) | null;
  /** Whether the reader worked on the phase, and so signs nothing of it. */
  ownWork: boolean;
  action: NextAction;
  steps: NextStep[];
  /** The gate it has to go through next; null once it is over. */
  gate: GateAhead | null;
};

/** `policies` are what the run of the opened phase does to policies; its counts are made of them. */
export type RolloutView = { rollout: Rollout; stations: Station[]; opened: OpenedPhase; currentId: string; policies: ShownPolicy[] };

export type RolloutListLine = RolloutLine & { current: { name: string; number: number; state: Phase['state'] } | null; people: number; delivered: number; failed: number; onItsWay: number; /** People of phases that come by policies alone, so that nobody has a part of their own in the run. */ byPolicy: number; /** From how many people it was taken back: phases that were are delivered to nobody any more. */ takenBack: number };

/** A page of rollouts, each with the phase that matters now and how many of its people have what it brings. */
export async function loadRolloutList(filter: RolloutFilter, page: { skip: number; take: number }, order: RolloutOrder): Promise<{ rollouts: RolloutListLine[]; total: number }> {
  const { rollouts, total } = await listRollouts(filter, page, order);
  const deliveries = await deliveriesOf(rollouts.flatMap((rollout) => rollout.phases.map((phase) => phase.id)));
  return {
    total,
    rollouts: rollouts.map((rollout) => {
      const current = currentPhase(rollout.phases);
      const given = rollout.phases.filter(({ state }) => state !== 'reversed');
      const runs = given.flatMap((phase) => deliveries.get(phase.id) ?? []);
      const sum = (of: (run: PhaseDelivery) => number): number => runs.reduce((all, run) => all + of(run), 0);
      return {
        ...rollout,
        current: current ? { name: current.name, number: rollout.phases.indexOf(current) + 1, state: current.state } : null,
        people: given.reduce((all, phase) => all + (deliveries.get(phase.id)?.people ?? phase.peopleCount), 0),
        byPolicy: given.reduce((all, phase) => all + (isByPolicy(deliveries.get(phase.id)) ? phase.peopleCount : 0), 0),
        delivered: sum((run) => run.delivered),
        takenBack: rollout.phases.reduce((all, phase) => all + (phase.state === 'reversed' ? deliveries.get(phase.id)?.takenBack ?? 0 : 0), 0),
        failed: sum((run) => run.failed),
        onItsWay: sum(onTheirWay),
      };
    }),
  };
}

/** True for a run that writes policies alone. */
function isByPolicy(delivery: PhaseDelivery | undefined): boolean {
  return delivery !== undefined && delivery.people === 0 && delivery.policies.total > 0;
}

/** What the page reads on which a rollout is changed; its packages are open until a phase has started. @throws AppError `notFound` */
export async function loadRolloutEdit(rolloutId: string): Promise<{ rollout: Rollout; phases: (Phase & { peopleCount: number })[]; packagesOpen: boolean }> {
  const [rollout, phases] = await Promise.all([getRollout(rolloutId), listPhases(rolloutId)]);
  const over = rollout.state === 'abandoned' || rollout.state === 'finished';
  return { rollout, phases, packagesOpen: !over && phases.every((phase) => canChangeCohort(phase.state)) };
}

/** For the title of the page. @throws AppError `notFound` */
export async function loadRolloutName(rolloutId: string): Promise<string> {
  return (await getRollout(rolloutId)).name;
}

/** The phase that matters now: one under way or failed, else the first that is not over, else the last. */
function currentPhase<P extends Pick<Phase, 'state'>>(phases: P[]): P | undefined {
  return phases.find((phase) => isUnderWay(phase.state) || phase.state === 'failed') ?? phases.find((phase) => phase.state !== 'passed' && phase.state !== 'reversed') ?? phases.at(-1);
}

/**
 * A rollout with its phases, and one of them opened: the one asked for, else the one that matters now. Asks the tenant
 * once, for the designs of the packages, and only while the phase has not started.
 * @throws AppError `notFound`
 */
export async function loadRolloutView(reader: { personId: string; tokenCacheId: string }, rolloutId: string, phaseId: string | undefined): Promise<RolloutView> {
  const [rollout, phases] = await Promise.all([getRollout(rolloutId), listPhases(rolloutId)]);
  const current = currentPhase(phases);
  const opened = phases.find((each) => each.id === phaseId) ?? current;
  if (!current || !opened) throw new Error(`rollout ${rolloutId} has no phase`);
  const ids = phases.map((phase) => phase.id);
  const [deliveries, rehearsals, rehearsed] = await Promise.all([deliveriesOf(ids), latestRehearsals(ids), canChangeCohort(opened.state) ? latestRehearsal(opened.id) : null]);
  const policies = await loadOwnPolicies(deliveries, opened.id);
  const stations = phases.map((phase): Station => ({ ...phase, delivery: deliveries.get(phase.id) ?? null, rehearsal: rehearsals.get(phase.id) ?? null }));
  const station = stations[phases.indexOf(opened)];
  if (!station) throw new Error(`phase ${opened.id} is no station of rollout ${rolloutId}`);
  return { rollout, stations, opened: await openPhase(graphFor(reader), reader.personId, rollout, station, stations, rehearsed), currentId: current.id, policies };
}

/** The policies of a phase's run, read once: what counts them counts these, and not what they are a moment later. */
async function loadOwnPolicies(deliveries: Map<string, PhaseDelivery>, phaseId: string): Promise<ShownPolicy[]> {
  const delivery = deliveries.get(phaseId);
  if (!delivery || delivery.policies.total === 0) return [];
  const policies = await loadShownPolicies(await getRun(delivery.runId));
  deliveries.set(phaseId, { ...delivery, policies: countPolicies(policies) });
  return policies;
}

async function openPhase(graph: Graph, readerId: string, rollout: Rollout, station: Station, stations: Station[], rehearsed: RehearsalHead | null): Promise<OpenedPhase> {
  const { rehearsal, delivery } = station;
  const before = canChangeCohort(station.state);
  const holds = before && rehearsed?.phaseRevision === station.revision ? rehearsed : null;
  const [stop, { widened, missing, gonePackages, notRead }, signatures, authors, calendar, gate, timeZone, now] = await Promise.all([findStopInForce(), before ? readToday(graph, rollout, holds) : { widened: [], missing: [], gonePackages: [], notRead: null }, holds ? loadSignatures(holds) : [], before ? listPhaseAuthors(station.id) : new Set<string>(), station.calendarId ? loadPhaseCalendar(station.id, delivery?.runId ?? null) : null, loadGateAhead(readerId, station.id), readTimeZone(), databaseNow()]);
  const takenBack = delivery && isTakenBack(station.state) ? await loadTakenBack(delivery.runId) : null;
  const beginsBy = { timeZone: calendar?.timeZone ?? timeZone };
  const begins = station.accessFrom ? (before ? plannedBeginWords(station.accessFrom, now, beginsBy) : momentWords(station.accessFrom, beginsBy)) : null;
  const starts = holds ? await startsOf(holds) : { requests: 0, people: 0, says: [] };
  const standing = { phase: station, people: station.peopleCount, rehearsal, delivery, signatures, widened, missing, ...(holds ? { starts } : {}), movesRules: rehearsed?.design.packages.some((each) => changesPolicy(each.delivery)) ?? false, earlier: waitsForPhase(stations, station)?.name ?? null, nextPhaseName: stations[stations.findIndex(({ id }) => id === station.id) + 1]?.name ?? null, opens: calendar && !calendar.standing.open ? calendar.standing.opens ?? 'not within a year' : null, begins: station.accessFrom && station.accessFrom > now ? begins : null, stoppedBy: stop?.pressedByName ?? null, gate };
  const over = rollout.state === 'abandoned' || rollout.state === 'finished';
  return {
    ...station,
    signatures,
    widened,
    missing,
    gonePackages,
    notRead,
    calendar,
    begins,
    beginPassed: before && station.accessFrom !== null && station.accessFrom <= now,
    starts,
    gate: over ? null : gate,
    takenBack: takenBack && { ...takenBack, packages: rollout.packages.length },
    ownWork: authors.has(readerId),
    action: over ? null : nextActionOf(standing),
    steps: over ? [] : nextStepsOf(standing),
  };
}

/** The packages as they are now, held against what was rehearsed; where the tenant does not tell, why. */
async function readToday(graph: Graph, rollout: Rollout, rehearsal: RehearsalHead | null): Promise<{ widened: string[]; missing: MissingApproval[]; gonePackages: string[]; notRead: string | null }> {
  try {
    const designs = await loadPackageDesign(graph, rollout.packages.map((each) => each.packageId));
    return { widened: rehearsal ? widenedSince(rehearsal.design, designs) : [], missing: await loadMissingApprovals([...designs.values()]), gonePackages: rollout.packages.filter((each) => !designs.has(each.packageId)).map((each) => each.packageName), notRead: null };
  } catch (error) {
    if (!isAppError(error) || error.code === 'signedOut' || error.code === 'claimsChallenge') throw error;
    return { widened: [], missing: rehearsal ? await loadMissingApprovals(designsOf(rehearsal.design)) : [], gonePackages: [], notRead: error.sentence };
  }
}

/** What the start of a rehearsal does, for whoever is about to start it. */
async function startsOf({ id, design, totals }: RehearsalHead): Promise<OpenedPhase['starts']> {
  const delivered = design.packages.filter((each) => each.delivery);
  if (delivered.length === 0) return { requests: totals.changes.assign, people: totals.gaining, says: [] };
  const { packages, people } = await getRehearsal(id);
  const assigned = packages.filter(({ packageId }) => !delivered.some((each) => each.packageId === packageId));
  return {
    requests: assigned.reduce((all, block) => all + block.totals.assign, 0),
    people: peopleGaining({ people, packages }, new Set(assigned.map(({ packageId }) => packageId))),
    says: delivered.flatMap(({ packageId, packageName, delivery }) => startWords(packageName, delivery, packages.find((block) => block.packageId === packageId)?.totals.assign ?? 0)),
  };
}

function startWords(packageName: string, delivery: RehearsedDelivery | undefined, people: number): string[] {
  if (!delivery || (people === 0 && !changesPolicy(delivery))) return [];
  if (delivery.mode === 'invite') return [`“${packageName}” opens to ${peopleWords(people)}, who may ask for it.`];
  const leave = delivery.leaving.length > 0 ? `, and ${countWords(delivery.leaving.length, 'person leaves', 'people leave')} it` : '';
  return [`The rule of “${packageName}” is saved: ${people === 0 ? 'nobody comes' : `${peopleWords(people)} ${people === 1 ? 'comes' : 'come'}`} to have it${leave}.`];
}
