import 'server-only';
import { databaseNow, db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { countFailures, countNotes, listDrifts, listWaitingForApprovers, NO_FAILURES, readVerdicts } from '@/lib/db/gate-values';
import type { LastRead } from '@/lib/db/gate-values';
import { findLastDecisions, readGates, UNSET } from '@/lib/db/gates';
import type { KeptGate } from '@/lib/db/gates';
import { listPhases, listPhaseStates } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsalHead, latestRehearsal } from '@/lib/db/rehearsals';
import { deliveriesOf } from '@/lib/db/rollouts';
import { getRuns } from '@/lib/db/runs';
import type { ExitKey, GateLine } from './gate';
import { countOnPilotPolicies } from './handover';
import { judgeExit } from './judge-gate';
import type { ExitValues } from './judge-gate';
import type { PhaseDelivery } from './rollout';
import { isSettled } from './run';
import type { Run } from './run';
import { EXCUSED, SHRINKING } from './run-failures';
import { isSettled as isSignatureSettled } from './signature-line';
import { loadSignatures } from './signature-view';
import { unknownUse } from './use';
import { causeWords } from './verdict';
import type { VerdictCounts } from './verdict';
import { workingCalendarsOf } from './working-calendar';

/** Causes that say nothing of what a phase does: the person's own account or invitation, or an approver. */
const EXCUSED_CAUSES = [...[...EXCUSED, ...SHRINKING].map((code) => `item:${code}`), 'denied', 'canceled', 'notRedeemed'];
const DAY_MS = 86_400_000;

/** The gate of a phase that has started: what it asks, and how it stands. */
export type ExitGate = { gate: KeptGate; run: Run; delivery: PhaseDelivery; values: ExitValues; lines: GateLine<ExitKey>[] };

/** How the exit criteria of a phase stand now; null before it has a run. Reads the database only, one statement after another. */
export async function readExit(phase: PhaseInRollout, tx: Db = db()): Promise<ExitGate | null> {
  return (await readExits([phase], tx)).get(phase.id) ?? null;
}

/** The same of several phases, read together: of one without a run nothing is said. */
export async function readExits(phases: readonly PhaseInRollout[], tx: Db = db()): Promise<Map<string, ExitGate>> {
  const deliveries = await deliveriesOf(phases.map(({ id }) => id), tx);
  const started = phases.filter(({ id }) => deliveries.has(id));
  if (started.length === 0) return new Map();
  const ids = started.map(({ id }) => id);
  const runIds = started.map(({ id }) => deliveries.get(id)?.runId ?? '');
  const gates = await readGates(ids, tx);
  const runs = new Map((await getRuns(runIds, tx)).map((run) => [run.id, run]));
  const states = await listPhaseStates([...new Set(started.map(({ rolloutId }) => rolloutId))], tx);
  const read: ReadTogether = {
    now: await databaseNow(tx), failures: await countFailures(runIds, EXCUSED_CAUSES, SHRINKING, tx), verdicts: await readVerdicts(runIds, tx), notes: await countNotes(ids, tx),
    drifts: await listDrifts(ids, tx), resumed: await findLastDecisions(ids, ['resume'], tx), calendarOf: await workingCalendarsOf(ids, tx),
  };
  const found = new Map<string, ExitGate>();
  for (const phase of started) {
    const [kept, delivery] = [gates.get(phase.id) ?? UNSET, deliveries.get(phase.id)];
    const run = delivery && runs.get(delivery.runId);
    if (!run) continue;
    // A rollout is over with its last phase, and nobody is left behind under what was made for a pilot.
    const closes = phase.state !== 'passed' && states.every(({ id, rolloutId, state }) => rolloutId !== phase.rolloutId || id === phase.id || state === 'passed' || state === 'reversed');
    const gate = { ...kept, exit: { ...kept.exit, handedOver: kept.exit.handedOver || closes } };
    const values = await valuesOf(phase, gate, run, delivery, read, tx);
    found.set(phase.id, { gate, run, delivery, values, lines: judgeExit(gate.exit, values) });
  }
  return found;
}

/** What is read of all of them at once. */
type ReadTogether = {
  now: Date;
  failures: Awaited<ReturnType<typeof countFailures>>;
  verdicts: Awaited<ReturnType<typeof readVerdicts>>;
  notes: Awaited<ReturnType<typeof countNotes>>;
  drifts: Awaited<ReturnType<typeof listDrifts>>;
  resumed: Awaited<ReturnType<typeof findLastDecisions>>;
  calendarOf: Awaited<ReturnType<typeof workingCalendarsOf>>;
};

