import 'server-only';
import type { ApprovalLimits } from '@/lib/authoring/approval-limits';
import type { ResourceId } from '@/lib/authoring/accountable-owner';
import { OVER } from '@/lib/authoring/resource-approval';
import type { ApprovalContent, ApprovalState, ResourceApproval } from '@/lib/authoring/resource-approval';
import { db } from './client';
import { Prisma } from './generated/client';
import type { Db } from './client';
import { lockNamed } from './lock-named';
import { holding } from './statement';

type Row = Omit<ResourceApproval, 'content' | 'limits' | 'askedAt' | 'answeredAt'> & { content: unknown; limits: unknown; askedAt: Date; answeredAt: Date | null };

const FIELDS = {
  id: true, catalogId: true, catalogName: true, resourceId: true, resourceName: true, originId: true, originSystem: true, ownerId: true, ownerName: true, ownerUpn: true, state: true,
  content: true, contentHash: true, followsId: true, askedBy: true, askedByName: true, askedAt: true, answeredAt: true, reason: true, limits: true,
} as const;

// `content` is written by insertApproval and updateOpenContent alone, `limits` by storeAnswer and storeLimits, so their shape is ours.
function toApproval(row: Row): ResourceApproval {
  return { ...row, content: row.content as ApprovalContent, limits: row.limits as ApprovalLimits | null, askedAt: row.askedAt.toISOString(), answeredAt: row.answeredAt?.toISOString() ?? null };
}

/** The approvals that stand (all but those that are over) of these catalogs. One a resource, held by a unique index. */
export async function listStandingApprovals(catalogIds: string[], tx: Db = db()): Promise<ResourceApproval[]> {
  if (catalogIds.length === 0) return [];
  const rows = await tx.resourceApproval.findMany({ where: { catalogId: { in: [...new Set(catalogIds)] }, state: { notIn: [...OVER] } }, orderBy: { askedAt: 'desc' }, select: FIELDS });
  return rows.map(toApproval);
}

/** What is open about a resource, in whatever catalog. */
export async function listOpenApprovalsOf(tx: Db, { originSystem, originId }: ResourceId): Promise<ResourceApproval[]> {
  const rows = await tx.resourceApproval.findMany({ where: { originSystem, originId, state: 'open' }, orderBy: { id: 'asc' }, select: FIELDS });
  return rows.map(toApproval);
}

/** What is open about a catalog, or about one resource of it. */
export async function listOpenApprovalsIn(tx: Db, { catalogId, resourceId }: { catalogId: string; resourceId?: string }): Promise<ResourceApproval[]> {
  const rows = await tx.resourceApproval.findMany({ where: { catalogId, ...(resourceId ? { resourceId } : {}), state: 'open' }, orderBy: { id: 'asc' }, select: FIELDS });
  return rows.map(toApproval);
}

/** What is open and was asked longer than this ago, in these catalogs or in all. By the database's clock. */
export async function listOpenApprovalsAskedBefore(minutes: number, catalogIds: readonly string[] | null = null): Promise<Pick<ResourceApproval, 'id' | 'catalogId' | 'resourceId'>[]> {
  if (catalogIds?.length === 0) return [];
  return db().$queryRaw<Pick<ResourceApproval, 'id' | 'catalogId' | 'resourceId'>[]>`
    SELECT "id"::text AS "id", "catalog_id"::text AS "catalogId", "resource_id"::text AS "resourceId" FROM "resource_approval"
    WHERE "state" = 'open' AND "asked_at" < now() - ${minutes}::int * interval '1 minute' AND (${catalogIds === null} OR "catalog_id" = ANY(${[...(catalogIds ?? [])]}::uuid[])) ORDER BY "id"`;
}

/** The approval that stands for a resource of a catalog, locked until the transaction ends, or null. */
export async function lockStandingApproval(tx: Db, catalogId: string, resourceId: string): Promise<ResourceApproval | null> {
  // One lock for the pair also when there is no row yet, or two at once would both ask.
  await lockNamed(tx, catalogId, resourceId);
  const row = await tx.resourceApproval.findFirst({ where: { catalogId, resourceId, state: { notIn: [...OVER] } }, orderBy: { askedAt: 'desc' }, select: FIELDS });
  return row && toApproval(row);
}

