import 'server-only';
import { databaseNow, db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { countFailures, countNotes, findDrift, listWaitingForApprovers, readVerdicts } from '@/lib/db/gate-values';
import { findLastDecision, readGate } from '@/lib/db/gates';
import type { KeptGate } from '@/lib/db/gates';
import { listPhases } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsalHead, latestRehearsal } from '@/lib/db/rehearsals';
import { deliveriesOf } from '@/lib/db/rollouts';
import { getRun } from '@/lib/db/runs';
import type { ExitKey, GateLine } from './gate';
import { judgeExit } from './judge-gate';
import type { ExitValues } from './judge-gate';
import type { PhaseDelivery } from './rollout';
import { isSettled } from './run';
import type { Run } from './run';
import { EXCUSED, SHRINKING } from './run-failures';
import { isSettled as isSignatureSettled } from './signature-line';
import { loadSignatures } from './signature-view';
import { causeWords } from './verdict';
import type { VerdictCounts } from './verdict';
import { workingCalendarOf } from './working-calendar';

/** Causes that say nothing of what a phase does: the person's own account, or an approver. */
const EXCUSED_CAUSES = [...[...EXCUSED, ...SHRINKING].map((code) => `item:${code}`), 'denied', 'canceled'];
const DAY_MS = 86_400_000;

/** The gate of a phase that has started: what it asks, and how it stands. */
export type ExitGate = { gate: KeptGate; run: Run; delivery: PhaseDelivery; values: ExitValues; lines: GateLine<ExitKey>[] };

/** How the exit criteria of a phase stand now; null before it has a run. Reads the database only, one statement after another. */
export async function readExit(phase: PhaseInRollout, tx: Db = db()): Promise<ExitGate | null> {
  const delivery = (await deliveriesOf([phase.id], tx)).get(phase.id);
  if (!delivery) return null;
  const gate = await readGate(phase.id, tx);
  const run = await getRun(delivery.runId, tx);
  const values = await readValues(phase, gate, run, delivery, tx);
  return { gate, run, delivery, values, lines: judgeExit(gate.exit, values) };
}

async function readValues(phase: PhaseInRollout, { exit }: KeptGate, run: Run, delivery: PhaseDelivery, tx: Db): Promise<ExitValues> {
  const failed = await countFailures(run.id, EXCUSED_CAUSES, SHRINKING, tx);
  const read = await readVerdicts(run.id, tx);
  const drift = exit.drift ? await findDrift(phase.id, tx) : null;
  const waiting = exit.lateApprovals ? await readApprovals(run, tx) : { waiting: 0, late: 0 };
  return {
    now: await databaseNow(tx),
    people: phase.peopleCount,
    settled: run.state !== 'running' && isSettled(delivery.items) && delivery.policies.open === 0,
    delivery: deliveredOf(delivery, failed, read?.counts ?? null),
    failures: { ours: failed.ours, excused: failed.all - failed.ours, policies: delivery.policies.failed, causes: failed.causes.map(({ cause, people }) => ({ cause, says: causeWords(cause).says, people, excused: EXCUSED_CAUSES.includes(cause) })) },
    verification: read ? { different: read.counts.different, onItsWay: read.counts.onItsWay, settled: read.settled } : null,
    notes: await countNotes(phase.id, tx),
    approvals: waiting,
    drift: drift ? { people: drift.people, says: drift.says } : { people: null, says: 'not looked at yet' },
    // No sign-in log is read: it would take a permission that nobody granted.
    used: null,
    soakFrom: await readSoakFrom(phase, run, tx),
    calendar: await workingCalendarOf(phase.id, tx),
    next: exit.nextSigned ? await readNext(phase, tx) : null,
  };
}

/** Where policies alone bring it there are no items, and the last reading tells who has it: of those who may ask, who did. */
function deliveredOf({ people, delivered, failed, policies }: PhaseDelivery, failures: { ours: number; all: number; skipped: number }, counts: VerdictCounts | null): ExitValues['delivery'] {
  if (people > 0 || policies.total === 0) return { of: people - Math.max(0, failures.all - failures.ours - failures.skipped), delivered, onItsWay: people - delivered - failed };
  if (!counts) return { of: 0, delivered: 0, onItsWay: 0 };
  const there = counts.asSigned + counts.asReported + counts.unknown + counts.different;
  return { of: there + counts.onItsWay + failures.ours, delivered: there, onItsWay: counts.onItsWay };
}

/** The soak counts from the last delivery, and begins anew where the phase was held in between. */
async function readSoakFrom(phase: PhaseInRollout, { settledAt }: Run, tx: Db): Promise<Date | null> {
  if (!settledAt || (phase.state !== 'soaking' && phase.state !== 'passed')) return null;
  const resumed = await findLastDecision(phase.id, ['resume'], tx);
  return resumed && resumed.decidedAt > settledAt ? resumed.decidedAt : settledAt;
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
