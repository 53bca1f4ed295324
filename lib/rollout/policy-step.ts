/** What a rehearsed step makes of the policy of a package, whole. Pure. */
import { isObject } from '@/lib/authoring/policy-document';
import type { Json, PolicyDocument } from '@/lib/authoring/policy-document';
import type { RehearsedDelivery } from './delivery';

/** Whom a policy is opened to. */
export type Invited = { id: string; name: string };

/**
 * The policy as the step leaves it: everything as it was rehearsed, and only what the step is about changed.
 * @param invited the people who may ask, where the step invites
 * @param groupId the group they are in, where they are too many to be named
 * @throws Error where the rehearsal kept no policy to change
 */
export function policyAfter(delivery: RehearsedDelivery, invited: readonly Invited[], groupId: string | null): PolicyDocument {
  if (delivery.mode === 'automatic') return automaticAfter(delivery);
  if (!delivery.policy) throw new Error('the rehearsal kept no policy to open');
  const { specificAllowedTargets, requestorSettings } = delivery.policy;
  const before = Array.isArray(specificAllowedTargets) ? specificAllowedTargets : [];
  const known = new Set(before.flatMap((target) => (isObject(target) ? [target.userId, target.groupId] : [])));
  const opened = delivery.opens === 'group' ? [{ '@odata.type': '#microsoft.graph.groupMembers', groupId, description: delivery.groupName ?? '' }] : invited.map(({ id, name }) => ({ '@odata.type': '#microsoft.graph.singleUser', userId: id, description: name }));
  return {
    ...delivery.policy,
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [...before, ...opened.filter((target) => !known.has('userId' in target ? target.userId : target.groupId))],
    // Whoever is let in and may not ask would have got nothing.
    requestorSettings: { ...(isObject(requestorSettings) ? requestorSettings : {}), enableTargetsToSelfAddAccess: true },
  };
}

function automaticAfter({ policy, after, makes }: Extract<RehearsedDelivery, { mode: 'automatic' }>): PolicyDocument {
  const [rule] = Array.isArray(policy?.specificAllowedTargets) ? policy.specificAllowedTargets : [];
  const described: Json = (isObject(rule) ? rule.description : null) ?? policy?.displayName ?? makes ?? '';
  const given: PolicyDocument = policy ?? { displayName: makes ?? '', description: 'Gives the package to whoever its rule selects.' };
  return {
    ...given,
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: described, membershipRule: after.rule ?? '' }],
    automaticRequestSettings: { requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: after.removesOnLeave, gracePeriodBeforeAccessRemoval: after.grace },
  };
}

/** What of `found` the writer said something of: a policy that is made has the service's own words for the rest. */
export function saidOf(written: PolicyDocument, found: PolicyDocument): PolicyDocument {
  return Object.fromEntries(Object.entries(found).filter(([name]) => name in written));
}

/**
 * A rule that gives nobody anything any more, and takes from nobody; null for a policy that gives nothing by itself.
 * @param settings how it gives now; as it was written, unless told
 */
export function switchedOff(written: PolicyDocument, settings: Json = written.automaticRequestSettings ?? null): PolicyDocument | null {
  if (!isObject(settings) || settings.requestAccessForAllowedTargets !== true) return null;
  return { ...written, automaticRequestSettings: { ...settings, requestAccessForAllowedTargets: false, removeAccessWhenTargetLeavesAllowedTargets: false } };
}
