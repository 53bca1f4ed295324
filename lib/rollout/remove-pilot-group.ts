import 'server-only';
import type { Actor } from '@/lib/action';
import type { PackagePolicy } from '@/lib/authoring/package-design';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { isObject } from '@/lib/authoring/policy-document';
import { changeTenant } from '@/lib/authoring/tenant-change';
import { inTransaction } from '@/lib/db/client';
import { listHandoverTargets } from '@/lib/db/handovers';
import { listPilotGroups, markGroupGone } from '@/lib/db/pilot-groups';
import type { PilotGroup } from '@/lib/db/pilot-groups';
import { getRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { readWhatHangsOn } from '@/lib/graph/group-effects';
import { DELETE_GROUP, deleteGroup, findGroupByMark } from '@/lib/graph/group-writes';
import { getGroup } from '@/lib/graph/groups';
import { packagesWithPolicies } from '@/lib/graph/packages';
import { getWholePolicy, PUT_POLICY, replacePolicy } from '@/lib/graph/policy-documents';
import { findResource } from '@/lib/graph/resources';
import { requireHandedOver } from './close-handover';

/** A policy that names a group: for whom it is, who decides, or who stands in. */
type Naming = { packageId: string; packageName: string; policyId: string; policyName: string; as: 'target' | 'other' };

/**
 * Takes the group that a run made for an invitation out of the policies of its rollout that are open to it, and deletes it
 * once nothing names it. A policy that was open to it alone lets nobody ask any more; who has the package keeps it.
 * @throws AppError `notFound`; `conflict` with its blockers, while somebody is on a pilot's policy, or everything is stopped; Graph's own
 */
export async function removePilotGroup(actor: Actor, graph: Graph, rolloutId: string, groupId: string): Promise<{ gone: true }> {
  const group = (await listPilotGroups(rolloutId)).find((each) => each.groupId === groupId && !each.goneAt);
  if (!group) throw new AppError('notFound', `rollout ${rolloutId} made no group ${groupId}`);
  await requireHandedOver(rolloutId);
  // Known by the mark it was made with: what bears it not is none of ours.
  const made = await findGroupByMark(graph, `rollout-${group.runPolicyId}`);
  if (made && made.id !== groupId) throw new AppError('conflict', `the mark of ${group.runPolicyId} is on ${made.id}`, { say: 'The group is not the one the run made. Look at it in Microsoft Entra.' });
  const name = made ? (await getGroup(graph, groupId)).name : groupId;
  const naming = made ? await whatNames(graph, groupId) : [];
  const blockers = made ? await blockersOf(graph, rolloutId, group, naming) : [];
  if (blockers.length > 0) throw new AppError('conflict', `group ${groupId} is still used: ${blockers.length} blockers`, { say: `“${name}” cannot be deleted yet. ${blockers.join(' ')} Mend that, then try again.` });
  return changeTenant(actor, { kind: 'group.remove', objectType: 'group', objectName: name, wanted: { groupId, policies: naming.map(({ policyId }) => policyId) } }, async ({ warrant, done }) => {
    for (const { policyId, policyName, packageName } of naming) {
      const whole = await getWholePolicy(graph, policyId);
      const { requestId } = await replacePolicy(graph, { ...whole, document: without(whole.document, groupId) }, warrant);
      await done({ objectType: 'policy', objectId: policyId, objectName: `${policyName} of ${packageName}`, action: 'policy.closeGroup', graphOperation: PUT_POLICY, graphRequestId: requestId, after: { group: name, named: false } });
    }
    const still = made ? await whatNames(graph, groupId) : [];
    if (still.length > 0) throw new AppError('notYetVisible', `group ${groupId} is still named by ${still.length} policies`);
    const { requestId } = made ? await deleteGroup(graph, groupId, warrant) : { requestId: null };
    if (requestId) await done({ objectId: groupId, action: 'group.delete', graphOperation: DELETE_GROUP, graphRequestId: requestId });
    await inTransaction((tx) => markGroupGone(tx, group.runPolicyId));
    return { gone: true as const };
  });
}

/** Every policy of the tenant that names it. */
async function whatNames(graph: Graph, groupId: string): Promise<Naming[]> {
  const found: Naming[] = [];
  for await (const packages of packagesWithPolicies(graph)) {
    for (const { id, name, policies } of packages) {
      for (const policy of policies) {
        const as = namedAs(policy, groupId);
        if (as) found.push({ packageId: id, packageName: name, policyId: policy.id, policyName: policy.name, as });
      }
    }
  }
  return found;
}

function namedAs({ targets, stages }: PackagePolicy, groupId: string): Naming['as'] | null {
  const isIt = ({ kind, id }: { kind: string; id: string }): boolean => kind === 'group' && id === groupId;
  if (stages.some(({ approvers, standIns = [], escalation }) => [...approvers, ...standIns, ...(escalation ? [...escalation.approvers, ...escalation.standIns] : [])].some(isIt))) return 'other';
  return targets.some(isIt) ? 'target' : null;
}

/** What keeps it from being deleted, a sentence each. */
async function blockersOf(graph: Graph, rolloutId: string, group: PilotGroup, naming: readonly Naming[]): Promise<string[]> {
  const [{ packages }, targets, hanging] = [await getRollout(rolloutId), await listHandoverTargets(rolloutId), (await readWhatHangsOn(graph, [group.groupId])).get(group.groupId)];
  const own = new Set(packages.map(({ packageId }) => packageId));
  const inCatalogs: string[] = [];
  for (const { catalogId, catalogName } of new Map(packages.map((each) => [each.catalogId, each])).values()) if (await findResource(graph, catalogId, { originId: group.groupId })) inCatalogs.push(catalogName);
  return [
    ...(group.phaseState === 'passed' || group.phaseState === 'reversed' ? [] : [`“${group.phaseName}” is not over, and its people may still ask.`]),
    ...naming.filter(({ packageId, as }) => as === 'other' || !own.has(packageId)).map(({ policyName, packageName, as }) => `The policy “${policyName}” of “${packageName}” names it${as === 'other' ? ' as approvers' : ', and is none of this rollout'}.`),
    ...naming.filter(({ packageId, policyId, as }) => as === 'target' && targets.get(packageId)?.policyId === policyId).map(({ policyName, packageName }) => `People shall live under the policy “${policyName}” of “${packageName}”, which is open to it: without it they could not ask again.`),
    ...(hanging?.outer ?? []).map(({ name }) => `It is a member of “${name}”.`),
    ...(hanging?.appRoles ?? []).map(({ applicationName }) => `It has a role in the application “${applicationName}”.`),
    ...inCatalogs.map((catalogName) => `It is a resource of the catalog “${catalogName}”.`),
    ...(hanging?.outer && hanging.appRoles ? [] : ['What else it is used for may not be read with your role.']),
  ];
}

/** The policy without the group; for direct assignment alone where it was open to nobody else. */
function without(document: PolicyDocument, groupId: string): PolicyDocument {
  const { specificAllowedTargets: named, requestorSettings: settings } = document;
  const left = Array.isArray(named) ? named.filter((target) => !(isObject(target) && target.groupId === groupId)) : [];
  if (left.length > 0) return { ...document, specificAllowedTargets: left };
  return { ...document, specificAllowedTargets: [], allowedTargetScope: 'notSpecified', requestorSettings: isObject(settings) ? { ...settings, enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false } : settings ?? null };
}
