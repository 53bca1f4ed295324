import 'server-only';
import { AppError } from '@/lib/errors';
import { inTurns } from '@/lib/in-turns';
import { noToldOutcomes } from '@/lib/rollout/rehearsal';
import type { PhaseEffects } from '@/lib/rollout/effects';
import type { PackedRehearsal } from '@/lib/rollout/packed-rehearsal';
import type { RehearsedPlacing } from '@/lib/rollout/placing';
import type { ChangeSet, OutcomeTotals, Rehearsal, RehearsalHead, RehearsalSummary, RehearsalTotals, RehearsedDesign } from '@/lib/rollout/rehearsal';
import { CANONICAL_FORM, decodeCodes, decodePeople } from '@/lib/rollout/rehearsal-codec';
import { stepsOf } from '@/lib/steps';
import { db } from './client';
import type { Db } from './client';
import { storeBlocks } from './rehearsal-blocks';
import { requireRowId } from './row-id';

const SUMMARY = { id: true, phaseId: true, number: true, phaseRevision: true, hash: true, peopleCount: true, totals: true, tenantReadAt: true, readFrom: true, createdBy: true, createdByName: true, createdAt: true } as const;

const HEAD = { ...SUMMARY, design: true } as const;

type SummaryRow = Omit<RehearsalSummary, 'totals' | 'readFrom'> & { totals: unknown; readFrom: string };

// Totals and design are written by storeRehearsal alone and never change afterwards, so their shape is ours.
function toSummary<R extends SummaryRow>(row: R): Omit<R, keyof RehearsalSummary> & RehearsalSummary {
  return { ...row, totals: totalsOf(row.totals), readFrom: row.readFrom === 'mirror' ? 'mirror' : 'tenant' };
}

/** Rehearsals of before did not tell who may ask from who gains. */
function totalsOf(stored: unknown): RehearsalTotals {
  const { people, changes, ...totals } = stored as RehearsalTotals;
  return { ...totals, asking: totals.asking ?? 0, people: { ...noToldOutcomes(), ...people }, changes: { ...noToldOutcomes(), ...changes } };
}

function toHead(row: SummaryRow & { design: unknown }): RehearsalHead {
  return { ...toSummary(row), design: row.design as RehearsedDesign };
}

/**
 * A rehearsal with its people and blocks.
 * @throws AppError `notFound`
 */
export async function getRehearsal(id: string, tx: Db = db()): Promise<Rehearsal> {
  const row = await tx.rehearsal.findUnique({
    where: { id: requireRowId(id) },
    select: { ...HEAD, canonicalForm: true, effects: true, people: true, packages: { orderBy: { packageId: 'asc' }, select: { packageId: true, packageName: true, policyId: true, policyName: true, codes: true, totals: true } } },
  });
  if (!row) throw new AppError('notFound', `no rehearsal ${id}`);
  const { people, packages, canonicalForm, effects, ...rest } = row;
  const head = toHead(rest);
  const modes = new Map(head.design.packages.map((each) => [each.packageId, each.delivery?.mode]));
  return {
    ...head,
    effects: effects as PhaseEffects | null,
    people: decodePeople(people),
    packages: await inTurns(stepsOf(packages, (block) => ({ ...block, mode: modes.get(block.packageId) ?? 'assign', codes: decodeCodes(block.codes, canonicalForm), totals: block.totals as OutcomeTotals }))),
  };
}

/** A rehearsal without its people. @throws AppError `notFound` */
export async function getRehearsalHead(id: string, tx: Db = db()): Promise<RehearsalHead> {
  const row = await tx.rehearsal.findUnique({ where: { id: requireRowId(id) }, select: HEAD });
  if (!row) throw new AppError('notFound', `no rehearsal ${id}`);
  return toHead(row);
}

/** The newest rehearsal of a phase, without its people, or null. */
export async function latestRehearsal(phaseId: string, tx: Db = db()): Promise<RehearsalHead | null> {
  const row = await tx.rehearsal.findFirst({ where: { phaseId }, orderBy: { number: 'desc' }, select: HEAD });
  return row ? toHead(row) : null;
}

