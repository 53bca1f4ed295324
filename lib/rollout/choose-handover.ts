import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { findHandover, listHandoverTargets, saveHandoverTarget } from '@/lib/db/handovers';
import { lockRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import { aboutRollout } from './edit-rollout';
import { choiceOf } from './handover-item';
import type { Admin } from './rollout';

/**
 * Says under which policy a package's holders shall live once the rollout is over. What was rehearsed before says what it
 * said; a new rehearsal follows the choice.
 * @param others takes along those too whom no run of the rollout gave the package
 * @param seen what the form was made of
 * @throws AppError `notFound`; `conflict` while a handover runs, the rollout was given up, or something else was chosen since it was seen; Graph's own
 */
export async function chooseHandoverPolicy(admin: Admin, rolloutId: string, packageId: string, policyId: string, others = false, graph: Graph = graphFor(admin), seen?: string): Promise<Kept> {
  const policy = (await loadPackageDesign(graph, [packageId])).get(packageId)?.policies.find(({ id }) => id === policyId);
  if (!policy) throw new AppError('notFound', `package ${packageId} has no policy ${policyId}`);
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    if (!rollout.packages.some((each) => each.packageId === packageId)) throw new AppError('notFound', `rollout ${rolloutId} does not bring package ${packageId}`);
    if (rollout.state === 'abandoned') throw new AppError('conflict', `rollout ${rolloutId} was given up`, { say: 'This rollout was given up and takes no more changes.' });
    if ((await findHandover(rolloutId, tx))?.state === 'running') throw new AppError('conflict', `a handover of ${rolloutId} is running`, { say: 'People are being moved already. Choose again once that has ended.' });
    const before = (await listHandoverTargets(rolloutId, tx)).get(packageId);
    await assertAsSeen(tx, seen, choiceOf(before ?? null), { ...aboutRollout(admin, rollout), action: 'handover.choose', what: 'where they go' });
    if (before?.policyId === policyId && before.others === others) return;
    await saveHandoverTarget(tx, rolloutId, { packageId, policyId, policyName: policy.name, others }, admin);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.choose', before: { packageId, policy: before?.policyName ?? null, others: before?.others ?? false }, after: { packageId, policy: policy.name, others } }]);
  });
  return madeOf(choiceOf({ policyId, others }));
}
