import 'server-only';
import type { SignOff, SignOffKind, SignOffLine, SignOffState } from '@/lib/rollout/sign-off';
import type { SignedResource } from '@/lib/rollout/signed-content';
import { db } from './client';
import type { Db } from './client';
import { SIGN_OFF_FIELDS, toSignOff } from './sign-offs';
import { holding } from './statement';

const LINE = { ...SIGN_OFF_FIELDS, phase: { select: { name: true, calendar: { select: { timeZone: true } }, rollout: { select: { id: true, name: true } } } } } as const;

function toLine({ phase, ...row }: Parameters<typeof toSignOff>[0] & { phase: { name: string; calendar: { timeZone: string } | null; rollout: { id: string; name: string } } }): SignOffLine {
  return { ...toSignOff(row), phaseName: phase.name, rolloutId: phase.rollout.id, rolloutName: phase.rollout.name, timeZone: phase.calendar?.timeZone ?? null };
}

/** `personId` keeps to what was asked of that person by now; without it everybody's. */
export type SignOffFilter = { personId?: string; state?: SignOffState; text?: string };

/** A page of sign-offs: open ones first, the newest first. Those no longer asked are history and left out unless asked for. */
export async function listSignOffLines(filter: SignOffFilter, page: { skip: number; take: number }): Promise<{ lines: SignOffLine[]; total: number; open: number }> {
  const mine = {
    ...(filter.personId ? { signers: { some: { personId: filter.personId, fromAt: { lte: new Date() } } } } : {}),
    ...(filter.text ? { resourceName: holding(filter.text) } : {}),
  };
  const where = { ...mine, state: filter.state ?? { not: 'replaced' as const } };
  const [rows, total, open] = await Promise.all([
    db().signOff.findMany({ where, orderBy: [{ state: 'asc' }, { askedAt: 'desc' }, { id: 'asc' }], ...page, select: LINE }),
    db().signOff.count({ where }),
    db().signOff.count({ where: { ...mine, state: 'open' } }),
  ]);
  return { lines: rows.map(toLine), total, open };
}

/** What nobody has answered yet, what is due first at first. */
export async function listOpenSignOffs(take: number, personId?: string): Promise<{ lines: SignOffLine[]; total: number }> {
  const where = { state: 'open' as const, ...(personId ? { signers: { some: { personId, fromAt: { lte: new Date() } } } } : {}) };
  const [rows, total] = await Promise.all([db().signOff.findMany({ where, orderBy: [{ dueAt: 'asc' }, { id: 'asc' }], take, select: LINE }), db().signOff.count({ where })]);
  return { lines: rows.map(toLine), total };
}

/** Refusals that stand in phases that have not started, the newest first. */
export async function listRefusedSignOffs(take: number): Promise<SignOffLine[]> {
  const rows = await db().signOff.findMany({ where: { state: 'refused', phase: { state: { in: ['draft', 'rehearsed', 'signed'] } } }, orderBy: { answeredAt: 'desc' }, take, select: LINE });
  return rows.map(toLine);
}

/** Signatures with a condition that only a person can confirm, and nobody has, of phases that have not run; the oldest first. */
export async function listUnconfirmedSignOffs(take: number): Promise<SignOffLine[]> {
  const rows = await db().signOff.findMany({ where: { state: 'agreed', confirmedAt: null, condition: { path: ['other'], string_contains: '' }, NOT: { condition: { path: ['other'], equals: '' } }, phase: { state: { in: ['draft', 'rehearsed', 'signed'] } } }, orderBy: { answeredAt: 'asc' }, take, select: LINE });
  return rows.map(toLine);
}

/** Further questions of the same phase that the same person may answer now, as one letter holds them together. */
export async function listAskedTogether(phaseId: string, personId: string, kind: SignOffKind): Promise<SignOff[]> {
  const rows = await db().signOff.findMany({ where: { phaseId, kind, state: 'open', signers: { some: { personId, fromAt: { lte: new Date() } } } }, orderBy: [{ resourceName: 'asc' }, { id: 'asc' }], select: SIGN_OFF_FIELDS });
  return rows.map(toSignOff);
}

/** What was signed last about a resource in a rollout before a question was asked, by whoever answers for it, or null. */
export async function findSignedBefore(rolloutId: string, { originSystem, originId }: Pick<SignedResource, 'originSystem' | 'originId'>, kind: SignOffKind, before: Date, tx: Db = db()): Promise<SignOffLine | null> {
  const row = await tx.signOff.findFirst({
    where: { originSystem, originId, kind, state: { in: ['agreed', 'void'] }, answeredAt: { not: null, lte: before }, answeredAs: { not: 'secondAdmin' }, phase: { rolloutId } },
    orderBy: { answeredAt: 'desc' },
    select: LINE,
  });
  return row && toLine(row);
}

/** How many sign-offs were asked of a person so far, and how many of them wait for an answer. */
export async function countSignOffsOf(personId: string): Promise<{ open: number; all: number }> {
  const asked = { signers: { some: { personId, fromAt: { lte: new Date() } } } };
  const [open, all] = await Promise.all([db().signOff.count({ where: { ...asked, state: 'open' } }), db().signOff.count({ where: asked })]);
  return { open, all };
}

/** Phases that have not started, bring a package and have signatures that stand. */
export async function listSignedPhases(packageId: string): Promise<string[]> {
  const rows = await db().phase.findMany({
    where: { state: { in: ['draft', 'rehearsed', 'signed'] }, rollout: { packages: { some: { packageId } } }, signOffs: { some: { state: { in: ['agreed', 'notice'] } } } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