/** The rehearsal of that number, without its people, or null. */
export async function findRehearsal(phaseId: string, number: number, tx: Db = db()): Promise<RehearsalHead | null> {
  const row = await tx.rehearsal.findUnique({ where: { phaseId_number: { phaseId, number } }, select: HEAD });
  return row ? toHead(row) : null;
}

/** The phases' newest rehearsals, by phase. */
export async function latestRehearsals(phaseIds: string[], tx: Db = db()): Promise<Map<string, RehearsalSummary>> {
  if (phaseIds.length === 0) return new Map();
  const rows = await tx.rehearsal.findMany({ where: { phaseId: { in: phaseIds } }, orderBy: [{ phaseId: 'asc' }, { number: 'desc' }], distinct: ['phaseId'], select: SUMMARY });
  return new Map(rows.map((row) => [row.phaseId, toSummary(row)]));
}

/** What else a rehearsed phase does; null in rehearsals of before. */
export async function readEffectsOf(rehearsalId: string, tx: Db = db()): Promise<PhaseEffects | null> {
  const row = await tx.rehearsal.findUnique({ where: { id: rehearsalId }, select: { effects: true } });
  return (row?.effects ?? null) as PhaseEffects | null;
}

/** When access of a rehearsal begins and ends beyond what its policies say; null where they alone say it. */
export async function readPlacingOf(rehearsalId: string, tx: Db = db()): Promise<RehearsedPlacing | null> {
  const [row] = await tx.$queryRaw<{ placing: RehearsedPlacing | null }[]>`SELECT "design"->'placing' AS "placing" FROM "rehearsal" WHERE "id" = ${rehearsalId}::uuid`;
  return row?.placing ?? null;
}

/** How many of each outcome each package of a rehearsal has. */
export async function packageTotals(rehearsalId: string, tx: Db = db()): Promise<{ packageId: string; totals: OutcomeTotals }[]> {
  const rows = await tx.rehearsalPackage.findMany({ where: { rehearsalId }, orderBy: { packageId: 'asc' }, select: { packageId: true, totals: true } });
  return rows.map((row) => ({ ...row, totals: row.totals as OutcomeTotals }));
}

export type NewRehearsal = Pick<ChangeSet, 'phaseId' | 'design' | 'effects'> & {
  packed: PackedRehearsal;
  peopleCount: number;
  phaseRevision: number;
  hash: string;
  totals: RehearsalTotals;
  tenantReadAt: Date;
  readFrom: 'tenant' | 'mirror';
  createdBy: string;
  createdByName: string;
};

/**
 * Stores a rehearsal whole, under the phase's next number. Never changed afterwards: the database refuses it.
 * The phase is locked by the caller, so that two at once get two numbers.
 */
export async function storeRehearsal(tx: Db, rehearsal: NewRehearsal): Promise<{ id: string; number: number }> {
  const { phaseId, phaseRevision, hash, totals, design, effects, tenantReadAt, readFrom, createdBy, createdByName, packed, peopleCount } = rehearsal;
  const [stored] = await tx.$queryRaw<{ id: string; number: number }[]>`
    INSERT INTO "rehearsal" ("phase_id", "number", "phase_revision", "hash", "canonical_form", "people", "people_count", "totals", "design", "effects", "tenant_read_at", "read_from", "created_by", "created_by_name")
    SELECT ${phaseId}::uuid, coalesce(max("number"), 0) + 1, ${phaseRevision}::int, ${hash}::text, ${CANONICAL_FORM}::int, ${packed.people}::bytea, ${peopleCount}::int, ${JSON.stringify(totals)}::jsonb, ${JSON.stringify(design)}::jsonb,
      ${effects ? JSON.stringify(effects) : null}::jsonb, ${tenantReadAt}::timestamptz, ${readFrom}::text, ${createdBy}::uuid, ${createdByName}::text
    FROM "rehearsal" WHERE "phase_id" = ${phaseId}::uuid RETURNING "id"::text AS "id", "number"`;
  if (!stored) throw new Error(`the rehearsal of phase ${phaseId} was not stored`);
  await storeBlocks(tx, stored.id, packed);
  return stored;
}
