import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateRule } from './evaluate-rule';
import { explainRule } from './explain-rule';
import { formatRule } from './format-rule';
import { parseRule, requireRule } from './parse-rule';
import type { RuleSubject } from './subject';
import { bare } from './testing/bare';

type Case = { user: RuleSubject; expected: boolean; basis: 'documented' | 'derived' | 'inferred'; now?: string; why: string };
type Example = { id: string; rule: string; verbatim?: string; valid: boolean; error?: string; cases?: Case[]; generate?: { repeat: string; untilLengthOver: number } };

const file = path.join(process.env.SHARED_DIR ?? path.resolve(import.meta.dirname, '../../../shared'), 'rules/examples.json');
const examples = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { examples: Example[] }).examples : [];

function textOf({ rule, generate }: Example): string {
  let text = rule;
  while (generate && text.length <= generate.untilLengthOver) text += generate.repeat;
  return text;
}

test("the rule of Microsoft's own sample of an automatic assignment policy selects the sales department", () => {
  const rule = requireRule('(user.department -eq "Sales")');
  expect([{ department: 'SALES' }, { department: 'Sales EMEA' }, {}].map((user) => evaluateRule(rule, user, { now: new Date(0) }))).toEqual([true, false, false]);
});

describe.skipIf(examples.length === 0)('rules of the documentation (skipped where its examples are not at hand)', () => {
  for (const example of examples.filter(({ valid }) => valid)) {
    test(`${example.id}: is read, written back the same, and gives the documented answers`, () => {
      const rule = requireRule(textOf(example));
      expect(bare(requireRule(formatRule(rule)))).toEqual(bare(rule));
      if (example.verbatim) expect(bare(requireRule(example.verbatim))).toEqual(bare(rule));

      const told = (example.cases ?? []).filter(({ basis }) => basis !== 'inferred');
      const now = (given: Case) => new Date(given.now ?? '2026-11-23T08:00:00Z');
      expect(told.map((given) => ({ why: given.why, value: evaluateRule(rule, given.user, { now: now(given) }) })))
        .toEqual(told.map(({ why, expected }) => ({ why, value: expected })));
      expect(told.map((given) => explainRule(rule, given.user, { now: now(given) }).value)).toEqual(told.map(({ expected }) => expected));
    });
  }

  for (const example of examples.filter(({ valid }) => !valid)) {
    test(`${example.id}: is refused as ${example.error}`, () => {
      const result = parseRule(textOf(example));
      expect(result.ok ? [] : result.problems.map(({ category }) => category)).toEqual([example.error]);
    });
  }
});