/** What is asked, before anybody has answered. */
export type NewApproval = Omit<ResourceApproval, 'id' | 'state' | 'askedAt' | 'answeredAt' | 'reason' | 'limits'>;

export async function insertApproval(tx: Db, approval: NewApproval): Promise<string> {
  const { id } = await tx.resourceApproval.create({ data: approval, select: { id: true } });
  return id;
}

/** An ask nobody answered yet speaks of what is true now. */
export async function updateOpenContent(tx: Db, id: string, content: ApprovalContent, contentHash: string): Promise<void> {
  await tx.resourceApproval.updateMany({ where: { id, state: 'open' }, data: { content, contentHash, resourceName: content.resource.name } });
}

export async function markReplaced(tx: Db, id: string): Promise<void> {
  await tx.resourceApproval.updateMany({ where: { id }, data: { state: 'replaced' } });
}

/** Takes a question back that nobody answered; false where somebody has. */
export async function markWithdrawn(tx: Db, id: string, reason: string): Promise<boolean> {
  const { count } = await tx.resourceApproval.updateMany({ where: { id, state: 'open' }, data: { state: 'withdrawn', reason, answeredAt: new Date() } });
  return count === 1;
}

/** Stores an answer where it is still open, addressed to this owner, and about what they saw. False where it is not. */
export async function storeAnswer(tx: Db, answer: { id: string; ownerId: string; contentHash: string; state: 'approved' | 'refused'; reason: string | null; limits: ApprovalLimits | null; shown: unknown }): Promise<boolean> {
  const { id, ownerId, contentHash, state, reason, limits, shown } = answer;
  const { count } = await tx.resourceApproval.updateMany({ where: { id, ownerId, contentHash, state: 'open' }, data: { state, reason, shown: shown as object, answeredAt: new Date(), ...(limits ? { limits } : {}) } });
  return count === 1;
}

/** Puts other limits in place of those of an approval that stands, addressed to this owner. False where it does not. */
export async function storeLimits(tx: Db, { id, ownerId, limits }: { id: string; ownerId: string; limits: ApprovalLimits | null }): Promise<boolean> {
  const { count } = await tx.resourceApproval.updateMany({ where: { id, ownerId, state: 'approved' }, data: { limits: limits ?? Prisma.DbNull } });
  return count === 1;
}

/** An approval by its id, or null; `ownerId` keeps strangers out. */
export async function findApproval(id: string, ownerId: string | null, tx: Db = db()): Promise<ResourceApproval | null> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return null;
  const row = await tx.resourceApproval.findFirst({ where: { id, ...(ownerId ? { ownerId } : {}) }, select: FIELDS });
  return row && toApproval(row);
}

/** The question that came after this one, or null; `ownerId` keeps strangers out. */
export async function findLaterApproval(id: string, ownerId: string | null): Promise<string | null> {
  const row = await db().resourceApproval.findFirst({ where: { followsId: id, ...(ownerId ? { ownerId } : {}) }, orderBy: { askedAt: 'desc' }, select: { id: true } });
  return row?.id ?? null;
}

export type ApprovalFilter = { ownerId?: string; states?: readonly ApprovalState[]; text?: string };

/** A page of approvals: open ones first, newest first. Replaced ones are history and left out unless asked for. */
export async function listApprovals(filter: ApprovalFilter, take: number, skip: number): Promise<{ approvals: ResourceApproval[]; total: number; open: number }> {
  const mine = { ...(filter.ownerId ? { ownerId: filter.ownerId } : {}), ...(filter.text ? { resourceName: holding(filter.text) } : {}) };
  const where = { ...mine, state: filter.states ? { in: [...filter.states] } : { not: 'replaced' as const } };
  const [rows, total, open] = await Promise.all([
    db().resourceApproval.findMany({ where, orderBy: [{ state: 'asc' }, { askedAt: 'desc' }], take, skip, select: FIELDS }),
    db().resourceApproval.count({ where }),
    db().resourceApproval.count({ where: { ...mine, state: 'open' } }),
  ]);
  return { approvals: rows.map(toApproval), total, open };
}

/** The address of whoever asked, as the audit last knew it; null when it was erased. */
export async function findAskerAddress(personId: string): Promise<string | null> {
  const subject = await db().auditSubject.findUnique({ where: { personId }, select: { userPrincipalName: true } });
  return subject?.userPrincipalName ?? null;
}
