import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributesOf } from './attributes-of';
import { OPERATORS } from './attributes';
import { compileRule, evaluateRule } from './evaluate-rule';
import { explainRule } from './explain-rule';
import { formatRule } from './format-rule';
import { parseRule, requireRule } from './parse-rule';
import type { Rule, Value } from './rule';
import { bare } from './testing/bare';
import { naivelySelects } from './testing/naive-evaluator';
import { people, rules } from './testing/random-rules';

/** Another thousand each time; a failure tells its seed, and `SEED=… RUNS=…` goes through as many as are wanted from one. */
const RUNS = { numRuns: Number(process.env.RUNS ?? 1000), ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) };
const span = { start: 0, end: 0 };
const NOW = Date.parse('2026-11-23T08:00:00Z');

test('a rule that is written out and read again is the same rule', () => {
  fc.assert(fc.property(rules, (rule) => {
    expect(bare(requireRule(formatRule(rule)))).toEqual(bare(rule));
  }), RUNS);
});

test('writing a rule that was read changes it once and then never again', () => {
  fc.assert(fc.property(rules, (rule) => {
    const written = formatRule(rule);
    expect(formatRule(requireRule(written))).toBe(written);
  }), RUNS);
});

test('the evaluator, its explanation and a second evaluator agree on any rule and person', () => {
  fc.assert(fc.property(rules, people, (rule, person) => {
    const read = requireRule(formatRule(rule));
    const wanted = naivelySelects(rule, person, NOW);
    const now = new Date(NOW);
    expect({ evaluated: evaluateRule(read, person, { now }), explained: explainRule(read, person, { now }).value }).toEqual({ evaluated: wanted, explained: wanted });
  }), RUNS);
});

test('both evaluators agree on every operator of one attribute, where texts are much alike', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', ' '), maxLength: 3 });
  const alike = fc.constantFrom(...OPERATORS.text).chain((operator) => fc.array(letters, { minLength: 1, maxLength: 2 }).map((texts): Rule => {
    const [first = ''] = texts;
    const value: Value = operator.toLowerCase().endsWith('in') ? { type: 'list', items: texts.map((written) => ({ type: 'text', text: written })) } : { type: 'text', text: first };
    return { objectType: 'user', body: { kind: 'comparison', operand: { of: 'subject', attribute: 'city' }, operator, value, span } };
  }));
  fc.assert(fc.property(alike, fc.option(letters), (rule, city) => {
    expect(evaluateRule(rule, { city }, { now: new Date(NOW) })).toBe(naivelySelects(rule, { city }, NOW));
  }), { ...RUNS, numRuns: 4 * RUNS.numRuns });
});

test('what a rule does not depend on does not change its answer', () => {
  fc.assert(fc.property(rules, people, people, (rule, person, other) => {
    const { attributes } = attributesOf(rule);
    const changed = { ...other, ...Object.fromEntries(attributes.map((name) => [name, person[name]])) };
    const selects = compileRule(rule);
    expect(selects(changed, NOW)).toBe(selects(person, NOW));
  }), RUNS);
});

test('any text is either read or refused with places inside it', () => {
  const fragments = ['user.department', '-eq', '"Sales"', '(', ')', '-and', '-or', '-not', '[', ']', ',', '-any', '_', 'null', 'user.proxyAddresses', "'", '"', '`', 'system.now', '-plus', 'p1d', '5', 'Direct Reports for', ' ', '\n', '–eq', '💥'];
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...fragments), { maxLength: 20 }).map((parts) => parts.join(' '))), (source) => {
    const result = parseRule(source, 'either');
    if (result.ok) expect(bare(requireRule(formatRule(result.rule), 'either'))).toEqual(bare(result.rule));
    else for (const { start, end, line, column } of result.problems) expect([start >= 0, end >= start, end <= source.length, line >= 1, column >= 1]).toEqual([true, true, true, true, true]);
  }), RUNS);
});
