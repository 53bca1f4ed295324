import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { isTold } from '@/lib/db/audit';
import type { ToldIn } from '@/lib/db/audit';
import { simplePolicy } from '@/lib/authoring/simple-policy';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph, Warrant } from '@/lib/graph/client';
import { addResourceRole, createAccessPackage, findPackageByName, getPackageDesign } from '@/lib/graph/packages';
import type { WantedRole } from '@/lib/graph/packages';
import { makePolicy } from '@/lib/graph/policy-documents';

const EM = '/identityGovernance/entitlementManagement';

/** What the policy of a small package is called; it is for direct assignment, without an end: what it keeps had none. */
const POLICY_NAME = 'Kept access';

/** Who makes small packages, and in whose audit they stand. */
export type KeeperMaking = { graph: Graph; warrant: Warrant; /** Asked before each write. */ mayWrite: () => Promise<void>; about: Pick<AuditInput, 'actor' | 'rolloutId' | 'phaseId' | 'runId'>; toldIn: ToldIn };

/** A small package as it shall be; `keeperId` where it is known to have been made. */
export type WantedKeeper = { name: string; description: string; catalogId: string; keeperId: string | null; roles: readonly WantedRole[] };

/** Writes down what was made of a small package, for whoever comes after a crash. */
export type KeepMade = (tx: Db, made: { keeperId?: string; policyId?: string }) => Promise<void>;

/**
 * A small hidden package that keeps these roles, with a policy for direct assignment without an end: looked up by its name
 * before anything is made, and filled with what is missing, so that whoever comes after a crash finishes the same.
 * @throws AppError `offline` where what was just made is not shown yet; Graph's own
 */
export async function ensureKeeperPackage({ graph, warrant, mayWrite, about, toldIn }: KeeperMaking, { name, description, catalogId, keeperId, roles }: WantedKeeper, keep: KeepMade): Promise<void> {
  const event = (action: string, objectId: string, graphOperation: string, requestId: string): AuditInput => ({ ...about, action, outcome: 'done', objectType: 'package', objectId, objectName: name, graphOperation, graphRequestId: requestId });
  /** What is there already was made by whoever came before, who may have died before anything said so. */
  const tellFound = (action: string, packageId: string, graphOperation: string, after: Record<string, string> | null = null): Promise<void> => inTransaction(async (tx) => {
    if (await isTold(tx, toldIn, action, { type: 'package', id: packageId }, after)) return;
    const { graphRequestId: _none, ...found } = event(action, packageId, graphOperation, '');
    await recordAudit(tx, [{ ...found, detail: { answer: 'lost, found there' }, ...(after ? { after } : {}) }]);
  });
  let known = keeperId ?? (await findPackageByName(graph, catalogId, name))?.id ?? null;
  if (!known) {
    await mayWrite();
    const made = await createAccessPackage(graph, { catalogId, name, description, hidden: true }, warrant);
    known = made.value.id;
    await inTransaction((tx) => recordAudit(tx, [event('package.create', made.value.id, `POST ${EM}/accessPackages`, made.requestId)]));
  }
  const id = known;
  await tellFound('package.create', id, `POST ${EM}/accessPackages`);
  await inTransaction((tx) => keep(tx, { keeperId: id }));
  const made = await shown(() => getPackageDesign(graph, id));
  for (const { resourceId, originId, originSystem, roleName, roleOriginId } of roles) {
    if (made.roles.some((role) => role.originId === originId && role.roleOriginId === roleOriginId)) {
      await tellFound('package.addRole', id, `POST ${EM}/accessPackages/{id}/resourceRoleScopes`, { role: roleName, resourceId });
      continue;
    }
    await mayWrite();
    const { requestId } = await shown(() => addResourceRole(graph, id, { resourceId, originId, originSystem, roleName, roleOriginId }, warrant));
    await inTransaction((tx) => recordAudit(tx, [{ ...event('package.addRole', id, `POST ${EM}/accessPackages/{id}/resourceRoleScopes`, requestId), after: { role: roleName, resourceId } }]));
  }
  const policy = made.policies.find((each) => each.name === POLICY_NAME);
  if (policy) {
    await tellFound('policy.create', id, `POST ${EM}/assignmentPolicies`);
    return inTransaction((tx) => keep(tx, { policyId: policy.id }));
  }
  await mayWrite();
  const { value, requestId } = await makePolicy(graph, id, simplePolicy({ name: POLICY_NAME, description, who: 'directOnly', targets: [], approval: null, expiration: { type: 'never' } }), warrant);
  await inTransaction(async (tx) => {
    await keep(tx, { policyId: value.id });
    await recordAudit(tx, [event('policy.create', id, `POST ${EM}/assignmentPolicies`, requestId)]);
  });
}

/** What was just made may not be there yet for the next call: the job comes back to it. */
async function shown<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => {
    throw isAppError(error, 'notFound') ? new AppError('offline', error.message, { cause: error, retryAfter: 2 }) : error;
  });
}
