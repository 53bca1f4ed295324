import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { PackageDesign, PackagePolicy } from '@/lib/authoring/package-design';
import { inTransaction } from '@/lib/db/client';
import { saveGate } from '@/lib/db/gates';
import { bumpPhase, insertPhases, listPhases, stepPhase } from '@/lib/db/phases';
import { insertRollout, lockRollout, replaceRolloutPackages, touchRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { assertAsSeen } from './as-seen';
import { aboutRollout } from './edit-rollout';
import { gateOfTemplate } from './gate-templates';
import type { GateTemplate } from './gate-templates';
import { canChangeCohort } from './phase';
import { chosenOf } from './rollout';
import type { Admin, RolloutPackage } from './rollout';

export type WantedPackage = { packageId: string; policyId: string };

/**
 * Makes a rollout with its packages and phases, all of them drafts.
 * @throws AppError `nameTaken`; `invalid` naming the field; Graph's own.
 */
export async function createRollout(admin: Admin, wanted: { name: string; description: string; packages: WantedPackage[]; phases: string[]; /** The gate each phase begins with, by its place; where none is named, that of a phase nobody set one for. */ gates?: (GateTemplate | null)[] }, graph: Graph = graphFor(admin)): Promise<{ id: string }> {
  const names = wanted.phases.map((name) => name.toLowerCase());
  const taken = names.findIndex((name, index) => names.indexOf(name) < index);
  if (taken >= 0) throw new AppError('invalid', 'two phases of one name', { fields: { [`phase.${taken}`]: `Phase ${names.indexOf(names[taken] ?? '') + 1} has this name already.` } });
  const packages = await readPackages(graph, wanted.packages);
  return inTransaction(async (tx) => {
    const { id } = await insertRollout(tx, { name: wanted.name, description: wanted.description, packages, createdBy: admin.personId, createdByName: admin.name });
    await insertPhases(tx, id, wanted.phases.map((name) => ({ name })), -1);
    for (const { id: phaseId, position } of await listPhases(id, tx)) {
      const template = wanted.gates?.[position];
      if (template) await saveGate(tx, phaseId, gateOfTemplate(template), admin);
    }
    await recordAudit(tx, [{ ...aboutRollout(admin, { id, name: wanted.name }), action: 'rollout.create', after: { packages: packages.map(({ packageName, policyName }) => ({ package: packageName, policy: policyName })), phases: wanted.phases, ...(wanted.gates?.some(Boolean) ? { gates: wanted.gates } : {}) } }]);
    return { id };
  });
}

/**
 * Changes which packages a rollout brings and under which policies. Phases that were rehearsed and have not started are
 * drafts again.
 * @param seen what the form was made of
 * @throws AppError `notFound`; `conflict` once a phase has started, or where they were changed since they were seen; `invalid`; Graph's own.
 */
export async function changePackages(admin: Admin, rolloutId: string, wanted: WantedPackage[], graph: Graph = graphFor(admin), seen?: string): Promise<void> {
  const packages = await readPackages(graph, wanted);
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    const phases = await listPhases(rolloutId, tx);
    const started = phases.find((phase) => !canChangeCohort(phase.state));
    if (started || rollout.state === 'abandoned' || rollout.state === 'finished') throw new AppError('conflict', `rollout ${rolloutId} has started`, { say: 'A phase of this rollout has started, so its packages stay as they are.' });
    await assertAsSeen(tx, seen, chosenOf(rollout.packages), { ...aboutRollout(admin, rollout), action: 'rollout.change', what: 'these packages' });
    await replaceRolloutPackages(tx, rolloutId, packages);
    for (const phase of phases) {
      await bumpPhase(tx, phase.id);
      if (phase.state !== 'draft') await stepPhase(tx, phase.id, phase.state, 'draft');
    }
    await touchRollout(tx, rolloutId);
    const said = (list: RolloutPackage[]): unknown => list.map(({ packageName, policyName }) => ({ package: packageName, policy: policyName }));
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'rollout.change', before: { packages: said(rollout.packages) }, after: { packages: said(packages) } }]);
  });
}

/** The packages as the tenant has them now, each with the policy that was chosen for it. */
async function readPackages(graph: Graph, wanted: WantedPackage[]): Promise<RolloutPackage[]> {
  if (new Set(wanted.map((each) => each.packageId)).size < wanted.length) throw new AppError('invalid', 'one package twice', { fields: { packages: 'A package is named twice.' } });
  const designs = await loadPackageDesign(graph, wanted.map((each) => each.packageId));
  return wanted.map(({ packageId, policyId }) => {
    const design = designs.get(packageId);
    if (!design) throw new AppError('invalid', `no package ${packageId}`, { fields: { packages: 'A chosen package is no longer in the tenant.' } });
    const policy = design.policies.find((each) => each.id === policyId);
    if (!policy) throw new AppError('invalid', `package ${packageId} has no policy ${policyId}`, { fields: { packages: `Choose the policy “${design.name}” is assigned under.` } });
    if (policy.automatic) throw new AppError('invalid', `policy ${policyId} is automatic`, { fields: { packages: `“${policy.name}” assigns by its own rule. Choose another policy for “${design.name}”.` } });
    return { packageId, packageName: design.name, catalogId: design.catalogId, catalogName: design.catalogName, policyId, policyName: policy.name };
  });
}

/** Why a direct assignment under this policy would not simply go through, or null when it would. */
function policyWarning(policy: PackagePolicy): string | null {
  if (policy.automatic) return 'Assigns by its own rule; nobody can be assigned under it.';
  if (policy.approvalRequired) return 'Asks for an approval; the rehearsal blocks everybody, or their requests would wait for the approvers.';
  if (policy.questions) return 'Asks questions that only the person can answer.';
  return null;
}

/** The policies of a package for direct assignment: those that take anybody first, those with a warning last. */
export function policyChoices(design: PackageDesign): { policy: PackagePolicy; warning: string | null }[] {
  const rank = ({ policy, warning }: { policy: PackagePolicy; warning: string | null }): number => (policy.automatic ? 3 : warning ? 2 : policy.scope === 'notSpecified' ? 0 : 1);
  return design.policies.map((policy) => ({ policy, warning: policyWarning(policy) })).sort((a, b) => rank(a) - rank(b) || a.policy.name.localeCompare(b.policy.name));
}
