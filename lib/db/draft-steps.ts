import 'server-only';
import type { Difference, DraftStep, DraftStepState, Wanted } from '@/lib/authoring/draft';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';
import { slicesOf } from './statement';

/** The code on a step whose resource is there, and whose owner could not be asked. */
export const OWNER_NOT_ASKED = 'ownerNotAsked';

export type NewDraftStep = Pick<DraftStep, 'stage' | 'key' | 'kind' | 'operation' | 'name' | 'words' | 'differences' | 'wanted' | 'before' | 'objectId'> & { undoesId?: string };

type StepRow = Prisma.DraftStepGetPayload<object>;

function toStep({ draftId: _draftId, wanted, before, differences, ...row }: StepRow): DraftStep {
  return { ...row, wanted: wanted as unknown as Wanted | null, before: before as unknown as Wanted | null, differences: differences as unknown as Difference[] };
}

/** Adds the steps of a plan behind those there are, in their order. */
export async function insertDraftSteps(tx: Db, draftId: string, steps: readonly NewDraftStep[]): Promise<void> {
  const last = await tx.draftStep.findFirst({ where: { draftId }, orderBy: { position: 'desc' }, select: { position: true } });
  const positioned = steps.map((step, index) => ({ ...step, position: (last?.position ?? 0) + 1 + index }));
  const json = (value: unknown): string | null => (value ? JSON.stringify(value) : null);
  for (const slice of slicesOf(positioned)) {
    await tx.$executeRaw`
      INSERT INTO "draft_step" ("draft_id", "position", "stage", "key", "kind", "operation", "name", "words", "differences", "wanted", "before", "object_id", "undoes_id")
      SELECT ${draftId}::uuid, s.position, s.stage, s.key, s.kind::"draft_kind", s.operation::"draft_operation", s.name, s.words, s.differences::jsonb, s.wanted::jsonb, s.before::jsonb, s.object, s.undoes::uuid
      FROM unnest(${slice.map(({ position }) => position)}::int[], ${slice.map(({ stage }) => stage)}::int[], ${slice.map(({ key }) => key)}::text[], ${slice.map(({ kind }) => kind)}::text[], ${slice.map(({ operation }) => operation)}::text[],
        ${slice.map(({ name }) => name)}::text[], ${slice.map(({ words }) => words)}::text[], ${slice.map(({ differences }) => JSON.stringify(differences))}::text[], ${slice.map(({ wanted }) => json(wanted))}::text[], ${slice.map(({ before }) => json(before))}::text[],
        ${slice.map(({ objectId }) => objectId)}::text[], ${slice.map(({ undoesId }) => undoesId ?? null)}::text[]) AS s(position, stage, key, kind, operation, name, words, differences, wanted, before, object, undoes)`;
  }
}

/** All steps of a draft in their order. */
export async function listDraftSteps(draftId: string, tx: Db = db()): Promise<DraftStep[]> {
  return (await tx.draftStep.findMany({ where: { draftId: requireRowId(draftId) }, orderBy: { position: 'asc' } })).map(toStep);
}

/** A page of a draft's steps in their order. */
export async function pageDraftSteps(draftId: string, filter: { undo: boolean; states?: readonly DraftStepState[] }, page: { skip: number; take: number }): Promise<{ steps: DraftStep[]; total: number }> {
  const where: Prisma.DraftStepWhereInput = { draftId: requireRowId(draftId), undoesId: filter.undo ? { not: null } : null, ...(filter.states ? { state: { in: [...filter.states] } } : {}) };
  const [rows, total] = await Promise.all([db().draftStep.findMany({ where, orderBy: { position: 'asc' }, ...page }), db().draftStep.count({ where })]);
  return { steps: rows.map(toStep), total };
}

/** How many steps are in each state, of applying or of undoing. */
export async function countDraftSteps(draftId: string, undo: boolean, tx: Db = db()): Promise<Partial<Record<DraftStepState, number>>> {
  const rows = await tx.draftStep.groupBy({ by: ['state'], where: { draftId, undoesId: undo ? { not: null } : null }, _count: true });
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
}

/** The keys of the changes that stand in the tenant by this draft: done, and not taken back. */
export async function listStandingKeys(draftId: string, tx: Db = db()): Promise<string[]> {
  return (await tx.draftStep.findMany({ where: { draftId: requireRowId(draftId), undoesId: null, state: 'done' }, select: { key: true } })).map(({ key }) => key);
}

/**
 * Marks steps as being written, before the call; whoever finds them so knows that an answer was lost. In one statement, and none
 * once somebody paused the draft or gave it up. @returns those it marked
 */
