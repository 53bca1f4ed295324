/** What the steps of a review take from people, in sentences, so that it is asked about before they go out. Pure. */
import { calledAs } from './draft';
import type { WantedOf } from './draft';
import { removes } from './plan-draft';
import type { PlannedStep } from './plan-draft';
import { hoursOf } from './policy-amount';
import { formOf } from './policy-form';
import { people } from './role-effect';
import type { EffectCount } from './role-effect';
import { leavesAfter, ruleChangeOf } from './rule-reach';
import type { RuleChange, RuleReach } from './rule-reach';

/** What was counted of steps, by key; of what is in neither nobody knows how many it concerns. */
export type CountedLosses = { rules: ReadonlyMap<string, RuleReach>; roles: ReadonlyMap<string, EffectCount> };

/**
 * What each step that takes something away takes, and from how many: a rule that lets people go, a role that goes, what is
 * removed or closed. `said` is what else is told of a step.
 */
export function lossesOf(steps: readonly PlannedStep[], counted: CountedLosses, said: (step: PlannedStep) => string | null): string[] {
  return steps.flatMap((step) => {
    if (removes(step)) return [[step.words, said(step), roleLoss(step, counted.roles.get(step.key))].filter(Boolean).join('. ')];
    if (step.kind === 'policy' && step.operation === 'update') return policyLoss(step, counted.rules.get(step.key)) ?? [];
    if (step.kind === 'settings') return settingsLoss(step) ?? [];
    return [];
  });
}

function roleLoss({ kind, affects }: PlannedStep, count: EffectCount | undefined): string | null {
  if (kind !== 'packageRole') return null;
  if (!count) return affects && affects.count > 0 ? `Of ${people(affects.count)}${affects.more ? ' or more' : ''} who ${affects.count === 1 ? 'has' : 'have'} the package it is not counted who loses it` : null;
  const { loses, unknown } = count.verdicts;
  const said = [...(loses > 0 ? [`${people(loses)} ${loses === 1 ? 'loses' : 'lose'} it for good`] : []), ...(unknown > 0 ? [`whether ${people(unknown)} ${unknown === 1 ? 'loses' : 'lose'} it is not known`] : [])].join(', ');
  return said && `${said.replace(/^./, (first) => first.toUpperCase())}${count.more ? ', of those who were looked at' : ''}`;
}

function policyLoss({ before, wanted, objectId }: PlannedStep, reach: RuleReach | undefined): string | null {
  const [was, is] = [before, wanted] as [WantedOf['policy'], WantedOf['policy']];
  const name = `“${calledAs(is.package, 'the package')}”`;
  const change = ruleChangeOf({ packageId: null, policyId: objectId }, was.document, is.document);
  if (change) return change.before === null ? null : leavingLoss(change, name, reach);
  const [from, to] = [formOf(was.document), formOf(is.document)];
  if (from.scope !== 'automatic' || to.scope !== 'automatic' || !to.automatic.removes) return null;
  const [earlier, now] = [hoursOf(from.automatic.grace) ?? 0, hoursOf(to.automatic.grace) ?? 0];
  const loses = `Whoever no longer matches the rule loses ${name}`;
  if (!from.automatic.removes) return `${loses} ${graceWords(now)}, who kept it until it ended`;
  return now < earlier ? `${loses} ${graceWords(now)} instead of ${graceWords(earlier)}` : null;
}

const graceWords = (hours: number): string => leavesAfter(hours === 0 ? null : hours % 24 === 0 ? `P${hours / 24}D` : `PT${hours}H`);

function leavingLoss({ after, removes: takes, grace }: RuleChange, name: string, reach: RuleReach | undefined): string | null {
  if (after !== null && !takes) return null;
  const ends = after === null ? `${name} by the rule, and what becomes of that is not documented` : `${name} ${leavesAfter(grace)}`;
  const [loses, lose] = after === null ? ['has', 'have'] : ['loses', 'lose'];
  if (!reach?.counted || reach.leaves === null) return `Whoever no longer matches the rule ${loses} ${ends}; how many is not counted`;
  const { leaves: { count }, given } = reach;
  if (count === 0) return null;
  if (!given) return `Of ${people(count)} who no longer ${count === 1 ? 'matches' : 'match'}, whoever has the package by this policy ${loses} ${ends}; how many is not known`;
  const told = given.byThis > 0 ? `${people(given.byThis)} ${given.byThis === 1 ? loses : lose} ${ends}` : null;
  const open = given.notTold > 0 ? `of ${people(given.notTold)} it is not told whether they have ${name} by this policy and ${lose} it` : null;
  return [told, told ? open : (open?.replace(/^./, (first) => first.toUpperCase()) ?? null)].filter(Boolean).join(', ') || null;
}

const LIFECYCLE = ['none', 'blockSignIn', 'blockSignInAndDelete'] as const;

function settingsLoss({ before, wanted }: PlannedStep): string | null {
  if (!before || !wanted || !('externalUserLifecycleAction' in before) || !('externalUserLifecycleAction' in wanted)) return null;
  const [was, is] = [before, wanted].map(({ externalUserLifecycleAction }) => LIFECYCLE.indexOf(externalUserLifecycleAction)) as [number, number];
  const sooner = is === 2 && was === 2 && (wanted.daysUntilDeleted ?? Infinity) < (before.daysUntilDeleted ?? Infinity);
  if (is <= was && !sooner) return null;
  return is === 1 ? 'Externals who lose their last package cannot sign in any more' : `Externals who lose their last package are deleted${wanted.daysUntilDeleted === null ? '' : ` after ${wanted.daysUntilDeleted} days`}`;
}
