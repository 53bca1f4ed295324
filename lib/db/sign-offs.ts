import 'server-only';
import type { Envelope } from '@/lib/rollout/envelope';
import type { Signer, SignerPart, SignOff, SignOffCondition, SignOffKind, SignOffState } from '@/lib/rollout/sign-off';
import { bySignerOrder, STANDING_STATES } from '@/lib/rollout/sign-off';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import type { SignedResource } from '@/lib/rollout/signed-content';
import { db } from './client';
import type { Db } from './client';
import { isRowId } from './row-id';

const SIGNER = { personId: true, name: true, userPrincipalName: true, part: true, fromAt: true } as const;

export const SIGN_OFF_FIELDS = {
  id: true, phaseId: true, kind: true, originSystem: true, originId: true, resourceName: true, state: true, rehearsalId: true, rehearsalHash: true, contentHash: true, peopleCount: true, because: true, followsId: true, envelopeId: true,
  askedBy: true, askedByName: true, askedAt: true, remindAt: true, dueAt: true, answeredBy: true, answeredByName: true, answeredAs: true, answeredAt: true, reason: true, condition: true, reversalChoice: true, confirmedBy: true, confirmedByName: true, confirmedAt: true,
  unmet: true, currentRehearsal: true, currentPeople: true, voidedAt: true, voidBecause: true, takenBackBecause: true, signers: { select: SIGNER },
} as const;

type Row = Omit<SignOff, 'resource' | 'condition' | 'reversalChoice' | 'current'> & { currentRehearsal: number | null; currentPeople: number | null; originSystem: string; originId: string; resourceName: string; condition: unknown; reversalChoice: string | null };

// `condition` and `reversalChoice` are written by storeSignOffAnswer alone, so their shape is ours.
export function toSignOff({ originSystem, originId, resourceName, condition, reversalChoice, signers, currentRehearsal, currentPeople, ...rest }: Row): SignOff {
  return { ...rest, current: currentRehearsal === null || currentPeople === null ? null : { rehearsal: currentRehearsal, people: currentPeople }, signers: signers.sort(bySignerOrder), resource: { originSystem, originId, name: resourceName }, condition: condition as SignOffCondition | null, reversalChoice: reversalChoice as ReversalChoice | null };
}

/** Every sign-off of a phase, the newest question about each resource first. */
export async function listSignOffs(phaseId: string, tx: Db = db()): Promise<SignOff[]> {
  const rows = await tx.signOff.findMany({ where: { phaseId }, orderBy: [{ askedAt: 'desc' }, { id: 'asc' }], select: SIGN_OFF_FIELDS });
  return rows.map(toSignOff);
}

/** Those that are the last word on their resource: one for each resource and kind. */
export async function listStandingSignOffs(phaseId: string, tx: Db = db()): Promise<SignOff[]> {
  const rows = await tx.signOff.findMany({ where: { phaseId, state: { in: [...STANDING_STATES] } }, orderBy: [{ resourceName: 'asc' }, { id: 'asc' }], select: SIGN_OFF_FIELDS });
  return rows.map(toSignOff);
}

/** One sign-off, or null. */
export async function findSignOff(id: string, tx: Db = db()): Promise<SignOff | null> {
  if (!isRowId(id)) return null;
  const row = await tx.signOff.findUnique({ where: { id }, select: SIGN_OFF_FIELDS });
  return row && toSignOff(row);
}

/** Sign-offs of one resource in phases that have not started, other than one's own. */
export async function listStandingElsewhere(tx: Db, { originSystem, originId }: Pick<SignedResource, 'originSystem' | 'originId'>, exceptPhaseId: string | null): Promise<SignOff[]> {
  const rows = await tx.signOff.findMany({
    where: { originSystem, originId, state: { in: [...STANDING_STATES] }, ...(exceptPhaseId ? { phaseId: { not: exceptPhaseId } } : {}), phase: { state: { in: ['draft', 'rehearsed', 'signed'] } } },
    orderBy: { phaseId: 'asc' },
    select: SIGN_OFF_FIELDS,
  });
  return rows.map(toSignOff);
}

/** What nobody has answered yet, in all phases. */
export async function listOpenEverywhere(tx: Db, kind: SignOffKind): Promise<SignOff[]> {
  const rows = await tx.signOff.findMany({ where: { kind, state: 'open' }, orderBy: { id: 'asc' }, select: SIGN_OFF_FIELDS });
  return rows.map(toSignOff);
}

export type NewSignOff = Pick<SignOff, 'phaseId' | 'kind' | 'resource' | 'state' | 'rehearsalId' | 'rehearsalHash' | 'contentHash' | 'peopleCount' | 'because' | 'followsId' | 'envelopeId' | 'askedBy' | 'askedByName' | 'askedAt' | 'remindAt' | 'dueAt' | 'signers'>;

export async function insertSignOff(tx: Db, { resource, signers, ...row }: NewSignOff): Promise<string> {
  const { id } = await tx.signOff.create({ data: { ...row, originSystem: resource.originSystem, originId: resource.originId, resourceName: resource.name, signers: { create: signers.map((signer) => ({ ...signer })) } }, select: { id: true } });
  return id;
}

/** A question nobody answered yet speaks of the newest rehearsal. */
export async function rebindSignOff(tx: Db, id: string, to: Pick<SignOff, 'rehearsalId' | 'rehearsalHash' | 'contentHash' | 'peopleCount'>): Promise<void> {
  await tx.signOff.updateMany({ where: { id, state: { in: ['open', 'notice'] } }, data: to });
}

/** Asks one more person, or another from an earlier moment on. */
export async function addSigner(tx: Db, signOffId: string, signer: Signer): Promise<void> {
  const { personId, ...row } = signer;
  await tx.signOffSigner.upsert({ where: { signOffId_personId: { signOffId, personId } }, create: { signOffId, personId, ...row }, update: row });
}

