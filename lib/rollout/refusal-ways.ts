import 'server-only';
import { getPhase, listPhases } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { getRollout } from '@/lib/db/rollouts';
import { findSignOff } from '@/lib/db/sign-offs';
import { draftClone, loadCloneSource } from '@/lib/authoring/clone-package';
import { LONGEST } from '@/lib/authoring/object-texts';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { removeMembers } from './change-cohort';
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
      return { id: packageId, name: packageName, copyName: `${packageName} without ${signOff.resource.name}`.slice(0, LONGEST.name), refusal: others ? null : `“${packageName}” gives nothing else, so there is nothing to copy. Take it out of the rollout.` };
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
 * Drafts a copy of a package without the resource that was refused. Once it is applied, the copy takes the package's place
 * in the rollout, as long as no phase of it has started. Policies that give the package by a rule of their own are not copied,
 * nor any that cannot be copied whole.
 * @throws AppError `notFound`, `conflict`, `nameTaken`, `invalid`; Graph's own
 */
export async function draftWithoutRefused(admin: Actor, wanted: { signOffId: string; packageId: string; name: string }, graph: Graph = graphFor(admin)): Promise<{ draftId: string; policiesLeft: string[] }> {
  const signOff = await requireRefused(wanted.signOffId);
  const phase = await getPhase(signOff.phaseId);
  const [rollout, phases] = await Promise.all([getRollout(phase.rolloutId), listPhases(phase.rolloutId)]);
  const original = rollout.packages.find((each) => each.packageId === wanted.packageId);
  if (!original) throw new AppError('conflict', `package ${wanted.packageId} is not in rollout ${rollout.id}`, { say: 'The rollout does not bring this package any more. Reload the page.' });
  const { design, roles, policies } = await loadCloneSource(graph, original.packageId, null);
  const kept = roles.filter((role) => resourceKey(role) !== resourceKey(signOff.resource));
  if (kept.length === 0) throw new AppError('conflict', `nothing is left of ${design.id}`, { say: `“${design.name}” gives nothing else, so there is nothing to copy.` });
  const copied = policies.filter(({ automatic, refusal }) => !automatic && !refusal);
  const policy = copied.find(({ id }) => id === original.policyId);
  if (!policy) throw new AppError('conflict', `policy ${original.policyId} of ${design.id} cannot be copied`, { say: 'The policy this rollout assigns under cannot be copied. Make the package by hand.' });
  const swaps = phases.every((each) => canChangeCohort(each.state));
  const { draftId } = await draftClone(admin, graph, { newName: wanted.name, ...(swaps ? { standIn: { rolloutId: rollout.id, insteadOf: original.packageId, underPolicy: policy.name } } : {}) }, {
    packageId: design.id, catalog: { id: design.catalogId }, name: wanted.name, description: design.description || design.name, hidden: design.hidden, roles: kept.map(({ id }) => id), policies: copied.map(({ id }) => id), add: [],
  });
  return { draftId, policiesLeft: design.policies.filter(({ id }) => !copied.some((each) => each.id === id)).map(({ name }) => name) };
}