export async function takeDraftSteps(draftId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    WITH may AS MATERIALIZED (SELECT 1 FROM "draft" WHERE "id" = ${draftId}::uuid AND "held_at" IS NULL AND "state" IN ('applying', 'undoing') FOR UPDATE)
    UPDATE "draft_step" SET "state" = 'sending', "state_since" = now(), "attempts" = "attempts" + 1, "not_before" = NULL, "failure" = NULL, "failure_code" = NULL
    WHERE "id" = ANY(${[...ids]}::uuid[]) AND "state" IN ('waiting', 'unknown') AND EXISTS (SELECT 1 FROM may) RETURNING "id"`;
  return new Set(rows.map(({ id }) => id));
}

export type StepChange = {
  id: string;
  to: DraftStepState;
  objectId?: string | null;
  /** With the ids of what was made meanwhile. */
  wanted?: Wanted | null;
  before?: Wanted | null;
  written?: boolean;
  graphOperation?: string;
  graphRequestId?: string | null;
  waitSeconds?: number;
  failureCode?: string;
  failure?: string;
};

/** Keeps what became of steps; one that is over stays as it is. @returns those it changed */
export async function changeDraftSteps(tx: Db, changes: readonly StepChange[]): Promise<Set<string>> {
  const json = (value: Wanted | null | undefined): string | null => (value ? JSON.stringify(value) : null);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "draft_step" s SET "state" = c.state::"draft_step_state", "state_since" = CASE WHEN s."state"::text = c.state THEN s."state_since" ELSE now() END, "object_id" = coalesce(s."object_id", c.object), "wanted" = coalesce(c.wanted::jsonb, s."wanted"), "before" = coalesce(c.before::jsonb, s."before"),
      "written" = s."written" OR c.written, "graph_operation" = coalesce(c.operation, s."graph_operation"), "graph_request_id" = coalesce(c.request, s."graph_request_id"),
      "not_before" = CASE WHEN c.wait IS NULL THEN NULL ELSE now() + make_interval(secs => c.wait) END, "failure_code" = c.code, "failure" = c.failure
    FROM unnest(${changes.map(({ id }) => id)}::uuid[], ${changes.map(({ to }) => to)}::text[], ${changes.map(({ objectId }) => objectId ?? null)}::text[], ${changes.map(({ wanted }) => json(wanted))}::text[], ${changes.map(({ before }) => json(before))}::text[],
      ${changes.map(({ written }) => written ?? false)}::boolean[], ${changes.map(({ graphOperation }) => graphOperation ?? null)}::text[], ${changes.map(({ graphRequestId }) => graphRequestId ?? null)}::text[], ${changes.map(({ waitSeconds }) => waitSeconds ?? null)}::float8[],
      ${changes.map(({ failureCode }) => failureCode ?? null)}::text[], ${changes.map(({ failure }) => failure ?? null)}::text[]) AS c(id, state, object, wanted, before, written, operation, request, wait, code, failure)
    WHERE s."id" = c.id AND s."state" NOT IN ('done', 'undone') RETURNING s."id"`;
  return new Set(rows.map(({ id }) => id));
}

/** What failed is tried again, and what waits does so no longer. */
export async function requeueFailedSteps(tx: Db, draftId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE "draft_step" SET "state" = 'waiting', "state_since" = now(), "not_before" = NULL, "failure" = NULL, "failure_code" = NULL WHERE "draft_id" = ${draftId}::uuid AND "state" = 'failed'`;
}

/** Says of a step that is done what did not follow from it; false where it says so already. */
export async function noteDraftStep(tx: Db, id: string, failureCode: string, failure: string): Promise<boolean> {
  const { count } = await tx.draftStep.updateMany({ where: { id, state: 'done', failureCode: null }, data: { failureCode, failure } });
  return count === 1;
}

/** Why nobody was asked about resources that came in by a draft, by resource; the last word of each. */
export async function findNotAsked(resourceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (resourceIds.length === 0) return new Map();
  const rows = await db().draftStep.findMany({ where: { kind: 'catalogResource', failureCode: OWNER_NOT_ASKED, state: 'done', objectId: { in: [...resourceIds] } }, orderBy: { stateSince: 'asc' }, select: { objectId: true, failure: true } });
  return new Map(rows.flatMap(({ objectId, failure }) => (objectId && failure ? [[objectId, failure]] : [])));
}

/** Takes back out of the list what was not begun, so that the draft can be edited and planned anew. */
export async function dropOpenSteps(tx: Db, draftId: string): Promise<void> {
  await tx.draftStep.deleteMany({ where: { draftId, state: { in: ['waiting', 'failed'] } } });
}

/** What undoing took back stands so on the step that did it. */
export async function markUndone(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.draftStep.updateMany({ where: { id: { in: [...ids] }, state: 'done' }, data: { state: 'undone', stateSince: new Date() } });
}