/** Beside what was read together, what few gates ask for is read for each of those. */
async function valuesOf(phase: PhaseInRollout, { exit }: KeptGate, run: Run, delivery: PhaseDelivery, all: ReadTogether, tx: Db): Promise<ExitValues> {
  const failed = all.failures.get(run.id) ?? NO_FAILURES;
  const read = all.verdicts.get(run.id) ?? null;
  const drift = all.drifts.get(phase.id);
  return {
    now: all.now,
    people: phase.peopleCount,
    settled: run.state !== 'running' && isSettled(delivery.items) && delivery.policies.open === 0,
    delivery: deliveredOf(delivery, failed, read?.counts ?? null),
    failures: { ours: failed.ours, excused: failed.all - failed.ours, policies: delivery.policies.failed, causes: failed.causes.map(({ cause, people }) => ({ cause, says: causeWords(cause).says, people, excused: EXCUSED_CAUSES.includes(cause) })) },
    verification: read ? { different: read.counts.different, onItsWay: read.counts.onItsWay, settled: read.settled } : null,
    notes: all.notes.get(phase.id) ?? { blocking: 0, all: 0 },
    approvals: exit.lateApprovals ? await readApprovals(run, tx) : { waiting: 0, late: 0 },
    drift: exit.drift && drift ? { people: drift.people, says: drift.says } : { people: null, says: 'not looked at yet' },
    used: usedOf(read),
    soakFrom: soakFromOf(phase, run, all.resumed.get(phase.id)?.decidedAt ?? null),
    calendar: all.calendarOf(phase.id),
    next: exit.nextSigned ? await readNext(phase, tx) : null,
    onPilot: exit.handedOver ? await countOnPilotPolicies(phase.rolloutId, tx) : null,
  };
}

/** Where policies alone bring it there are no items, and the last reading tells who has it: of those who may ask, who did. */
function deliveredOf({ people, delivered, failed, policies }: PhaseDelivery, failures: { ours: number; all: number; skipped: number }, counts: VerdictCounts | null): ExitValues['delivery'] {
  if (people > 0 || policies.total === 0) return { of: people - Math.max(0, failures.all - failures.ours - failures.skipped), delivered, onItsWay: people - delivered - failed };
  if (!counts) return { of: 0, delivered: 0, onItsWay: 0 };
  const there = counts.asSigned + counts.asReported + counts.unknown + counts.different;
  return { of: there + counts.onItsWay + failures.ours, delivered: there, onItsWay: counts.onItsWay };
}

/** By the sign-ins that the last reading saw. */
function usedOf(read: LastRead | null): ExitValues['used'] {
  return read?.use?.read === 'yes' ? { share: { used: read.use.used, of: read.use.of, asOf: read.readAt }, why: '' } : { share: null, why: unknownUse(read?.use ?? null) };
}

/** The soak counts from the last delivery, and begins anew where the phase was held in between. */
function soakFromOf(phase: PhaseInRollout, { settledAt }: Run, resumedAt: Date | null): Date | null {
  if (!settledAt || (phase.state !== 'soaking' && phase.state !== 'passed')) return null;
  return resumedAt && resumedAt > settledAt ? resumedAt : settledAt;
}

/** Those that wait for longer than half of what the shortest stage of their policy gives. */
async function readApprovals(run: Run, tx: Db): Promise<{ waiting: number; late: number }> {
  const waiting = await listWaitingForApprovers(run.id, tx);
  if (waiting.length === 0) return { waiting: 0, late: 0 };
  const now = await databaseNow(tx);
  const { design } = await getRehearsalHead(run.rehearsalId, tx);
  const daysOf = new Map(design.packages.map(({ packageId, policyId, asRead }) => [packageId, (asRead?.policies.find(({ id }) => id === policyId)?.stages ?? []).flatMap(({ days }) => days ?? [])]));
  const late = waiting.filter(({ packageId, since }) => {
    const days = daysOf.get(packageId) ?? [];
    return days.length > 0 && now.getTime() - since.getTime() > (Math.min(...days) * DAY_MS) / 2;
  });
  return { waiting: waiting.length, late: late.length };
}

async function readNext(phase: PhaseInRollout, tx: Db): Promise<ExitValues['next']> {
  const next = (await listPhases(phase.rolloutId, tx)).find(({ position }) => position > phase.position);
  if (!next) return null;
  const rehearsal = await latestRehearsal(next.id, tx);
  if (!rehearsal || rehearsal.phaseRevision !== next.revision) return { name: next.name, signed: 0, of: 0, rehearsed: false };
  const lines = await loadSignatures(rehearsal, tx);
  return { name: next.name, signed: lines.filter(isSignatureSettled).length, of: lines.length, rehearsed: true };
}
