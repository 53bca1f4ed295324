import 'server-only';
import { DEFAULT_GATE, NOTHING_ASKED, SAID_ITEMS } from '@/lib/rollout/gate';
import type { DecisionKind, EntryCriteria, ExitCriteria, GateLine, GateSettings, SaidItem } from '@/lib/rollout/gate';
import type { SaidDone } from '@/lib/rollout/judge-gate';
import type { PhaseState } from '@/lib/rollout/phase';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** A gate as it is kept; `changed` null for a phase that nobody set one for. */
export type KeptGate = GateSettings & { changed: { byName: string; at: Date } | null };

/** What a phase asks before it begins and before it passes. */
export async function readGate(phaseId: string, tx: Db = db()): Promise<KeptGate> {
  return (await readGates([requireRowId(phaseId)], tx)).get(phaseId) ?? UNSET;
}

/** Of a phase nobody set a gate for. */
export const UNSET: KeptGate = { ...DEFAULT_GATE, changed: null };

/** What each of these phases asks; one nobody set a gate for is missing. */
export async function readGates(phaseIds: readonly string[], tx: Db = db()): Promise<Map<string, KeptGate>> {
  const rows = await tx.phaseGate.findMany({ where: { phaseId: { in: [...phaseIds] } } });
  return new Map(rows.map((row) => [row.phaseId, toGate(row)]));
}

function toGate(row: Prisma.PhaseGateGetPayload<object>): KeptGate {
  const { entry, exit, advance, mayOverride, changedByName, changedAt } = row;
  // What a later version asks for, nobody asked for in what was kept before.
  return { entry: { ...DEFAULT_GATE.entry, ...(entry as EntryCriteria) }, exit: { ...NOTHING_ASKED, ...(exit as ExitCriteria) }, advance, mayOverride, changed: { byName: changedByName, at: changedAt } };
}

export async function saveGate(tx: Db, phaseId: string, { entry, exit, advance, mayOverride }: GateSettings, by: { personId: string; name: string }): Promise<void> {
  const data = { entry, exit, advance, mayOverride, changedBy: by.personId, changedByName: by.name };
  await tx.phaseGate.upsert({ where: { phaseId }, create: { phaseId, ...data }, update: { ...data, changedAt: new Date() } });
}

/** What somebody said is done before a phase begins. */
export async function listSaid(phaseId: string, tx: Db = db()): Promise<Partial<Record<SaidItem, SaidDone>>> {
  const rows = await tx.phaseEntryItem.findMany({ where: { phaseId } });
  const known = (item: string): item is SaidItem => (SAID_ITEMS as readonly string[]).includes(item);
  return Object.fromEntries(rows.filter(({ item }) => known(item)).map(({ item, saidByName, saidAt, day }) => [item, { byName: saidByName, at: saidAt, day: day?.toISOString().slice(0, 10) ?? null }]));
}

/** Keeps that something is done, or with null that it is not. */
export async function saveSaid(tx: Db, phaseId: string, item: SaidItem, said: { by: { personId: string; name: string }; day: string | null } | null): Promise<void> {
  await tx.phaseEntryItem.deleteMany({ where: { phaseId, item } });
  if (said) await tx.phaseEntryItem.create({ data: { phaseId, item, day: said.day ? new Date(`${said.day}T00:00:00Z`) : null, saidBy: said.by.personId, saidByName: said.by.name } });
}

export type GateDecision = { number: number; kind: DecisionKind; fromState: PhaseState; toState: PhaseState; decidedBy: string | null; decidedByName: string | null; decidedAt: Date; says: string; reason: string | null; evidence: GateLine[] };

export type NewDecision = { phaseId: string; kind: DecisionKind; fromState: PhaseState; toState: PhaseState; by: { personId: string; name: string } | null; /** Whom a second person decides beside. */ besides?: string; says: string; reason?: string; evidence: readonly GateLine[] };

/** Keeps a decision as the next of its phase, which is locked. */
export async function insertDecision(tx: Db, { phaseId, by, evidence, besides, reason, ...decision }: NewDecision): Promise<void> {
  const last = await tx.gateDecision.findFirst({ where: { phaseId }, orderBy: { number: 'desc' }, select: { number: true } });
  await tx.gateDecision.create({ data: { ...decision, phaseId, number: (last?.number ?? 0) + 1, decidedBy: by?.personId ?? null, decidedByName: by?.name ?? null, besides: besides ?? null, reason: reason ?? null, evidence: [...evidence] as Prisma.InputJsonArray } });
}

const SHAPE = { number: true, kind: true, fromState: true, toState: true, decidedBy: true, decidedByName: true, decidedAt: true, says: true, reason: true, evidence: true } as const;

type Row = Omit<GateDecision, 'evidence'> & { evidence: unknown };

const toDecision = (row: Row): GateDecision => ({ ...row, evidence: row.evidence as GateLine[] });

/** What was decided at a phase's gate, newest first. */
export async function listDecisions(phaseId: string, take: number, tx: Db = db()): Promise<GateDecision[]> {
  return (await tx.gateDecision.findMany({ where: { phaseId: requireRowId(phaseId) }, orderBy: { number: 'desc' }, take, select: SHAPE })).map(toDecision);
}

/** The last decision of these kinds, or null. */
export async function findLastDecision(phaseId: string, kinds: readonly DecisionKind[], tx: Db = db()): Promise<GateDecision | null> {
  const row = await tx.gateDecision.findFirst({ where: { phaseId, kind: { in: [...kinds] } }, orderBy: { number: 'desc' }, select: SHAPE });
  return row && toDecision(row);
}

/** The decision by which a phase began, or null. */
export async function findStart(phaseId: string, tx: Db = db()): Promise<GateDecision | null> {
  const row = await tx.gateDecision.findFirst({ where: { phaseId, kind: { in: ['start', 'override'] }, toState: 'running' }, orderBy: { number: 'asc' }, select: SHAPE });
  return row && toDecision(row);
}

/** The last decision of these kinds of each phase that has one. */
export async function findLastDecisions(phaseIds: readonly string[], kinds: readonly DecisionKind[], tx: Db = db()): Promise<Map<string, GateDecision>> {
  const rows = await tx.$queryRaw<{ phase: string; number: number }[]>`
    SELECT "phase_id"::text AS phase, max("number") AS number FROM "gate_decision" WHERE "phase_id" = ANY(${[...phaseIds]}::uuid[]) AND "kind"::text = ANY(${[...kinds]}::text[]) GROUP BY 1`;
  if (rows.length === 0) return new Map();
  const found = await tx.gateDecision.findMany({ where: { OR: rows.map(({ phase, number }) => ({ phaseId: phase, number })) }, select: { ...SHAPE, phaseId: true } });
  return new Map(found.map(({ phaseId, ...row }) => [phaseId, toDecision(row)]));
}

/** Phases whose gate is looked at: under way in a rollout that goes on. */
export async function listWatchedPhases(): Promise<string[]> {
  const rows = await db().phase.findMany({ where: { state: { in: ['running', 'verifying', 'soaking'] }, rollout: { state: 'active' } }, orderBy: { stateSince: 'asc' }, select: { id: true } });
  return rows.map(({ id }) => id);
}
