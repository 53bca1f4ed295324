import 'server-only';
import { getPhase, listPhases } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { getRollout } from '@/lib/db/rollouts';
import { findSignOff } from '@/lib/db/sign-offs';
import { clonePackage } from '@/lib/authoring/clone-package';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { removeMembers } from './change-cohort';
import { changePackages } from './create-rollout';
import { canChangeCohort } from './phase';
import type { Admin } from './rollout';
import type { SignOff } from './sign-off';
import { contentOf, peopleOf, resourceKey } from './signed-content';

/** What can be done about a refusal. */
export type RefusalWays = {
  phaseId: string;
  phaseName: string;
  rolloutHref: string;
  /** Who would gain the resource. */
  people: number;
  /** Packages of the phase that hand it out; `refusal` says why there can be no copy without it. */
  packages: { id: string; name: string; copyName: string; refusal: string | null }[];
  /** A copy takes the package's place in the rollout. */
  swaps: boolean;
  /** To ask once more for the same; null where the phase was not rehearsed since it changed. */
  rehearsalHash: string | null;
};

/** The ways out of a refusal that stands in a phase that has not started, or null. */
export async function loadRefusalWays(signOff: SignOff): Promise<RefusalWays | null> {
  const phase = await getPhase(signOff.phaseId);
  if (!canChangeCohort(phase.state)) return null;
  const [rehearsal, newest, phases] = await Promise.all([getRehearsal(signOff.rehearsalId), latestRehearsal(phase.id), listPhases(phase.rolloutId)]);
  const content = contentOf(rehearsal, signOff.resource);
  const key = resourceKey(signOff.resource);
  return {
    phaseId: phase.id,
    phaseName: phase.name,
    rolloutHref: `/rollouts/${phase.rolloutId}?phase=${phase.id}`,
    people: peopleOf(content).length,
    packages: content.packages.map(({ packageId, packageName }) => {
      const others = rehearsal.design.packages.find((each) => each.packageId === packageId)?.roles.some((role) => resourceKey(role) !== key);
      return { id: packageId, name: packageName, copyName: `${packageName} without ${signOff.resource.name}`.slice(0, 120), refusal: others ? null : `“${packageName}” gives nothing else, so there is nothing to copy. Take it out of the rollout.` };
    }),
    swaps: phases.every((each) => canChangeCohort(each.state)),
    rehearsalHash: newest && newest.phaseRevision === phase.revision && (phase.state === 'rehearsed' || phase.state === 'signed') ? newest.hash : null,
  };
}

async function requireRefused(signOffId: string): Promise<SignOff> {
  const signOff = await findSignOff(signOffId);
  if (!signOff) throw new AppError('notFound', `no sign-off ${signOffId}`);
  if (signOff.state !== 'refused') throw new AppError('conflict', `sign-off ${signOffId} is ${signOff.state}`, { say: 'This refusal does not stand any more. Reload the page.' });
  return signOff;
}

/** Takes everybody out of the phase who would gain what was refused. @throws AppError `notFound`, `conflict` */
export async function takeOutRefused(admin: Admin, signOffId: string): Promise<{ removed: number }> {
  const signOff = await requireRefused(signOffId);
  const content = contentOf(await getRehearsal(signOff.rehearsalId), signOff.resource);
  return removeMembers(admin, signOff.phaseId, peopleOf(content));
}

/**
 * Makes a copy of a package without the resource that was refused, and brings it instead in the rollout, as long as no
 * phase of it has started. Safe to run again.
 * @throws AppError `notFound`, `conflict`, `nameTaken`, `invalid`; Graph's own
 */
export async function cloneWithoutRefused(admin: Actor, wanted: { signOffId: string; packageId: string; name: string }, graph: Graph = graphFor(admin)): Promise<{ packageId: string; swapped: boolean; policiesLeft: string[] }> {
  const signOff = await requireRefused(wanted.signOffId);
  const phase = await getPhase(signOff.phaseId);
  const [rollout, phases] = await Promise.all([getRollout(phase.rolloutId), listPhases(phase.rolloutId)]);
  const original = rollout.packages.find((each) => each.packageId === wanted.packageId);
  if (!original) throw new AppError('conflict', `package ${wanted.packageId} is not in rollout ${rollout.id}`, { say: 'The rollout does not bring this package any more. Reload the page.' });
  const copy = await clonePackage(admin, graph, { packageId: original.packageId, name: wanted.name, without: signOff.resource, policyId: original.policyId });
  const swapped = phases.every((each) => canChangeCohort(each.state));
  if (swapped) await changePackages(admin, rollout.id, rollout.packages.map((each) => (each.packageId === original.packageId ? { packageId: copy.packageId, policyId: copy.policyId } : { packageId: each.packageId, policyId: each.policyId })), graph);
  return { packageId: copy.packageId, swapped, policiesLeft: copy.policiesLeft };
}
