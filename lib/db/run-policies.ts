import 'server-only';
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import type { PolicyState, RunPolicy } from '@/lib/rollout/run-policy';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';

export type NewRunPolicy = Pick<RunPolicy, 'packageId' | 'packageName' | 'policyId' | 'policyName' | 'mode' | 'peopleCount'>;

/** Inserts what a run does to policies, queued; one for each package that is not assigned. */
export async function insertPolicies(tx: Db, runId: string, policies: NewRunPolicy[]): Promise<void> {
  await tx.runPolicy.createMany({ data: policies.map((policy) => ({ ...policy, runId })) });
}

// The JSON is written by this file alone, so its shape is ours.
function toPolicy({ before, written, differences, mode, state, groupGoneAt: _groupGoneAt, ...row }: Prisma.RunPolicyGetPayload<object>): RunPolicy {
  return { ...row, mode: mode === 'invite' ? 'invite' : 'automatic', state: state as PolicyState, before: before as PolicyDocument | null, written: written as PolicyDocument | null, differences: differences as PolicyDifference[] | null };
}

/** The policies of a run, by package. */
export async function listPolicies(runId: string, tx: Db = db()): Promise<RunPolicy[]> {
  const rows = await tx.runPolicy.findMany({ where: { runId }, orderBy: [{ packageName: 'asc' }, { id: 'asc' }] });
  return rows.map(toPolicy);
}

/** How many policies of a run are in each state. */
export async function policyStates(runId: string, tx: Db = db()): Promise<{ state: PolicyState }[]> {
  const rows = await tx.runPolicy.findMany({ where: { runId }, select: { state: true } });
  return rows.map(({ state }) => ({ state: state as PolicyState }));
}

/**
 * Milliseconds until the first open policy of a run is due, and what for; null where none is open. One whose answer was
 * lost is due once the tenant has had the time to show what it did.
 */
export async function nextPolicy(runId: string, visibilityMs: number): Promise<{ id: string; due: number; state: PolicyState } | null> {
  const [row] = await db().$queryRaw<{ id: string; due: number; state: PolicyState }[]>`
    SELECT "id", "state"::text AS state, extract(epoch FROM CASE WHEN "state" IN ('sending', 'unknown') THEN "sent_at" + make_interval(secs => ${visibilityMs / 1000}) ELSE coalesce("not_before", now()) END - now())::float8 * 1000 AS due
    FROM "run_policy" WHERE "run_id" = ${runId}::uuid AND "state" IN ('queued', 'sending', 'unknown', 'delivering')
    ORDER BY due, "package_name", "id" LIMIT 1`;
  return row ?? null;
}

/**
 * Marks a policy as being written and counts the attempt, before anything is asked: whoever finds it so after a crash
 * knows that an answer may be lost. Null unless the job's lease is still ours, while anything holds the run, or while another run writes the same policy.
 */
export async function takePolicy(id: string, jobId: string, holder: string): Promise<RunPolicy | null> {
  const taken = await db().$executeRaw`
    UPDATE "run_policy" p SET "state" = 'sending', "state_since" = now(), "sent_at" = now(), "attempts" = "attempts" + 1, "not_before" = NULL
    WHERE "id" = ${id}::uuid AND "state" IN ('queued', 'sending', 'unknown')
      AND NOT EXISTS (SELECT 1 FROM "run_policy" o WHERE o."policy_id" = p."policy_id" AND o."id" <> p."id" AND o."state" IN ('sending', 'unknown', 'delivering'))
      AND EXISTS (SELECT 1 FROM "job" WHERE "id" = ${jobId}::uuid AND "lease_holder" = ${holder} AND "lease_until" > now() + interval '1 second' AND "state" = 'waiting')
      AND EXISTS (SELECT 1 FROM "run" WHERE "id" = p."run_id" AND "hold" IS NULL AND "ended_at" IS NULL) AND NOT EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL)`;
  if (taken === 0) return null;
  const row = await db().runPolicy.findUnique({ where: { id } });
  return row && toPolicy(row);
}

