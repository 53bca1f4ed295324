import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '@/lib/db/client';
import { appendAuditRows, ensureAuditSubjects, lockAuditHead, moveAuditHead } from '@/lib/db/audit';
import type { AuditRow, AuditSubjectRow } from '@/lib/db/audit';

/** Whoever acts or is acted on. Stands beside the chain, under a key that can be erased. An unknown UPN is '' and leaves the known one. */
export type AuditPerson = { personId: string; name: string; userPrincipalName: string };

/**
 * One happening to be recorded. `before`, `after` and `detail` hold no personal data (names of people, mail, UPN):
 * people go into `actor` and `subject`.
 */
export type AuditInput = {
  /** What was done, as `noun.verb`: `rollout.create`, `run.start`, `session.open`. */
  action: string;
  outcome: 'done' | 'refused' | 'failed';
  /** Null where the portal itself acted on nobody's behalf. */
  actor: AuditPerson | null;
  subject?: AuditPerson;
  objectType: string;
  objectId: string;
  objectName: string;
  rolloutId?: string;
  phaseId?: string;
  runId?: string;
  before?: unknown;
  after?: unknown;
  detail?: unknown;
  reason?: string;
  /** The Graph call this records, by its template, and the request-id Graph answered with. */
  graphOperation?: string;
  graphRequestId?: string;
};

/** JSON with sorted keys and no undefined: the form that hashes are taken of. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    .join(',')}}`;
}

/** SHA-256 in hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the chain holds of a person: a salted hash, so that erasing the salt erases the person and not the proof. */
export function subjectHash(personId: string, salt: Uint8Array): string {
  return sha256(Buffer.concat([Buffer.from(salt), Buffer.from(personId)]));
}

/** The hash of one event: over all its fields but the people's keys, and the hash before it. */
export function eventHash(row: Omit<AuditRow, 'hash'>): string {
  const { actorId: _actor, subjectId: _subject, ...chained } = row;
  return sha256(canonicalJson({ ...chained, seq: String(row.seq), at: row.at.toISOString() }));
}

/**
 * Appends events to the audit, in the transaction of the change they record: either both stand or neither.
 * Locks the chain's end until the transaction ends, so record last.
 */
export async function recordAudit(tx: Db, inputs: AuditInput[]): Promise<void> {
  if (inputs.length === 0) return;
  const people = new Map<string, AuditPerson>();
  for (const input of inputs) for (const person of [input.actor, input.subject]) if (person) people.set(person.personId, person);
  const subjects = await ensureAuditSubjects(tx, [...people.values()].map((person) => ({ ...person, salt: randomBytes(16) })));

  const head = await lockAuditHead(tx);
  let { seq, hash } = head;
  const rows = inputs.map((input): AuditRow => {
    seq += 1n;
    const row = { ...rowOf(input, subjects), seq, at: head.now, prevHash: hash };
    hash = eventHash(row);
    return { ...row, hash };
  });
  await appendAuditRows(tx, rows);
  await moveAuditHead(tx, seq, hash);
}

function rowOf(input: AuditInput, subjects: Map<string, AuditSubjectRow>): Omit<AuditRow, 'seq' | 'at' | 'prevHash' | 'hash'> {
  const actor = input.actor ? subjects.get(input.actor.personId) : undefined;
  const subject = input.subject ? subjects.get(input.subject.personId) : undefined;
  return {
    action: input.action,
    outcome: input.outcome,
    actorId: actor?.id ?? null,
    actorHash: actor && input.actor ? subjectHash(input.actor.personId, actor.salt) : null,
    subjectId: subject?.id ?? null,
    subjectHash: subject && input.subject ? subjectHash(input.subject.personId, subject.salt) : null,
    objectType: input.objectType,
    objectId: input.objectId,
    objectName: input.objectName,
    rolloutId: input.rolloutId ?? null,
    phaseId: input.phaseId ?? null,
    runId: input.runId ?? null,
    before: plain(input.before),
    after: plain(input.after),
    detail: plain(input.detail),
    reason: input.reason ?? null,
    graphOperation: input.graphOperation ?? null,
    graphRequestId: input.graphRequestId ?? null,
  };
}

/** As the database will give it back: a Date becomes text and undefined goes, or the hash would not hold on reading. */
function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(canonicalJson(value)) as unknown);
}

/** Where a chain breaks: the first event whose hash or predecessor does not hold, or null when all hold. */
export function firstBrokenEvent(rows: AuditRow[], startHash = '0'.repeat(64)): bigint | null {
  let previous = startHash;
  for (const { hash, ...row } of rows) {
    if (row.prevHash !== previous || eventHash(row) !== hash) return row.seq;
    previous = hash;
  }
  return null;
}
