import 'server-only';
import type { AuditOutcome } from './generated/enums';
import type { Prisma } from './generated/client';
import { databaseNow, db } from './client';
import type { Db } from './client';
import { holding } from './statement';

/** An event as the chain holds it. */
export type AuditRow = {
  seq: bigint;
  at: Date;
  action: string;
  outcome: AuditOutcome;
  actorId: string | null;
  actorHash: string | null;
  subjectId: string | null;
  subjectHash: string | null;
  objectType: string;
  objectId: string;
  objectName: string;
  rolloutId: string | null;
  phaseId: string | null;
  runId: string | null;
  before: unknown;
  after: unknown;
  detail: unknown;
  reason: string | null;
  graphOperation: string | null;
  graphRequestId: string | null;
  prevHash: string;
  hash: string;
};

export type AuditSubjectRow = { id: string; salt: Uint8Array };

/** What was done last to an object within so many minutes, by its action; null where nothing was. */
export async function findLastAction(objectType: string, objectId: string, minutes: number): Promise<string | null> {
  const since = new Date((await databaseNow()).getTime() - minutes * 60_000);
  const event = await db().auditEvent.findFirst({ where: { objectType, objectId, outcome: 'done', at: { gt: since } }, orderBy: { seq: 'desc' }, select: { action: true } });
  return event?.action ?? null;
}

/** Who did this, or one of these, to an object last, and when; null where nobody did. Nobody is named where the portal did it by itself. `after` keeps it to events that say so of what it became. */
export async function findLastAct({ action, objectType, objectId, after }: { action: string | string[]; objectType: string; objectId: string; after?: { field: string; is: string } }, tx: Db = db()): Promise<{ byName: string | null; at: Date } | null> {
  const event = await tx.auditEvent.findFirst({ where: { objectType, objectId, action: { in: [action].flat() }, outcome: 'done', ...(after ? { after: { path: [after.field], equals: after.is } } : {}) }, orderBy: { seq: 'desc' }, select: { at: true, actor: { select: { name: true } } } });
  return event && { byName: event.actor?.name ?? null, at: event.at };
}

/** The end of the chain, locked until the transaction ends, and the database's time. */
export async function lockAuditHead(tx: Db): Promise<{ seq: bigint; hash: string; now: Date }> {
  const [head] = await tx.$queryRaw<{ seq: bigint; hash: string; now: Date }[]>`
    SELECT "seq", "hash", date_trunc('milliseconds', clock_timestamp()) AS now FROM "audit_head" FOR UPDATE`;
  if (!head) throw new Error('the audit has no head: the migrations did not run whole');
  return head;
}

export async function moveAuditHead(tx: Db, seq: bigint, hash: string): Promise<void> {
  await tx.auditHead.update({ where: { one: true }, data: { seq, hash } });
}

/** The rows beside the chain for these people, made where missing; a changed name is kept as the newest. By person id. */
export async function ensureAuditSubjects(tx: Db, people: { personId: string; name: string; userPrincipalName: string; salt: Uint8Array }[]): Promise<Map<string, AuditSubjectRow>> {
  if (people.length === 0) return new Map();
  const sorted = [...people].sort((a, b) => (a.personId < b.personId ? -1 : 1)); // one order for all, or two transactions wait for each other
  const rows = await tx.$queryRaw<{ id: string; person_id: string; salt: Uint8Array }[]>`
    INSERT INTO "audit_subject" ("person_id", "name", "user_principal_name", "salt")
    SELECT * FROM unnest(${sorted.map((p) => p.personId)}::uuid[], ${sorted.map((p) => p.name)}::text[], ${sorted.map((p) => p.userPrincipalName)}::text[], ${sorted.map((p) => Buffer.from(p.salt))}::bytea[])
    ON CONFLICT ("person_id") DO UPDATE SET "name" = EXCLUDED."name", "user_principal_name" = coalesce(nullif(EXCLUDED."user_principal_name", ''), "audit_subject"."user_principal_name")
    RETURNING "id", "person_id", "salt"`;
  return new Map(rows.map((row) => [row.person_id, { id: row.id, salt: row.salt }]));
}

/** As one text: a parameter for each column of each row costs a run more than everything else it writes. */
export async function appendAuditRows(tx: Db, rows: AuditRow[]): Promise<void> {
  const text = JSON.stringify(rows.map((row) => ({ ...row, seq: String(row.seq) })));
  await tx.$executeRaw`
    INSERT INTO "audit_event" ("seq", "at", "action", "outcome", "actor_id", "actor_hash", "subject_id", "subject_hash", "object_type", "object_id", "object_name",
      "rollout_id", "phase_id", "run_id", "before", "after", "detail", "reason", "graph_operation", "graph_request_id", "prev_hash", "hash")
    SELECT r."seq", r."at", r."action", r."outcome", r."actorId", r."actorHash", r."subjectId", r."subjectHash", r."objectType", r."objectId", r."objectName",
      r."rolloutId", r."phaseId", r."runId", r."before", r."after", r."detail", r."reason", r."graphOperation", r."graphRequestId", r."prevHash", r."hash"
    FROM json_to_recordset(${text}::json) AS r("seq" bigint, "at" timestamptz, "action" text, "outcome" "audit_outcome", "actorId" uuid, "actorHash" text, "subjectId" uuid, "subjectHash" text,
      "objectType" text, "objectId" text, "objectName" text, "rolloutId" uuid, "phaseId" uuid, "runId" uuid, "before" jsonb, "after" jsonb, "detail" jsonb, "reason" text,
      "graphOperation" text, "graphRequestId" text, "prevHash" text, "hash" text)`;
}

