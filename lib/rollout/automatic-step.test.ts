import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateRule } from '@/lib/rules/evaluate-rule';
import { formatRule } from '@/lib/rules/format-rule';
import { requireRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import type { RuleSubject } from '@/lib/rules/subject';
import { people, rules } from '@/lib/rules/testing/random-rules';
import { composeStep, doubtsAbout, phaseRuleOf } from './automatic-step';

const RUNS = { numRuns: Number(process.env.RUNS ?? 150), ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) };
const now = new Date('2026-11-23T08:00:00Z');
const selects = (rule: string, person: RuleSubject) => evaluateRule(requireRule(rule), person, { now });

// Short ones, so that several steps keep within a rule's length.
const joinable = rules.filter((rule: Rule) => rule.body.kind !== 'directReports' && rule.body.kind !== 'memberOf' && formatRule(rule).length < 400).map(formatRule);
const staff = fc.array(people, { minLength: 1, maxLength: 8 });

test('a step says of everybody what the live rule or the phase within the target says', () => {
  fc.assert(fc.property(fc.option(joinable), joinable, joinable, staff, (live, phase, target, everybody) => {
    const step = composeStep('widen', { live, phase, target });
    if (!step.ok) throw new Error(step.say);
    const wanted = everybody.map((person) => (live !== null && selects(live, person)) || (selects(phase, person) && selects(target, person)));
    expect(everybody.map((person) => selects(step.rule, person))).toEqual(wanted);
  }), RUNS);
});

test('no step before the last takes anybody out, and the last leaves the target', () => {
  fc.assert(fc.property(fc.option(joinable), fc.array(joinable, { minLength: 1, maxLength: 3 }), joinable, staff, (first, phases, target, everybody) => {
    let live = first;
    for (const phase of phases) {
      const step = composeStep('widen', { live, phase, target });
      if (!step.ok) throw new Error(step.say);
      const before = live;
      expect(everybody.filter((person) => before !== null && selects(before, person) && !selects(step.rule, person))).toEqual([]);
      live = step.rule;
    }
    const last = composeStep('target', { live, phase: phases[0] ?? target, target });
    if (!last.ok) throw new Error(last.say);
    expect(everybody.map((person) => selects(last.rule, person))).toEqual(everybody.map((person) => selects(target, person)));
  }), RUNS);
});

test('a step that is composed again on top of itself stays as it is', () => {
  fc.assert(fc.property(fc.option(joinable), joinable, joinable, (live, phase, target) => {
    const once = composeStep('widen', { live, phase, target });
    expect(once.ok && composeStep('widen', { live: once.rule, phase, target })).toEqual(once);
  }), RUNS);
});

test('a step is written with the rule that is live first', () => {
  const rule = { live: 'user.city -eq "Lagos"', phase: 'user.department -eq "Sales"', target: 'user.userType -eq "Member"' };
  expect([composeStep('widen', rule), composeStep('widen', { ...rule, live: null }), composeStep('target', rule)]).toEqual([
    { ok: true, rule: '(user.city -eq "Lagos") -or ((user.department -eq "Sales") -and (user.userType -eq "Member"))' },
    { ok: true, rule: '(user.department -eq "Sales") -and (user.userType -eq "Member")' },
    { ok: true, rule: 'user.userType -eq "Member"' },
  ]);
});

test('a step longer than a rule may be is refused with its length', () => {
  const cities = Array.from({ length: 100 }, (_, index) => `"Town number ${index}"`).join(', ');
  const step = composeStep('widen', { live: `user.city -in [${cities}]`, phase: 'user.physicalDeliveryOfficeName -eq "x"', target: `user.city -notIn [${cities}]` });
  expect(step).toEqual({ ok: false, say: 'The rule of this step has 3,669 characters, and Entra takes 3,072. Shorten the rules of the phase or the target (-in with a list instead of many -or), or make the last step earlier.' });
});

test('only a cohort of rules can be automatic, and every other is refused with its reason', () => {
  const by = (kind: 'picked' | 'csv' | 'group' | 'sample' | 'rule', rule: string | null = null) => ({ kind, label: 'Ring one', rule });
  const refusals = (['picked', 'csv', 'group', 'sample'] as const).map((kind) => phaseRuleOf([by('rule', 'user.city -eq "Lagos"'), by(kind)]));
  expect(refusals.map((refusal) => (refusal.ok ? '' : refusal.say.split(':')[0]))).toEqual([
    'People picked by hand are a list, not a rule',
    'An imported list is not a rule',
    'The members of a group were frozen as a list, which is not a rule',
    'A sample is drawn, and no rule selects the same people',
  ]);
  expect([phaseRuleOf([by('rule', 'user.city -eq "Lagos"')]), phaseRuleOf([by('rule', 'user.city -eq "Lagos"'), by('rule', 'user.city -eq "Reno"')]), phaseRuleOf([]).ok, phaseRuleOf([by('rule', 'user.city -eq "Lagos"')], 2).ok]).toEqual([
    { ok: true, rule: 'user.city -eq "Lagos"' },
    { ok: true, rule: '(user.city -eq "Lagos") -or (user.city -eq "Reno")' },
    false,
    false,
  ]);
});

test('rules that may only stand alone are refused, and what is not documented is doubted', () => {
  const reports = 'Direct Reports for "b1111111-0000-0000-0000-000000000001"';
  expect([composeStep('widen', { live: null, phase: reports, target: 'user.city -eq "Lagos"' }).ok, doubtsAbout(reports).length, doubtsAbout('user.city -eq "Lagos"')]).toEqual([false, 1, []]);
});
