import 'server-only';
import type { Draft, DraftChange, DraftKind, DraftState, StandIn, Wanted } from '@/lib/authoring/draft';
import { AppError } from '@/lib/errors';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { isRowId, requireRowId } from './row-id';
import { holding, slicesOf } from './statement';

export type DraftAuthor = { personId: string; name: string };

export async function insertDraft(tx: Db, name: string, by: DraftAuthor, standIn?: StandIn): Promise<string> {
  const { id } = await tx.draft.create({ data: { name, createdBy: by.personId, createdByName: by.name, changedByName: by.name, ...standIn }, select: { id: true } });
  return id;
}

/** @throws AppError `notFound` */
export async function getDraft(id: string, tx: Db = db()): Promise<Draft> {
  const row = await tx.draft.findUnique({ where: { id: requireRowId(id) } });
  if (!row) throw new AppError('notFound', `no draft ${id}`);
  return row;
}

/** The draft as it stands, locked until the transaction ends. @throws AppError `notFound` */
export async function lockDraft(tx: Db, id: string): Promise<Draft> {
  await tx.$queryRaw`SELECT 1 FROM "draft" WHERE "id" = ${requireRowId(id)}::uuid FOR UPDATE`;
  return getDraft(id, tx);
}

export async function findDraftOfJob(jobId: string): Promise<Draft | null> {
  return db().draft.findUnique({ where: { jobId } });
}

/** Says that somebody edited it. @returns its new version */
export async function touchDraft(tx: Db, id: string, by: Pick<DraftAuthor, 'name'>, data: { name?: string } = {}): Promise<number> {
  const { version } = await tx.draft.update({ where: { id }, data: { ...data, version: { increment: 1 }, changedByName: by.name, changedAt: new Date() }, select: { version: true } });
  return version;
}

/** Brings a draft from one state to another; false where it is in none of `from`. */
export async function stepDraft(tx: Db, id: string, from: readonly DraftState[], to: DraftState, more: { startedByName?: string; jobId?: string } = {}): Promise<boolean> {
  const working = to === 'applying' || to === 'undoing';
  const stepped = await tx.draft.updateMany({ where: { id, state: { in: [...from] } }, data: { state: to, ...more, ...(more.startedByName ? { startedAt: new Date() } : {}), endedAt: working || to === 'open' ? null : new Date(), heldAt: null, heldByName: null } });
  return stepped.count === 1;
}

/** Pauses a draft at work, or lets it go on; false where it is not at work or was so already. */
export async function holdDraft(tx: Db, id: string, byName: string | null): Promise<boolean> {
  const held = await tx.draft.updateMany({ where: { id, state: { in: ['applying', 'undoing'] }, heldAt: byName ? null : { not: null } }, data: { heldAt: byName ? new Date() : null, heldByName: byName } });
  return held.count === 1;
}

export type DraftFilter = { states?: readonly DraftState[]; createdBy?: string; text?: string };
export type DraftRow = Pick<Draft, 'id' | 'name' | 'state' | 'createdByName' | 'changedByName' | 'changedAt' | 'heldAt'> & { changes: number };

/** A page of drafts, the one that was edited last first, and how many there are. */
export async function pageDrafts({ states, createdBy, text }: DraftFilter, page: { skip: number; take: number }): Promise<{ drafts: DraftRow[]; total: number }> {
  const where: Prisma.DraftWhereInput = { ...(states ? { state: { in: [...states] } } : {}), ...(createdBy ? { createdBy } : {}), ...(text ? { name: holding(text) } : {}) };
  const [rows, total] = await Promise.all([
    db().draft.findMany({ where, orderBy: [{ changedAt: 'desc' }, { id: 'asc' }], ...page, select: { id: true, name: true, state: true, createdByName: true, changedByName: true, changedAt: true, heldAt: true, _count: { select: { changes: true } } } }),
    db().draft.count({ where }),
  ]);
  return { drafts: rows.map(({ _count, ...row }) => ({ ...row, changes: _count.changes })), total };
}

/** The open drafts of a person, the last edited first: where a change may be added. */
export async function listOpenDrafts(personId: string, take: number): Promise<{ id: string; name: string }[]> {
  return db().draft.findMany({ where: { createdBy: personId, state: 'open' }, orderBy: [{ changedAt: 'desc' }, { id: 'asc' }], take, select: { id: true, name: true } });
}

type ChangeRow = Prisma.DraftChangeGetPayload<object>;

function toChange({ draftId: _draftId, wanted, base, leftOut, ...row }: ChangeRow): DraftChange {
  return { ...row, wanted: wanted as unknown as Wanted | null, base: base as unknown as Wanted | null, leftOut: leftOut as string[] };
}

export type NewDraftChange = Pick<DraftChange, 'key' | 'kind' | 'operation' | 'objectId' | 'name' | 'wanted' | 'base' | 'leftOut'>;

