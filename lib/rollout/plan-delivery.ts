import 'server-only';
import { listSources } from '@/lib/db/cohort-sources';
import { getDelivery } from '@/lib/db/phase-delivery';
import { findTarget } from '@/lib/db/rollout-targets';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import type { PackageDesign } from '@/lib/authoring/package-design';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { composeStep, doubtsAbout, phaseRuleOf } from './automatic-step';
import type { ReadPackage } from './change-set';
import { NO_TARGET } from './choose-delivery';
import type { CohortMember, CohortSource } from './cohort';
import { countWords } from './count-words';
import { MOST_BY_RULE, MOST_NAMED, graceOf, modeOf } from './delivery';
import type { AutomaticPolicyState, DeliverySettings } from './delivery';
import type { RolloutPackage } from './rollout';
import { byText } from './text-order';
import { leftOutAmong, selectByRules, someNames } from './select-by-rules';
import type { Selection } from './select-by-rules';

/** What decides how a phase is delivered, as it is kept. */
export type DeliveryPlan = { settings: DeliverySettings; sources: readonly CohortSource[]; cohort: readonly CohortMember[]; targetRule: string | null; /** Rollout and phase, for what is named after them. */ title: string };

/** Refused with the sentence people read; nothing is rehearsed of a step that could not be done. */
function refuse(what: string, say: string): never {
  throw new AppError('conflict', what, { say });
}

/** The automatic policy of a package; Entra has one at most. */
export function automaticPolicyOf(design: PackageDesign): PackageDesign['policies'][number] | undefined {
  return design.policies.find((policy) => policy.automatic);
}

/** What a policy gives by, as it is now. */
function automaticState(policy: PackageDesign['policies'][number]): AutomaticPolicyState {
  return { rule: policy.targets.find((target) => target.kind === 'rule')?.id || null, removesOnLeave: policy.leaving?.removed ?? false, grace: policy.leaving?.grace ?? null };
}

/** What decides a phase's delivery, read together. */
export async function loadDeliveryPlan(phase: { id: string; name: string; rolloutId: string; rolloutName: string }, cohort: readonly CohortMember[]): Promise<DeliveryPlan> {
  const [settings, sources, target] = await Promise.all([getDelivery(phase.id), listSources(phase.id), findTarget(phase.rolloutId)]);
  return { settings, sources, cohort, targetRule: target?.rule ?? null, title: `${phase.rolloutName}, ${phase.name}` };
}

/** What is automatic goes under the package's automatic policy, whatever policy its direct assignments have. */
export async function underTheirPolicies(graph: Graph, packages: RolloutPackage[], { settings }: DeliveryPlan): Promise<RolloutPackage[]> {
  const automatic = packages.filter((each) => modeOf(settings, each.packageId) === 'automatic');
  if (automatic.length === 0) return packages;
  return withPolicies(packages, settings, await loadPackageDesign(graph, automatic.map((each) => each.packageId)));
}

function withPolicies(packages: RolloutPackage[], settings: DeliverySettings, designs: ReadonlyMap<string, PackageDesign>): RolloutPackage[] {
  return packages.map((each) => {
    const design = designs.get(each.packageId);
    if (!design || modeOf(settings, each.packageId) !== 'automatic') return each;
    const policy = automaticPolicyOf(design);
    return policy ? { ...each, policyId: policy.id, policyName: policy.name } : each;
  });
}

/**
 * What the phase does to the policy of each package it does not assign: the rule before and after with whom it selects by
 * today's list, or whom a policy is opened to and what they will cause. Writes nothing.
 * @throws AppError `conflict` with the reason where a step cannot be done as it is set; Graph's own.
 */
