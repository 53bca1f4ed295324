import 'server-only';
import { listSources } from '@/lib/db/cohort-sources';
import { getDelivery } from '@/lib/db/phase-delivery';
import { findTarget } from '@/lib/db/rollout-targets';
import { readAccounts } from '@/lib/directory/accounts';
import type { Account } from '@/lib/directory/account-kind';
import { KIND_COUNTED } from '@/lib/directory/account-kind';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { requireRule } from '@/lib/rules/parse-rule';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { composeStep, doubtsAbout, phaseRuleOf } from './automatic-step';
import type { ReadPackage } from './change-set';
import { NO_TARGET } from './choose-delivery';
import type { CohortMember, CohortSource } from './cohort';
import { countWords } from './count-words';
import { MOST_BY_RULE, MOST_NAMED, graceOf, modeOf } from './delivery';
import type { AutomaticPolicyState, DeliverySettings } from './delivery';
import type { RolloutPackage } from './rollout';

/** What decides how a phase is delivered, as it is kept. */
export type DeliveryPlan = { settings: DeliverySettings; sources: readonly CohortSource[]; cohort: readonly CohortMember[]; targetRule: string | null };

/** Refused with the sentence people read; nothing is rehearsed of a step that could not be done. */
function refuse(what: string, say: string): never {
  throw new AppError('conflict', what, { say });
}

/** The automatic policy of a package; Entra has one at most. */
export function automaticPolicyOf(design: PackageDesign): PackageDesign['policies'][number] | undefined {
  return design.policies.find((policy) => policy.automatic);
}

/** What a policy gives by, as it is now. */
export function automaticState(policy: PackageDesign['policies'][number]): AutomaticPolicyState {
  return { rule: policy.targets.find((target) => target.kind === 'rule')?.id || null, removesOnLeave: policy.leaving?.removed ?? false, grace: policy.leaving?.grace ?? null };
}

/** What decides a phase's delivery, read together. */
export async function loadDeliveryPlan(phase: { id: string; rolloutId: string }, cohort: readonly CohortMember[]): Promise<DeliveryPlan> {
  const [settings, sources, target] = await Promise.all([getDelivery(phase.id), listSources(phase.id), findTarget(phase.rolloutId)]);
  return { settings, sources, cohort, targetRule: target?.rule ?? null };
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
    if (!policy) refuse(`package ${design.id} has no automatic policy`, `“${design.name}” has no automatic policy, so no rule can be widened. Make one in Microsoft Entra with the rule of those who have it already, or deliver it another way.`);
    return { ...each, policyId: policy.id, policyName: policy.name };
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
  return read.map((each, index): ReadPackage => {
    const step = steps[index];
    if (step) {
      const selection = found[composed.indexOf(step)];
      if (!selection) throw new Error('a step was composed and not judged');
      const { settings } = plan;
      const { after, before, joining, leaving } = selection;
      return { ...each, selected: after, delivery: { mode: 'automatic', step: settings.step, before: step.before, after: step.after, selected: after.size, joining: joining.length, leaving: [...leaving].sort(), tolerancePercent: settings.tolerancePercent, doubts: doubtsOf(step, each, after, before) } };
    }
    return modes[index] === 'invite' && each.design && each.policy ? { ...each, delivery: inviteOf(each, each.design, plan) } : each;
  });
}

type Step = { packageName: string; before: AutomaticPolicyState; after: AutomaticPolicyState & { rule: string } };

function stepOf(read: ReadPackage, design: PackageDesign, { settings, sources, cohort, targetRule }: DeliveryPlan): Step {
  const policy = automaticPolicyOf(design);
  if (!policy) refuse(`package ${design.id} has no automatic policy`, `“${design.name}” has no automatic policy any more.`);
  if (targetRule === null) refuse('the rollout has no rule as its target', NO_TARGET);
  const phase = phaseRuleOf(sources, cohort.filter((member) => member.takenIn).length);
  if (!phase.ok) refuse('the cohort is no rule', phase.say);
  const before = automaticState(policy);
  const composed = composeStep(settings.step, { live: before.rule, phase: phase.rule, target: targetRule });
  if (!composed.ok) refuse(`no rule for package ${read.packageId}`, `“${read.packageName}”: ${composed.say}`);
  const removes = settings.step === 'target';
  // While widening the grace period stays as it is: nobody is removed, so it says nothing.
  return { packageName: read.packageName, before, after: { rule: composed.rule, removesOnLeave: removes, grace: removes ? graceOf(settings.graceHours) : before.grace } };
}

type Selection = { before: Set<string>; after: Set<string>; joining: string[]; leaving: string[] };