/** Lets a policy wait that somebody else is writing. */
export async function postponePolicy(id: string, seconds: number): Promise<void> {
  await db().$executeRaw`UPDATE "run_policy" SET "not_before" = now() + make_interval(secs => ${seconds}) WHERE "id" = ${id}::uuid AND "state" IN ('queued', 'delivering')`;
}

/** Keeps what the writing needs to know again, before it is done. Left out means: as it was. */
export async function keepOfPolicy(tx: Db, id: string, { before, written, groupId }: { before?: PolicyDocument | null; written?: PolicyDocument; groupId?: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE "run_policy" SET "before" = CASE WHEN "saved_at" IS NULL THEN coalesce(${before === undefined ? null : JSON.stringify(before)}::jsonb, "before") ELSE "before" END,
      "written" = coalesce(${written ? JSON.stringify(written) : null}::jsonb, "written"), "group_id" = coalesce(${groupId ?? null}::uuid, "group_id")
    WHERE "id" = ${id}::uuid`;
}

/** What became of a policy. A wait is in seconds, by the database's clock; `saved` says that Entra has it. */
export type PolicyChange = {
  to: PolicyState;
  waitSeconds?: number;
  policyId?: string;
  graphRequestId?: string;
  saved?: boolean;
  failureCode?: string;
  failure?: string;
  differences?: PolicyDifference[];
};

/** Writes what became of a policy, while it is the same attempt in the same state; false when it is not. */
export async function changePolicy(tx: Db, { id, state, attempts }: Pick<RunPolicy, 'id' | 'state' | 'attempts'>, change: PolicyChange): Promise<boolean> {
  const { to, waitSeconds, policyId, graphRequestId, saved, failureCode, failure, differences } = change;
  const changed = await tx.$executeRaw`
    UPDATE "run_policy" SET "state" = ${to}::"item_state", "state_since" = CASE WHEN "state" = ${to}::"item_state" THEN "state_since" ELSE now() END,
      "not_before" = CASE WHEN ${waitSeconds ?? null}::float8 IS NULL THEN NULL ELSE now() + make_interval(secs => ${waitSeconds ?? 0}) END,
      "policy_id" = coalesce(${policyId ?? null}::uuid, "policy_id"), "graph_request_id" = coalesce(${graphRequestId ?? null}, "graph_request_id"),
      "saved_at" = CASE WHEN ${saved ?? false} THEN now() ELSE "saved_at" END,
      "failure_code" = ${failureCode ?? null}, "failure" = ${failure ?? null}, "differences" = ${differences ? JSON.stringify(differences) : null}::jsonb
    WHERE "id" = ${id}::uuid AND "attempts" = ${attempts} AND "state" = ${state}::"item_state"`;
  return changed === 1;
}

/** A policy as a run left it, and as it was before; null for one that was made. */
export type WrittenPolicy = { policyId: string; before: PolicyDocument | null; written: PolicyDocument };

/** What runs wrote of these policies and Entra has, the latest first. */
export async function listWrittenPolicies(policyIds: readonly string[], tx: Db = db()): Promise<WrittenPolicy[]> {
  if (policyIds.length === 0) return [];
  const rows = await tx.runPolicy.findMany({ where: { policyId: { in: [...policyIds] }, savedAt: { not: null } }, orderBy: { savedAt: 'desc' }, select: { policyId: true, before: true, written: true } });
  return rows.flatMap(({ policyId, before, written }) => (policyId && written ? [{ policyId, before: before as PolicyDocument | null, written: written as PolicyDocument }] : []));
}

/** Puts the failed policies of a run back into the queue; gives how many there were. */
export async function requeueFailedPolicies(tx: Db, runId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE "run_policy" SET "state" = 'queued', "state_since" = now(), "not_before" = NULL, "attempts" = 0, "failure_code" = NULL, "failure" = NULL, "differences" = NULL
    WHERE "run_id" = ${runId}::uuid AND "state" = 'failed'`;
}

/** Leaves unwritten what of a run's policies was not begun, since the run was ended; gives how many there were. */
export async function endQueuedPolicies(tx: Db, runId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE "run_policy" SET "state" = 'failed', "state_since" = now(), "not_before" = NULL, "failure_code" = 'runEnded', "failure" = 'Not written, since the run was ended' WHERE "run_id" = ${runId}::uuid AND "state" = 'queued'`;
}