export async function planDelivery(graph: Graph, read: ReadPackage[], plan: DeliveryPlan): Promise<ReadPackage[]> {
  const modes = read.map((each) => modeOf(plan.settings, each.packageId));
  const steps = read.map((each, index) => (modes[index] === 'automatic' && each.design ? stepOf(each, each.design, plan) : null));
  const composed = steps.flatMap((step) => step ?? []);
  const found = composed.length > 0 ? await selectedBy(graph, composed, plan.cohort) : [];
  const whole = await Promise.all(read.map((each, index) => wholePolicy(graph, each, steps[index] ?? null, modes[index] === 'invite')));
  return read.map((each, index): ReadPackage => {
    const step = steps[index];
    const policy = whole[index] ?? null;
    if (step) {
      const selection = found[composed.indexOf(step)];
      if (!selection) throw new Error('a step was composed and not judged');
      const { settings } = plan;
      const { after, joining, leaving } = selection;
      return { ...each, ...(step.policyId ? {} : { policy: madePolicy(each.policy) }), selected: after, delivery: { mode: 'automatic', step: settings.step, before: step.before, after: step.after, selected: after.size, joining: joining.length, leaving: leaving.map(({ id }) => id).sort(), ...(leaving.length > 0 ? { leavers: [...leaving].sort((a, b) => a.name.localeCompare(b.name) || byText(a.id, b.id)) } : {}), tolerancePercent: settings.tolerancePercent, doubts: doubtsOf(step, each, selection), ...(step.policyId ? {} : { makes: MADE_POLICY }), policy } };
    }
    return modes[index] === 'invite' && each.design && each.policy ? { ...each, delivery: { ...inviteOf(each, each.design, plan), policy } } : each;
  });
}

/** The policy that a step changes, whole; null where it makes one, or changes none. What was composed from its rule has to be what it says still. */
async function wholePolicy(graph: Graph, { policy, policyId, packageName }: ReadPackage, step: Step | null, invites: boolean): Promise<PolicyDocument | null> {
  const id = step ? step.policyId : invites && policy ? policyId : null;
  if (!id) return null;
  const { document } = await getWholePolicy(graph, id);
  const rules = (document.specificAllowedTargets as { membershipRule?: string }[] | null)?.flatMap(({ membershipRule }) => membershipRule ?? []) ?? [];
  if (step && (step.before.rule ?? '') !== (rules[0] ?? '')) refuse(`policy ${id} changed while it was read`, `The automatic policy of “${packageName}” changed while the phase was being rehearsed. Rehearse it again.`);
  return document;
}

type Step = { packageName: string; policyId: string | null; before: AutomaticPolicyState; after: AutomaticPolicyState & { rule: string } };

function stepOf(read: ReadPackage, design: PackageDesign, { settings, sources, cohort, targetRule }: DeliveryPlan): Step {
  const policy = automaticPolicyOf(design);
  if (targetRule === null) refuse('the rollout has no rule as its target', NO_TARGET);
  const phase = phaseRuleOf(sources, cohort.filter((member) => member.takenIn).length);
  if (!phase.ok) refuse('the cohort is no rule', phase.say);
  const before = policy ? automaticState(policy) : { rule: null, removesOnLeave: false, grace: null };
  const composed = composeStep(settings.step, { live: before.rule, phase: phase.rule, target: targetRule });
  if (!composed.ok) refuse(`no rule for package ${read.packageId}`, `“${read.packageName}”: ${composed.say}`);
  const removes = settings.step === 'target';
  // While widening the grace period stays as it is: nobody is removed, so it says nothing.
  return { packageName: read.packageName, policyId: policy?.id ?? null, before, after: { rule: composed.rule, removesOnLeave: removes, grace: removes ? graceOf(settings.graceHours) : before.grace } };
}

/** Whom the rules of these steps select. Accounts the cohort leaves out must not come in by a rule. */
async function selectedBy(graph: Graph, steps: readonly Step[], cohort: readonly CohortMember[]): Promise<Selection[]> {
  const members = new Set(cohort.map((member) => member.personId));
  const { found, tell } = await selectByRules(graph, steps.map(({ before, after }) => ({ before: before.rule, after: after.rule })), steps.map(() => members));
  const others = [...new Map(found.flatMap(({ strangers }) => strangers.map((account) => [account.id, account]))).values()];
  const leftOut = leftOutAmong(others, tell);
  if (leftOut) refuse(`a rule selects ${others.length} accounts that are left out`, `The rule would also give it to ${leftOut}. A cohort leaves such accounts out, and a rule cannot. Add a condition to the rule, such as user.accountEnabled -eq true, that keeps them out.`);
  if (others.length > 0) refuse(`a rule selects ${others.length} people beside the cohort`, `The rule selects ${countWords(others.length, 'person', 'people')} who ${others.length === 1 ? 'is' : 'are'} not in the cohort: ${someNames(others)}. Add the rule to the cohort again, so that everybody it gives something to is looked at, then rehearse.`);
  found.forEach(({ after }, index) => {
    if (after.size > MOST_BY_RULE) refuse(`a rule of ${after.size} people`, `“${steps[index]?.packageName ?? ''}”: the rule selects ${after.size.toLocaleString('en-GB')} people, and an automatic policy serves ${MOST_BY_RULE.toLocaleString('en-GB')}: the rest may get nothing.`);
  });
  return found;
}