/** What Activity filters by. */
export type ActivityFilter = {
  text?: string;
  action?: string;
  outcome?: AuditOutcome;
  actorPersonId?: string;
  subjectPersonId?: string;
  objectType?: string;
  objectId?: string;
  rolloutId?: string;
  phaseId?: string;
  graphOnly?: boolean;
};

export type ActivityEntry = AuditRow & { actorName: string | null; actorSignIn: string | null; actorPersonId: string | null; subjectName: string | null; subjectSignIn: string | null; subjectPersonId: string | null };

function where(filter: ActivityFilter): Prisma.AuditEventWhereInput {
  return {
    ...(filter.action ? { action: filter.action } : {}),
    ...(filter.outcome ? { outcome: filter.outcome } : {}),
    ...(filter.actorPersonId ? { actor: { personId: filter.actorPersonId } } : {}),
    ...(filter.subjectPersonId ? { subject: { personId: filter.subjectPersonId } } : {}),
    ...(filter.objectType ? { objectType: filter.objectType } : {}),
    ...(filter.objectId ? { objectId: filter.objectId } : {}),
    ...(filter.rolloutId ? { rolloutId: filter.rolloutId } : {}),
    ...(filter.phaseId ? { phaseId: filter.phaseId } : {}),
    ...(filter.graphOnly ? { graphRequestId: { not: null } } : {}),
    ...(filter.text
      ? {
          OR: [
            { objectName: holding(filter.text) },
            { graphRequestId: filter.text },
            { actor: { name: holding(filter.text) } },
            { actor: { userPrincipalName: holding(filter.text) } },
            { subject: { name: holding(filter.text) } },
            { subject: { userPrincipalName: holding(filter.text) } },
          ],
        }
      : {}),
  };
}

/** A page of events, newest first, below `before` (a seq) where one is given. One more than asked tells there is more. */
export async function listActivity(filter: ActivityFilter, take: number, before: bigint | null): Promise<{ entries: ActivityEntry[]; more: boolean }> {
  const rows = await db().auditEvent.findMany({
    where: { ...where(filter), ...(before === null ? {} : { seq: { lt: before } }) },
    orderBy: { seq: 'desc' },
    take: take + 1,
    include: { actor: true, subject: true },
  });
  const entries = rows.slice(0, take).map(({ actor, subject, ...row }) => ({
    ...row,
    actorName: actor?.name ?? null,
    actorSignIn: actor?.userPrincipalName || null,
    actorPersonId: actor?.personId ?? null,
    subjectName: subject?.name ?? null,
    subjectSignIn: subject?.userPrincipalName || null,
    subjectPersonId: subject?.personId ?? null,
  }));
  return { entries, more: rows.length > take };
}

/** Those of these requests of a run of which an event says that this was done, by their ids in the tenant. */
export async function toldRequests(tx: Db, runId: string, action: 'assignment.request' | 'assignment.cancel', requests: readonly { id: string; personId: string }[]): Promise<Set<string>> {
  if (requests.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ request: string }[]>`
    SELECT "detail"->>'request' AS request FROM "audit_event"
    WHERE "subject_id" IN (SELECT "id" FROM "audit_subject" WHERE "person_id" = ANY(${requests.map(({ personId }) => personId)}::uuid[]))
      AND "run_id" = ${runId}::uuid AND "action" = ${action} AND "outcome" = 'done' AND "detail"->>'request' = ANY(${requests.map(({ id }) => id)}::text[])`;
  return new Set(rows.map(({ request }) => request));
}

/** The run, or the rollout, of whose events it is. */
export type ToldIn = { runId: string } | { rolloutId: string };

/** Whether an event says that this was done to something, and became what is named. */
export async function isTold(tx: Db, within: ToldIn, action: string, object: { type: string; id: string }, after: Record<string, string> | null = null): Promise<boolean> {
  const events = await tx.auditEvent.findMany({ where: { objectType: object.type, objectId: object.id, ...within, action, outcome: 'done' }, select: { after: true } });
  return events.some((event) => after === null || Object.entries(after).every(([name, value]) => (event.after as Record<string, unknown> | null)?.[name] === value));
}

/** The number of the last event that concerned a rollout, of those at least so many seconds old; 0 before the first. */
export async function lastEventOf(rolloutId: string, seconds: number): Promise<bigint> {
  const event = await db().auditEvent.findFirst({ where: { rolloutId, ...(seconds > 0 ? { at: { lte: new Date((await databaseNow()).getTime() - seconds * 1000) } } : {}) }, orderBy: { seq: 'desc' }, select: { seq: true } });
  return event?.seq ?? 0n;
}
