import 'server-only';
import { AppError } from '@/lib/errors';
import type { ChangeSet, OutcomeTotals, Rehearsal, RehearsalException, RehearsalHead, RehearsalTotals, RehearsedDesign, Reason } from '@/lib/rollout/rehearsal';
import { CANONICAL_FORM, decodePeople, encodePeople } from '@/lib/rollout/rehearsal-codec';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

const HEAD = { id: true, phaseId: true, number: true, phaseRevision: true, hash: true, peopleCount: true, totals: true, design: true, tenantReadAt: true, createdBy: true, createdByName: true, createdAt: true } as const;

type HeadRow = Omit<RehearsalHead, 'totals' | 'design'> & { totals: unknown; design: unknown };

// Both are written by storeRehearsal alone and never change afterwards, so their shape is ours.
function toHead(row: HeadRow): RehearsalHead {
  return { ...row, totals: row.totals as RehearsalTotals, design: row.design as RehearsedDesign };
}

/**
 * A rehearsal with its people and blocks.
 * @throws AppError `notFound`
 */
export async function getRehearsal(id: string, tx: Db = db()): Promise<Rehearsal> {
  const row = await tx.rehearsal.findUnique({
    where: { id: requireRowId(id) },
    select: { ...HEAD, people: true, packages: { orderBy: { packageId: 'asc' }, select: { packageId: true, packageName: true, policyId: true, policyName: true, codes: true, totals: true } } },
  });
  if (!row) throw new AppError('notFound', `no rehearsal ${id}`);
  const { people, packages, ...head } = row;
  return {
    ...toHead(head),
    people: decodePeople(people),
    packages: packages.map((block) => ({ ...block, totals: block.totals as OutcomeTotals })),
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

/** The heads of the phases' newest rehearsals, by phase. */
export async function latestRehearsals(phaseIds: string[], tx: Db = db()): Promise<Map<string, RehearsalHead>> {
  if (phaseIds.length === 0) return new Map();
  const rows = await tx.rehearsal.findMany({ where: { phaseId: { in: phaseIds } }, orderBy: [{ phaseId: 'asc' }, { number: 'desc' }], distinct: ['phaseId'], select: HEAD });
  return new Map(rows.map((row) => [row.phaseId, toHead(row)]));
}

/** How many of each outcome each package of a rehearsal has. */
export async function packageTotals(rehearsalId: string, tx: Db = db()): Promise<{ packageId: string; totals: OutcomeTotals }[]> {
  const rows = await tx.rehearsalPackage.findMany({ where: { rehearsalId }, orderBy: { packageId: 'asc' }, select: { packageId: true, totals: true } });
  return rows.map((row) => ({ ...row, totals: row.totals as OutcomeTotals }));
}

/** Everything of a rehearsal that needs words, or of some of its people only. */
export async function listExceptions(rehearsalId: string, personIds?: string[], tx: Db = db()): Promise<RehearsalException[]> {
  const rows = await tx.rehearsalException.findMany({
    where: { rehearsalId, ...(personIds ? { personId: { in: personIds } } : {}) },
    orderBy: [{ packageId: 'asc' }, { personId: 'asc' }],
    select: { packageId: true, personId: true, outcome: true, reason: true, detail: true },
  });
  return rows.map((row) => ({ ...row, outcome: row.outcome as RehearsalException['outcome'], reason: row.reason as Reason }));
}

export type NewRehearsal = ChangeSet & { phaseRevision: number; hash: string; totals: RehearsalTotals; tenantReadAt: Date; createdBy: string; createdByName: string };

/**
 * Stores a rehearsal whole, under the phase's next number. Never changed afterwards: the database refuses it.
 * The phase is locked by the caller, so that two at once get two numbers.
 */
export async function storeRehearsal(tx: Db, rehearsal: NewRehearsal): Promise<{ id: string; number: number }> {
  const { phaseId, phaseRevision, hash, totals, design, tenantReadAt, createdBy, createdByName, people, packages, exceptions } = rehearsal;
  const last = await tx.rehearsal.findFirst({ where: { phaseId }, orderBy: { number: 'desc' }, select: { number: true } });
  const number = (last?.number ?? 0) + 1;
  const { id } = await tx.rehearsal.create({
    data: { phaseId, number, phaseRevision, hash, canonicalForm: CANONICAL_FORM, people: encodePeople(people), peopleCount: people.length, totals, design, tenantReadAt, createdBy, createdByName },
    select: { id: true },
  });
  await tx.rehearsalPackage.createMany({
    data: packages.map((block) => ({ rehearsalId: id, packageId: block.packageId, packageName: block.packageName, policyId: block.policyId, policyName: block.policyName, codes: new Uint8Array(block.codes), totals: block.totals })),
  });
  for (let from = 0; from < exceptions.length; from += SLICE) {
    const slice = exceptions.slice(from, from + SLICE);
    await tx.$executeRaw`
      INSERT INTO "rehearsal_exception" ("rehearsal_id", "package_id", "person_id", "outcome", "reason", "detail")
      SELECT ${id}::uuid, * FROM unnest(${slice.map((row) => row.packageId)}::uuid[], ${slice.map((row) => row.personId)}::uuid[], ${slice.map((row) => row.outcome)}::text[], ${slice.map((row) => row.reason)}::text[], ${slice.map((row) => row.detail)}::text[])`;
  }
  return { id, number };
}
