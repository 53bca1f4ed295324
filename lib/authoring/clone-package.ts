import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import type { ResourceId } from './accountable-owner';
import { createPackage } from './create-package';
import type { SubjectChoice, WantedPolicyChoice } from './create-package';
import type { PackagePolicy, PolicySubject } from './package-design';

export type WantedClone = { packageId: string; name: string; /** What the copy does not hand out. */ without: ResourceId; /** The policy that has to be in the copy. */ policyId: string };

/**
 * A copy of a package in its catalog that leaves one resource out, with its policies as far as they can be made anew
 * without letting anybody in whom the original keeps out. Safe to run again after a lost answer.
 * @throws AppError `notFound`; `conflict` where nothing would be left or the wanted policy is gone or cannot be copied;
 * `nameTaken`; Graph's own
 */
export async function clonePackage(actor: Actor, graph: Graph, wanted: WantedClone): Promise<{ packageId: string; policyId: string; policiesLeft: string[] }> {
  const design = await getPackageDesign(graph, wanted.packageId);
  const roles = design.roles.filter((role) => role.originSystem !== wanted.without.originSystem || role.originId !== wanted.without.originId);
  if (roles.length === 0) throw new AppError('conflict', `nothing is left of ${design.id}`, { say: `“${design.name}” gives nothing else, so there is nothing to copy.` });
  const policy = design.policies.find((each) => each.id === wanted.policyId);
  const first = policy && (copyOf(policy) ?? directOnly(policy));
  if (!policy || !first) throw new AppError('conflict', `policy ${wanted.policyId} of ${design.id} cannot be copied`, { say: 'The policy this rollout assigns under cannot be copied. Make the package by hand.' });
  const others = design.policies.filter((each) => each.id !== policy.id).map((each) => ({ name: each.name, copy: copyOf(each) }));
  const { packageId } = await createPackage(actor, graph, {
    catalogId: design.catalogId, name: wanted.name, description: design.description || design.name, hidden: design.hidden,
    roles: roles.map(({ resourceId, roleOriginId }) => ({ resourceId, roleOriginId })),
    policy: first, more: others.flatMap(({ copy }) => copy ?? []),
  });
  const made = (await getPackageDesign(graph, packageId)).policies.find((each) => each.name === first.name);
  if (!made) throw new AppError('notYetVisible', `the policy ${first.name} of ${packageId} is not visible`);
  return { packageId, policyId: made.id, policiesLeft: others.filter(({ copy }) => !copy).map(({ name }) => name) };
}

/** The policy as our own form would make it; null where that could not say all of it. */
function copyOf(policy: PackagePolicy): WantedPolicyChoice | null {
  const who = policy.scope === 'notSpecified' ? 'directOnly' : policy.scope === 'allMemberUsers' ? 'allMembers' : policy.scope === 'specificDirectoryUsers' ? 'specific' : null;
  const expiration = expirationOf(policy);
  const targets = subjectsOf(policy.targets);
  const approval = approvalOf(policy);
  if (!who || !expiration || !targets || approval === undefined || policy.automatic || policy.questions || policy.selfRequest !== (who !== 'directOnly')) return null;
  return { name: policy.name, who, targets, approval, expiration };
}

/** For direct assignment alone: nobody comes to it who would not have under the original. */
function directOnly(policy: PackagePolicy): WantedPolicyChoice | null {
  const expiration = expirationOf(policy);
  return expiration && { name: policy.name, who: 'directOnly', targets: [], approval: null, expiration };
}

function expirationOf({ expiration }: PackagePolicy): WantedPolicyChoice['expiration'] | null {
  switch (expiration.type) {
    case 'afterDuration': {
      const days = /^P(\d+)D$/.exec(expiration.duration ?? '')?.[1];
      return days ? { type: 'days', days: Number(days) } : null;
    }
    case 'afterDateTime':
      return expiration.endDateTime ? { type: 'date', date: expiration.endDateTime.slice(0, 10) } : null;
    default:
      return { type: 'never' };
  }
}

/** `undefined` where one stage of named people and groups does not say it. */
function approvalOf({ approvalRequired, stages }: PackagePolicy): WantedPolicyChoice['approval'] | undefined {
  if (!approvalRequired) return null;
  const [stage, ...more] = stages;
  const approvers = stage && subjectsOf(stage.approvers);
  return stage?.days && approvers && approvers.length > 0 && more.length === 0 ? { approvers, days: stage.days } : undefined;
}

function subjectsOf(subjects: PolicySubject[]): SubjectChoice[] | null {
  const choices = subjects.flatMap(({ kind, id }): SubjectChoice[] => (kind === 'person' || kind === 'group' ? [{ kind, id }] : []));
  return choices.length === subjects.length ? choices : null;
}