function doubtsOf(step: Step, read: ReadPackage, { after, before, disabled }: Selection): string[] {
  const doubts = doubtsAbout(step.after.rule);
  if (disabled > 0) doubts.push(`${disabled === 1 ? 'One of those it comes to is a disabled account' : `${disabled.toLocaleString('en-GB')} of those it comes to are disabled accounts`}. Whether a rule gives ${disabled === 1 ? 'it' : 'them'} the package is not documented.`);
  for (const { kind, name, holders } of read.conflicts) {
    const many = [...(holders ?? [])].filter((id) => after.has(id) && !before.has(id)).length;
    if (many > 0) doubts.push(`${countWords(many, 'person', 'people')} it comes to ${many === 1 ? 'has' : 'have'} ${kind === 'package' ? `the package “${name}”` : `the group “${name}”`}, which excludes it. Whether that keeps a rule from giving it is not documented.`);
  }
  return doubts;
}

/** What an automatic policy is called that a run makes. */
const MADE_POLICY = 'By rule';

/** What is made gives the package without an end, whatever the policy for direct assignments says. */
function madePolicy(policy: ReadPackage['policy']): ReadPackage['policy'] {
  return policy && { ...policy, name: MADE_POLICY, automatic: true, expiration: { type: 'noExpiration', duration: null, endDateTime: null } };
}

/** A group's name has at most so many characters. */
const LONGEST_GROUP_NAME = 256;

const CLOSED_OR_NAMED = ['notSpecified', 'specificDirectoryUsers'];

function inviteOf(read: ReadPackage, design: PackageDesign, { cohort, sources, title }: DeliveryPlan): NonNullable<ReadPackage['delivery']> {
  const policy = design.policies.find((each) => each.id === read.policyId);
  if (!policy) refuse(`policy ${read.policyId} is gone`, `The policy “${read.policyName}” was removed.`);
  if (policy.automatic) refuse(`policy ${policy.id} is automatic`, `“${policy.name}” assigns by its own rule; nobody can be invited under it.`);
  if (!CLOSED_OR_NAMED.includes(policy.scope)) refuse(`policy ${policy.id} is open`, `“${policy.name}” of “${read.packageName}” is open to more people than this cohort already, so there is nothing to open. Choose a policy for named people, or assign.`);
  const known = new Set(policy.targets.map((target) => target.id));
  const asking = cohort.filter((member) => !read.assigned.has(member.personId) && !read.requested.has(member.personId));
  const named = policy.targets.length + asking.filter((member) => !known.has(member.personId)).length;
  const approvals = policy.approvalRequired ? { stages: policy.stages.map((stage) => stage.approvers.map(({ name }) => name)), requests: asking.length } : null;
  const before = { scope: policy.scope, targets: policy.targets.length };
  if (named <= MOST_NAMED) return { mode: 'invite', opens: 'people', groupId: null, groupName: null, before, targets: named, approvals };
  const [only] = sources;
  const group = sources.length === 1 && only?.kind === 'group' && only.groupId ? { groupId: only.groupId, groupName: only.label } : { groupId: null, groupName: `${title}: ${read.packageName}`.slice(0, LONGEST_GROUP_NAME) };
  return { mode: 'invite', opens: 'group', ...group, before, targets: policy.targets.length + (group.groupId && known.has(group.groupId) ? 0 : 1), approvals };
}
