import 'server-only';
import { findLastDecisions, findStart, listDecisions } from '@/lib/db/gates';
import type { GateDecision, KeptGate } from '@/lib/db/gates';
import { getPhase, getPhases } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import type { EntryKey, ExitKey, GateLine, SaidItem } from './gate';
import { judgeExit } from './judge-gate';
import type { ExitValues, FailureCause, SaidDone } from './judge-gate';
import { canChangeCohort } from './phase';
import { readEntry } from './read-entry';
import { readExit, readExits } from './read-exit';
import type { ExitGate } from './read-exit';
import type { Run } from './run';
import type { GateAhead } from './what-next';
import { workingCalendarOf } from './working-calendar';

const MOST_DECISIONS = 50;

/** The gate a phase has to go through next: to begin, or to pass. Null once it is over or being taken back. */
export async function loadGateAhead(readerId: string, phaseId: string): Promise<GateAhead | null> {
  const phase = await getPhase(phaseId);
  if (canChangeCohort(phase.state)) {
    const { gate, lines } = await readEntry(phase);
    return { lines, advance: gate.advance, mayOverride: gate.mayOverride, startedByReader: false, held: null };
  }
  return (await passAhead(readerId, [phase])).get(phase.id) ?? null;
}

/** The gate that a settled run's phase has to pass to be finished, and whether that takes another admin than the reader; null where it cannot be finished now. */
export async function loadFinishGate(readerId: string, { phaseId, phaseState, state }: Pick<Run, 'phaseId' | 'phaseState' | 'state'>): Promise<(Pick<GateAhead, 'lines' | 'mayOverride'> & { another: boolean }) | null> {
  if (state !== 'settled' || (phaseState !== 'verifying' && phaseState !== 'soaking')) return null;
  const gate = await loadGateAhead(readerId, phaseId);
  return gate && { lines: gate.lines, mayOverride: gate.mayOverride, another: gate.advance === 'secondPerson' && gate.startedByReader };
}

/** The gates that these phases have to pass, read together; of what is not under way nothing. */
export async function loadGatesAhead(readerId: string, phaseIds: readonly string[]): Promise<Map<string, GateAhead>> {
  return phaseIds.length === 0 ? new Map() : passAhead(readerId, await getPhases(phaseIds));
}

async function passAhead(readerId: string, phases: readonly PhaseInRollout[]): Promise<Map<string, GateAhead>> {
  const underWay = phases.filter(({ state }) => ['running', 'verifying', 'soaking', 'held'].includes(state));
  if (underWay.length === 0) return new Map();
  const [exits, holds] = [await readExits(underWay), await findLastDecisions(underWay.filter(({ state }) => state === 'held').map(({ id }) => id), ['hold'])];
  return new Map(underWay.flatMap(({ id }) => {
    const exit = exits.get(id);
    return exit ? [[id, aheadOf(readerId, exit, holds.get(id))] as const] : [];
  }));
}

function aheadOf(readerId: string, exit: ExitGate, held: GateDecision | undefined): GateAhead {
  return { lines: exit.lines, advance: exit.gate.advance, mayOverride: exit.gate.mayOverride, startedByReader: exit.run.startedBy === readerId, held: held ? { says: held.says, byName: held.decidedByName, at: held.decidedAt.toISOString() } : null };
}

export type ShownDecision = Omit<GateDecision, 'decidedAt'> & { decidedAt: string };

/** Everything the page of a gate shows. */
export type GateView = {
  phase: Pick<PhaseInRollout, 'id' | 'name' | 'state' | 'rolloutId' | 'rolloutName' | 'changeTicket'>;
  gate: KeptGate;
  entry: GateLine<EntryKey>[];
  /** How it stood when the phase began; null before that. */
  begun: GateLine[] | null;
  said: Partial<Record<SaidItem, SaidDone>>;
  exit: GateLine<ExitKey>[];
  /** False where the exit criteria have nothing to stand against yet. */
  started: boolean;
  causes: FailureCause[];
  /** Nothing of the run is open, so that an admin may let it pass. */
  settled: boolean;
  startedByReader: boolean;
  heldSays: string | null;
  decisions: ShownDecision[];
};

/** @throws AppError `notFound` */
export async function loadGate(readerId: string, phaseId: string): Promise<GateView> {
  const phase = await getPhase(phaseId);
  const [entry, exit, decisions, start] = await Promise.all([readEntry(phase), readExit(phase), listDecisions(phase.id, MOST_DECISIONS), findStart(phase.id)]);
  const lines = exit?.lines ?? (await notStarted(phase, entry.gate));
  const { id, name, state, rolloutId, rolloutName, changeTicket } = phase;
  return {
    phase: { id, name, state, rolloutId, rolloutName, changeTicket },
    gate: entry.gate,
    entry: entry.lines,
    begun: begunOf(start?.evidence ?? null, entry.lines),
    said: entry.said,
    exit: lines,
    started: exit !== null,
    causes: exit?.values.failures.causes ?? [],
    settled: exit?.values.settled ?? false,
    startedByReader: exit?.run.startedBy === readerId,
    heldSays: state === 'held' ? decisions.find(({ kind }) => kind === 'hold')?.says ?? '' : null,
    decisions: decisions.map((decision) => ({ ...decision, decidedAt: decision.decidedAt.toISOString() })),
  };
}

/** The entry criteria as they stood at the start, but for what the run itself has made possible since: taking it back is rehearsed, or not. */
function begunOf(evidence: GateLine[] | null, now: readonly GateLine<EntryKey>[]): GateLine[] | null {
  const today = now.find(({ key }) => key === 'reversal');
  return evidence && evidence.map((line) => (line.key === 'reversal' && line.standing !== 'met' && today ? { ...today, says: today.standing === 'met' ? 'since it began' : 'not before it began, and not since' } : line));
}

/** The exit criteria of a phase that has not started, for its cohort as it is. */
async function notStarted({ id, peopleCount }: PhaseInRollout, { exit }: KeptGate): Promise<GateLine<ExitKey>[]> {
  const values: ExitValues = {
    now: new Date(), people: peopleCount, settled: false, delivery: { of: peopleCount, delivered: 0, onItsWay: peopleCount }, failures: { ours: 0, excused: 0, policies: 0, causes: [] }, verification: null, notes: { blocking: 0, all: 0 }, approvals: { waiting: 0, late: 0 },
    drift: { people: null, says: '' }, used: { share: null, why: '' }, soakFrom: null, calendar: await workingCalendarOf(id), next: null, onPilot: null,
  };
  return judgeExit({ ...exit, nextSigned: false }, values).map((line) => ({ ...line, standing: 'open', says: 'not started', value: null }));
}