/** Goes once through everybody and says whom each step's rules select, before and after. Accounts the cohort leaves out must not come in by a rule. */
async function selectedBy(graph: Graph, steps: readonly Step[], cohort: readonly CohortMember[]): Promise<Selection[]> {
  const rules = steps.map(({ before, after }) => ({ before: before.rule === null ? null : requireRule(before.rule), after: requireRule(after.rule) }));
  const compiled = rules.map(({ before, after }) => ({ before: before ? compileRule(before) : () => false, after: compileRule(after) }));
  const found = steps.map((): Selection => ({ before: new Set(), after: new Set(), joining: [], leaving: [] }));
  const { rules: kinds, tell, now } = await openKindTeller();
  const { pages } = await readAccounts(graph, { kind: 'everybody' }, [...rules.flatMap(({ before, after }) => (before ? [before, after] : [after])), ...kinds]);
  const members = new Set(cohort.map((member) => member.personId));
  const others = new Map<string, Account>();
  for await (const { accounts } of pages) {
    for (const account of accounts) {
      compiled.forEach((rule, index) => {
        const selection = found[index] as Selection;
        const [was, is] = [rule.before(account.attributes, now.getTime()), rule.after(account.attributes, now.getTime())];
        if (was) selection.before.add(account.id);
        if (is) selection.after.add(account.id);
        if (was && !is) selection.leaving.push(account.id);
        if (!is || was) return;
        selection.joining.push(account.id);
        if (!members.has(account.id)) others.set(account.id, account);
      });
    }
  }
  assertNobodyElse([...others.values()], tell);
  found.forEach(({ after }, index) => {
    if (after.size > MOST_BY_RULE) refuse(`a rule of ${after.size} people`, `“${steps[index]?.packageName ?? ''}”: the rule selects ${after.size.toLocaleString('en-GB')} people, and an automatic policy serves ${MOST_BY_RULE.toLocaleString('en-GB')}: the rest may get nothing.`);
  });
  return found;
}

/** A rule cannot leave anybody out by name: whoever it selects beside the cohort would be given the package unseen. */
function assertNobodyElse(others: Account[], tell: (account: Account) => { kind: keyof typeof KIND_COUNTED } | null): void {
  if (others.length === 0) return;
  const kinds = new Map<string, number>();
  for (const account of others) {
    const kind = tell(account)?.kind;
    if (kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  if (kinds.size > 0) {
    const said = [...kinds].map(([kind, many]) => countWords(many, ...KIND_COUNTED[kind as keyof typeof KIND_COUNTED])).join(', ');
    refuse(`a rule selects ${others.length} accounts that are left out`, `The rule would also give it to ${said}: ${names(others.filter((account) => tell(account)))}. A cohort leaves such accounts out, and a rule cannot. Add a condition to the rule, such as user.accountEnabled -eq true, that keeps them out.`);
  }
  refuse(`a rule selects ${others.length} people beside the cohort`, `The rule selects ${countWords(others.length, 'person', 'people')} who ${others.length === 1 ? 'is' : 'are'} not in the cohort: ${names(others)}. Add the rule to the cohort again, so that everybody it gives something to is looked at, then rehearse.`);
}

function names(accounts: Account[]): string {
  const some = accounts.slice(0, 3).map(({ name }) => name);
  return accounts.length > 3 ? `${some.join(', ')} and ${(accounts.length - 3).toLocaleString('en-GB')} more` : some.join(', ');
}

function doubtsOf(step: Step, read: ReadPackage, after: ReadonlySet<string>, before: ReadonlySet<string>): string[] {
  const doubts = doubtsAbout(step.after.rule);
  for (const { kind, name, holders } of read.conflicts) {
    const many = [...(holders ?? [])].filter((id) => after.has(id) && !before.has(id)).length;
    if (many > 0) doubts.push(`${countWords(many, 'person', 'people')} it comes to ${many === 1 ? 'has' : 'have'} ${kind === 'package' ? `the package “${name}”` : `the group “${name}”`}, which excludes it. Whether that keeps a rule from giving it is not documented.`);
  }
  return doubts;
}

const CLOSED_OR_NAMED = ['notSpecified', 'specificDirectoryUsers'];

function inviteOf(read: ReadPackage, design: PackageDesign, { cohort, sources }: DeliveryPlan): NonNullable<ReadPackage['delivery']> {
  const policy = design.policies.find((each) => each.id === read.policyId);
  if (!policy) refuse(`policy ${read.policyId} is gone`, `The policy “${read.policyName}” was removed.`);
  if (policy.automatic) refuse(`policy ${policy.id} is automatic`, `“${policy.name}” assigns by its own rule; nobody can be invited under it.`);
  if (!CLOSED_OR_NAMED.includes(policy.scope)) refuse(`policy ${policy.id} is open`, `“${policy.name}” of “${read.packageName}” is open to more people than this cohort already, so there is nothing to open. Choose a policy for named people, or assign.`);
  const known = new Set(policy.targets.map((target) => target.id));
  const named = policy.targets.length + cohort.filter((member) => !known.has(member.personId)).length;
  const approvals = policy.approvalRequired ? { stages: policy.stages.map((stage) => stage.approvers.map(({ name }) => name)), requests: cohort.filter((member) => !read.assigned.has(member.personId) && !read.requested.has(member.personId)).length } : null;
  const before = { scope: policy.scope, targets: policy.targets.length };
  if (named <= MOST_NAMED) return { mode: 'invite', opens: 'people', groupId: null, groupName: null, before, targets: named, approvals };
  const [only] = sources;
  if (sources.length !== 1 || only?.kind !== 'group' || !only.groupId) {
    refuse(`${named} people to name in policy ${policy.id}`, `“${policy.name}” would have to name ${named.toLocaleString('en-GB')} people, and a policy names ${MOST_NAMED} at most. Beyond that it is opened to a group: put the people into one group and make the cohort of that group alone.`);
  }
  return { mode: 'invite', opens: 'group', groupId: only.groupId, groupName: only.label, before, targets: policy.targets.length + (known.has(only.groupId) ? 0 : 1), approvals };
}