export async function dropSigners(tx: Db, signOffId: string, part: SignerPart): Promise<void> {
  await tx.signOffSigner.deleteMany({ where: { signOffId, part } });
}

export type SignOffAnswer = {
  id: string;
  /** What the signer looked at: another is a conflict. */
  contentHash: string;
  state: 'agreed' | 'refused';
  by: { personId: string; name: string; part: SignerPart };
  reason: string | null;
  condition: SignOffCondition | null;
  /** Null with a refusal. */
  reversalChoice: ReversalChoice | null;
  shown: unknown;
};

/** Stores an answer where the question still stands as it was seen. False where it does not. */
export async function storeSignOffAnswer(tx: Db, answer: SignOffAnswer): Promise<boolean> {
  const { id, contentHash, state, by, reason, condition, reversalChoice, shown } = answer;
  const from: SignOffState[] = state === 'refused' ? ['open', 'notice'] : ['open'];
  const { count } = await tx.signOff.updateMany({
    where: { id, contentHash, state: { in: from } },
    data: { state, answeredBy: by.personId, answeredByName: by.name, answeredAs: by.part, answeredAt: new Date(), reason, ...(condition ? { condition } : {}), reversalChoice, shown: shown as object },
  });
  return count === 1;
}

/** An answer that no longer holds, with why in sentences; `takenBackBecause` is the reason of whoever gave it and took it back. */
export async function voidSignOff(tx: Db, id: string, because: string[], takenBackBecause: string | null = null): Promise<void> {
  await tx.signOff.update({ where: { id }, data: { state: 'void', voidedAt: new Date(), voidBecause: because, takenBackBecause } });
}

/** A question that is not asked any more. */
export async function replaceSignOff(tx: Db, id: string): Promise<void> {
  await tx.signOff.update({ where: { id }, data: { state: 'replaced' } });
}

/** What a signature was held against since: the newest rehearsal, who gains by it, and what of its condition that does not keep. */
export async function saveHeldAgainst(tx: Db, id: string, { current, unmet }: Pick<SignOff, 'current' | 'unmet'>): Promise<void> {
  await tx.signOff.update({ where: { id }, data: { unmet, currentRehearsal: current?.rehearsal ?? null, currentPeople: current?.people ?? null } });
}

export async function confirmSignOff(tx: Db, id: string, by: { personId: string; name: string }): Promise<void> {
  await tx.signOff.update({ where: { id }, data: { confirmedBy: by.personId, confirmedByName: by.name, confirmedAt: new Date() } });
}

/** What is asked instead of a sign-off that is over, or null. */
export async function findFollowing(id: string): Promise<SignOff | null> {
  const row = await db().signOff.findFirst({ where: { followsId: id, state: { not: 'replaced' } }, orderBy: { askedAt: 'desc' }, select: SIGN_OFF_FIELDS });
  return row && toSignOff(row);
}

/** What a signer saw when answering; null before. */
export async function readShown(id: string): Promise<unknown> {
  return (await db().signOff.findUnique({ where: { id }, select: { shown: true } }))?.shown ?? null;
}

const ENVELOPE = { id: true, signOffId: true, rolloutId: true, mostPeople: true, departments: true, until: true, endedAt: true } as const;

function toEnvelope(row: Omit<Envelope, 'until'> & { until: Date }): Envelope {
  return { ...row, until: row.until.toISOString().slice(0, 10) };
}

/** The envelopes of a rollout for a resource that were not taken back, the newest first. */
export async function listEnvelopes(rolloutId: string, { originSystem, originId }: Pick<SignedResource, 'originSystem' | 'originId'>, tx: Db = db()): Promise<Envelope[]> {
  const rows = await tx.signOffEnvelope.findMany({ where: { rolloutId, originSystem, originId, endedAt: null }, orderBy: { signOff: { answeredAt: 'desc' } }, select: ENVELOPE });
  return rows.map(toEnvelope);
}

/** The envelope that was signed with a sign-off, or the one it lies inside of. */
export async function findEnvelope(where: { signOffId: string } | { id: string }, tx: Db = db()): Promise<Envelope | null> {
  const row = await tx.signOffEnvelope.findUnique({ where: 'id' in where ? { id: where.id } : { signOffId: where.signOffId }, select: ENVELOPE });
  return row && toEnvelope(row);
}

export async function insertEnvelope(tx: Db, envelope: Omit<Envelope, 'id' | 'endedAt'> & { resource: Pick<SignedResource, 'originSystem' | 'originId'> }): Promise<void> {
  const { resource, until, ...row } = envelope;
  await tx.signOffEnvelope.create({ data: { ...row, originSystem: resource.originSystem, originId: resource.originId, until: new Date(`${until}T00:00:00Z`) } });
}

/** Takes back what was signed beforehand: with one answer, or for a resource in every rollout. */
export async function endEnvelopes(tx: Db, signed: { signOffId: string } | Pick<SignedResource, 'originSystem' | 'originId'>, because: string): Promise<void> {
  const which = 'signOffId' in signed ? { signOffId: signed.signOffId } : { originSystem: signed.originSystem, originId: signed.originId };
  await tx.signOffEnvelope.updateMany({ where: { ...which, endedAt: null }, data: { endedAt: new Date(), endedBecause: because } });
}

/** How many people came by an envelope in other phases than this one. */
export async function countByEnvelope(tx: Db, envelopeId: string, exceptPhaseId: string): Promise<number> {
  const { _sum } = await tx.signOff.aggregate({ where: { envelopeId, state: 'notice', phaseId: { not: exceptPhaseId } }, _sum: { peopleCount: true } });
  return _sum.peopleCount ?? 0;
}
