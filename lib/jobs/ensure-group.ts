import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { keepOfPolicy } from '@/lib/db/run-policies';
import { AppError, isAppError } from '@/lib/errors';
import type { BatchAnswer } from '@/lib/graph/client';
import { refusalOf, refusedInBatch } from '@/lib/graph/graph-error';
import { addMembers, findGroupByMark, makeGroup, MEMBERS_AT_ONCE, POST_MEMBER, UPSERT_GROUP } from '@/lib/graph/group-writes';
import { standingIn } from '@/lib/graph/groups';
import { slices } from '@/lib/graph/batch-reads';
import type { Invited } from '@/lib/rollout/policy-step';
import type { RunPolicy } from '@/lib/rollout/run-policy';
import { policyFailureOf } from '@/lib/rollout/run-policy';
import { aboutPolicy, PolicyStop } from './policy-verdict';
import type { RunWork } from './run-work';

/** Longest a batch may take; after it the answer counts as lost. */
const BATCH_TIMEOUT_MS = 60_000;

/**
 * The group a policy is opened to where its people are too many to be named: made once, known again by its mark, and
 * filled with exactly these people. Whoever was added before a crash is not added again.
 * @returns the group's id, once everybody is read back as a member
 * @throws PolicyStop where the group cannot become what was signed; AppError `notYetVisible` while Entra does not show all
 */
export async function ensureGroup(work: RunWork, policy: RunPolicy, groupName: string, people: readonly Invited[], onWrite: () => void): Promise<string> {
  const groupId = policy.groupId ?? (await ensureMade(work, policy, groupName, onWrite));
  const isIn = await membersIn(work, groupId);
  const wanted = new Set(people.map(({ id }) => id));
  const strangers = [...isIn].filter((id) => !wanted.has(id));
  if (strangers.length > 0) throw new PolicyStop(policyFailureOf('groupWider', `It has ${strangers.length.toLocaleString('en-GB')} of them`));
  const missing = people.filter(({ id }) => !isIn.has(id));
  // Whoever was added by a batch whose answer was lost has no event of their own.
  if (isIn.size > 0) await inTransaction((tx) => recordAudit(tx, [{ ...aboutPolicy(work, policy), action: 'group.addMember', outcome: 'done', objectType: 'group', objectId: groupId, objectName: groupName, detail: { attempt: policy.attempts, foundAsMembers: isIn.size } }]));
  const gone = new Set<string>();
  for (const slice of slices(missing, MEMBERS_AT_ONCE)) {
    await work.lease.check();
    for (const id of await addSlice(work, policy, { groupId, groupName }, slice, onWrite)) gone.add(id);
  }
  if (missing.length > 0) {
    const now = await membersIn(work, groupId);
    const left = people.filter(({ id }) => !now.has(id) && !gone.has(id)).length;
    if (left > 0 || gone.size === people.length) throw new AppError('notYetVisible', `group ${groupId} does not show ${left} of its members yet`);
  }
  return groupId;
}

async function ensureMade(work: RunWork, policy: RunPolicy, name: string, onWrite: () => void): Promise<string> {
  const mark = `rollout-${policy.id}`;
  const found = await findGroupByMark(work.graph, mark);
  let requestId: string | null = null;
  let id = found?.id;
  if (!id) {
    await work.lease.check();
    onWrite();
    const made = await makeGroup(work.graph, { name, description: `Whom the package “${policy.packageName}” is open to, by the run ${work.run.id} of Access Rollout.`, mark }, { runItemId: policy.id }).catch((error: unknown) => {
      throw isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') ? new PolicyStop(policyFailureOf('noConsent'), error) : error;
    });
    ({ id } = made.value);
    ({ requestId } = made);
  }
  const groupId = id;
  await inTransaction(async (tx) => {
    await keepOfPolicy(tx, policy.id, { groupId });
    await recordAudit(tx, [{ ...aboutPolicy(work, policy), action: 'group.create', outcome: 'done', objectType: 'group', objectId: groupId, objectName: name, graphOperation: UPSERT_GROUP, ...(requestId ? { graphRequestId: requestId } : { detail: { answer: 'lost, group found again' } }) }]);
  });
  return groupId;
}

async function membersIn(work: RunWork, groupId: string): Promise<Set<string>> {
  const members = new Set<string>();
  for await (const { people } of standingIn(work.graph, groupId, 'member')) for (const id of people) members.add(id);
  return members;
}

/** Adds up to 20; gives those who are no longer in the tenant. */
async function addSlice(work: RunWork, policy: RunPolicy, { groupId, groupName }: { groupId: string; groupName: string }, people: readonly Invited[], onWrite: () => void): Promise<string[]> {
  onWrite();
  const answers = await addMembers(work.graph, groupId, people.map(({ id }) => id), { runItemId: policy.id }, AbortSignal.any([work.lease.signal, AbortSignal.timeout(BATCH_TIMEOUT_MS)]));
  await inTransaction((tx) =>
    recordAudit(tx, people.flatMap(({ id, name }) => {
      const answer = answers.get(id);
      return answer ? [{ ...aboutPolicy(work, policy), action: 'group.addMember', subject: { personId: id, name, userPrincipalName: '' }, outcome: answer.status < 300 ? ('done' as const) : ('failed' as const), objectType: 'group', objectId: groupId, objectName: groupName, detail: { status: answer.status }, graphOperation: POST_MEMBER, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) }] : [];
    })),
  );
  const all = people.map(({ id }) => ({ id, answer: answers.get(id) }));
  const refused = all.find(({ answer }) => answer && !isThere(answer) && answer.status !== 404)?.answer;
  if (refused?.status === 403) throw new PolicyStop(policyFailureOf('notGroupOwner', `The group is “${groupName}”`));
  if (refused) throw refusedInBatch(refused, `members of ${groupId}`, 'POST /groups/{id}/members/$ref');
  return all.filter(({ answer }) => answer?.status === 404).map(({ id }) => id);
}

const isThere = (answer: BatchAnswer): boolean => answer.status < 300 || (answer.status === 400 && /already exist/i.test(refusalOf(answer.body).message));