/** Adds changes to a draft, in one statement for two thousand of them. */
export async function insertDraftChanges(tx: Db, draftId: string, changes: readonly NewDraftChange[], byName: string): Promise<void> {
  const json = (value: Wanted | null): string | null => (value ? JSON.stringify(value) : null);
  for (const slice of slicesOf(changes)) {
    await tx.$executeRaw`
      INSERT INTO "draft_change" ("draft_id", "key", "kind", "operation", "object_id", "name", "wanted", "base", "left_out", "changed_by_name")
      SELECT ${draftId}::uuid, c.key, c.kind::"draft_kind", c.operation::"draft_operation", c.object, c.name, c.wanted::jsonb, c.base::jsonb, c.left_out::jsonb, ${byName}
      FROM unnest(${slice.map(({ key }) => key)}::text[], ${slice.map(({ kind }) => kind)}::text[], ${slice.map(({ operation }) => operation)}::text[], ${slice.map(({ objectId }) => objectId)}::text[],
        ${slice.map(({ name }) => name)}::text[], ${slice.map(({ wanted }) => json(wanted))}::text[], ${slice.map(({ base }) => json(base))}::text[], ${slice.map(({ leftOut = [] }) => JSON.stringify(leftOut))}::text[]) AS c(key, kind, operation, object, name, wanted, base, left_out)`;
  }
}

/** All changes of a draft, in the order of kinds and names. */
export async function listDraftChanges(draftId: string, tx: Db = db()): Promise<DraftChange[]> {
  const rows = await tx.draftChange.findMany({ where: { draftId: requireRowId(draftId) }, orderBy: [{ kind: 'asc' }, { name: 'asc' }, { id: 'asc' }] });
  return rows.map(toChange);
}

/** What the open drafts of a person make of a kind, by name, of those with the text in it; each with its draft. */
export async function listMadeInOpenDrafts(personId: string, kind: DraftKind, text: string, take: number): Promise<(DraftChange & { draftId: string; draftName: string })[]> {
  const rows = await db().draftChange.findMany({
    where: { kind, operation: 'create', draft: { createdBy: personId, state: 'open' }, ...(text ? { name: holding(text) } : {}) },
    orderBy: [{ name: 'asc' }, { id: 'asc' }], take, include: { draft: { select: { name: true } } },
  });
  return rows.map(({ draft, ...row }) => ({ ...toChange(row), draftId: row.draftId, draftName: draft.name }));
}

/** A page of a draft's changes, and how many there are of each kind. */
export async function pageDraftChanges(draftId: string, filter: { kind?: DraftKind; text?: string; /** Left out. */ without?: readonly string[] }, page: { skip: number; take: number }): Promise<{ changes: DraftChange[]; total: number; kinds: { kind: DraftKind; count: number }[] }> {
  const open: Prisma.DraftChangeWhereInput = { draftId: requireRowId(draftId), ...(filter.without?.length ? { key: { notIn: [...filter.without] } } : {}) };
  const where: Prisma.DraftChangeWhereInput = { ...open, ...(filter.kind ? { kind: filter.kind } : {}), ...(filter.text ? { name: holding(filter.text) } : {}) };
  const [rows, total, kinds] = await Promise.all([
    db().draftChange.findMany({ where, orderBy: [{ kind: 'asc' }, { name: 'asc' }, { id: 'asc' }], ...page }),
    db().draftChange.count({ where }),
    db().draftChange.groupBy({ by: ['kind'], where: open, _count: true, orderBy: { kind: 'asc' } }),
  ]);
  return { changes: rows.map(toChange), total, kinds: kinds.map(({ kind, _count }) => ({ kind, count: _count })) };
}

/** @throws AppError `notFound` */
export async function getDraftChange(draftId: string, key: string, tx: Db = db()): Promise<DraftChange> {
  const row = isRowId(draftId) ? await tx.draftChange.findUnique({ where: { draftId_key: { draftId, key } } }) : null;
  if (!row) throw new AppError('notFound', `draft ${draftId} has no change ${key}`);
  return toChange(row);
}

/** The change a draft has of an object, or null. */
export async function findChangeOf(draftId: string, kind: DraftKind, objectId: string, tx: Db = db()): Promise<DraftChange | null> {
  const row = await tx.draftChange.findFirst({ where: { draftId: requireRowId(draftId), kind, objectId } });
  return row && toChange(row);
}

/** The changes a draft has of these objects. */
export async function findChangesOf(draftId: string, objectIds: readonly string[], tx: Db = db()): Promise<DraftChange[]> {
  const rows = objectIds.length > 0 ? await tx.draftChange.findMany({ where: { draftId: requireRowId(draftId), objectId: { in: [...objectIds] } } }) : [];
  return rows.map(toChange);
}

/** Puts a change in place of what it was; false where somebody changed it since that version. */
export async function updateDraftChange(tx: Db, id: string, version: number, change: Pick<NewDraftChange, 'operation' | 'name' | 'wanted' | 'base'>, byName: string): Promise<boolean> {
  const json = (value: Wanted | null) => (value ? (value as unknown as Prisma.InputJsonValue) : Prisma.DbNull);
  const updated = await tx.draftChange.updateMany({ where: { id, version }, data: { operation: change.operation, name: change.name, wanted: json(change.wanted), base: json(change.base), version: { increment: 1 }, changedByName: byName, changedAt: new Date() } });
  return updated.count === 1;
}

export async function deleteDraftChanges(tx: Db, draftId: string, keys: readonly string[]): Promise<number> {
  return (await tx.draftChange.deleteMany({ where: { draftId, key: { in: [...keys] } } })).count;
}
