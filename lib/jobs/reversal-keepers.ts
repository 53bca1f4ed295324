import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { isTold } from '@/lib/db/audit';
import { inTransaction } from '@/lib/db/client';
import { keepOfKeeper, listKeepers, listReversalItems } from '@/lib/db/reversals';
import type { ReversalKeeper } from '@/lib/db/reversals';
import { AppError, isAppError } from '@/lib/errors';
import { addResourceRole, createAccessPackage, findPackageByName, getPackageDesign } from '@/lib/graph/packages';
import { createPolicy } from '@/lib/graph/policies';
import { keeperKey, REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import type { HeldRole } from '@/lib/rollout/reversal';
import { aboutReversal } from './reversal-work';
import type { ReversalWork } from './reversal-work';

const EM = '/identityGovernance/entitlementManagement';

/** What the policy of a small package is called; it is for direct assignment, without an end: what it keeps had none. */
const POLICY_NAME = 'Kept access';

/**
 * The small packages that keep what was held before, each made once: looked up by its name before anything is made, and
 * filled with what is missing, so that whoever comes after a crash finishes the same.
 */
export async function ensureKeepers(work: ReversalWork): Promise<ReversalKeeper[]> {
  const keepers = await listKeepers(work.reversal.id);
  if (keepers.every(({ policyId }) => policyId)) return keepers;
  const rolesOf = new Map<string, HeldRole[]>();
  for (const { packageId, held } of await listReversalItems(work.reversal.id, REVERSAL_ITEM_STATES)) rolesOf.set(`${packageId} ${keeperKey(held)}`, held);
  for (const keeper of keepers) if (!keeper.policyId) await ensureKeeper(work, keeper, rolesOf.get(`${keeper.packageId} ${keeper.roles}`) ?? []);
  return listKeepers(work.reversal.id);
}

async function ensureKeeper(work: ReversalWork, keeper: ReversalKeeper, held: readonly HeldRole[]): Promise<void> {
  const { graph, reversal } = work;
  const design = work.design.packages.find(({ packageId }) => packageId === keeper.packageId);
  if (!design || held.length === 0) throw new AppError('internal', `reversal ${reversal.id} does not say what ${keeper.name} keeps`);
  const warrant = { runItemId: reversal.id };
  const event = (action: string, objectId: string, graphOperation: string, requestId: string): AuditInput => ({ ...aboutReversal(work), action, outcome: 'done', objectType: 'package', objectId, objectName: keeper.name, graphOperation, graphRequestId: requestId });
  /** What is there already was made by whoever came before, who may have died before anything said so. */
  const tellFound = (action: string, packageId: string, graphOperation: string, after: Record<string, string> | null = null): Promise<void> => inTransaction(async (tx) => {
    if (await isTold(tx, work.run.id, action, { type: 'package', id: packageId }, after)) return;
    const { graphRequestId: _none, ...about } = event(action, packageId, graphOperation, '');
    await recordAudit(tx, [{ ...about, detail: { answer: 'lost, found there' }, ...(after ? { after } : {}) }]);
  });
  const description = `Keeps what its people had before “${design.packageName}”, taken back by Access Rollout.`;
  let keeperId = keeper.keeperId ?? (await findPackageByName(graph, design.catalogId, keeper.name))?.id ?? null;
  if (!keeperId) {
    await work.mayWrite();
    const made = await createAccessPackage(graph, { catalogId: design.catalogId, name: keeper.name, description, hidden: true }, warrant);
    keeperId = made.value.id;
    await inTransaction((tx) => recordAudit(tx, [event('package.create', made.value.id, `POST ${EM}/accessPackages`, made.requestId)]));
  }
  const id = keeperId;
  await tellFound('package.create', id, `POST ${EM}/accessPackages`);
  await inTransaction((tx) => keepOfKeeper(tx, reversal.id, keeper, { keeperId: id }));
  const made = await shown(() => getPackageDesign(graph, id));
  for (const { resourceId, originId, originSystem, roleName, roleOriginId } of held) {
    if (made.roles.some((role) => role.originId === originId && role.roleOriginId === roleOriginId)) {
      await tellFound('package.addRole', id, `POST ${EM}/accessPackages/{id}/resourceRoleScopes`, { role: roleName, resourceId });
      continue;
    }
    await work.mayWrite();
    const { requestId } = await shown(() => addResourceRole(graph, id, { resourceId, originId, originSystem, roleName, roleOriginId }, warrant));
    await inTransaction((tx) => recordAudit(tx, [{ ...event('package.addRole', id, `POST ${EM}/accessPackages/{id}/resourceRoleScopes`, requestId), after: { role: roleName, resourceId } }]));
  }
  const known = made.policies.find(({ name }) => name === POLICY_NAME);
  if (known) {
    await tellFound('policy.create', id, `POST ${EM}/assignmentPolicies`);
    return inTransaction((tx) => keepOfKeeper(tx, reversal.id, keeper, { policyId: known.id }));
  }
  await work.mayWrite();
  const { value, requestId } = await createPolicy(graph, { packageId: id, name: POLICY_NAME, description, who: 'directOnly', targets: [], approval: null, expiration: { type: 'never' } }, warrant);
  await inTransaction(async (tx) => {
    await keepOfKeeper(tx, reversal.id, keeper, { policyId: value.id });
    await recordAudit(tx, [event('policy.create', id, `POST ${EM}/assignmentPolicies`, requestId)]);
  });
}

/** What was just made may not be there yet for the next call: the job comes back to it. */
async function shown<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => {
    throw isAppError(error, 'notFound') ? new AppError('offline', error.message, { cause: error, retryAfter: 2 }) : error;
  });
}
