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

/**
 * A page of sign-offs: those that wait for an answer first, the newest first. Those no longer asked are history and left out
 * unless asked for. `askedAnew` are the ids of answered ones whose signers are asked something more: they wait as open ones do.
 */
export async function listSignOffLines(filter: SignOffFilter, page: { skip: number; take: number }, askedAnew: readonly string[] = []): Promise<{ lines: SignOffLine[]; total: number; open: number }> {
  const mine = {
    ...(filter.personId ? { signers: { some: { personId: filter.personId, fromAt: { lte: new Date() } } } } : {}),
    ...(filter.text ? { resourceName: holding(filter.text) } : {}),
  };
  const waits = { OR: [{ state: 'open' as const }, { id: { in: [...askedAnew] } }] };
  const where = filter.state === 'open' ? { AND: [mine, waits] } : { ...mine, state: filter.state ?? { not: 'replaced' as const } };
  const [total, open, waiting] = await Promise.all([db().signOff.count({ where }), db().signOff.count({ where: { AND: [mine, waits] } }), db().signOff.count({ where: { AND: [where, waits] } })]);
  const find = (of: object, skip: number, take: number) => (take > 0 ? db().signOff.findMany({ where: { AND: [where, of] }, orderBy: [{ state: 'asc' }, { askedAt: 'desc' }, { id: 'asc' }], skip, take, select: LINE }) : []);
  const first = await find(waits, page.skip, page.skip < waiting ? page.take : 0);
  const rest = await find({ NOT: waits }, Math.max(0, page.skip - waiting), page.take - first.length);
  return { lines: [...first, ...rest].map(toLine), total, open };
}

/** Owners' signatures that stand in these phases; those asked of one person by now where `personId` names one. */
export async function listSignedOf(phaseIds: readonly string[], personId?: string): Promise<SignOffLine[]> {
  const rows = await db().signOff.findMany({ where: { phaseId: { in: [...phaseIds] }, kind: 'owner', state: { in: ['agreed', 'notice'] }, ...(personId ? { signers: { some: { personId, fromAt: { lte: new Date() } } } } : {}) }, orderBy: [{ resourceName: 'asc' }, { id: 'asc' }], select: LINE });
  return rows.map(toLine);
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

/** Answers that were taken back in phases that have not started, and whose question waits anew or is to be asked; the newest first. */
export async function listTakenBackSignOffs(take: number): Promise<SignOffLine[]> {
  const rows = await db().signOff.findMany({ where: { takenBackBecause: { not: null }, followedBy: { every: { state: 'open' } }, phase: { state: { in: ['draft', 'rehearsed', 'signed'] } } }, orderBy: { voidedAt: 'desc' }, take, select: LINE });
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
    where: { originSystem, originId, kind, state: { in: ['agreed', 'void'] }, answeredAt: { not: null, lte: before }, answeredAs: { not: 'secondAdmin' }, takenBackBecause: null, phase: { rolloutId } },
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
