import { folded, isMissing } from './choices';
import { partOf } from './evaluate-rule';
import { formatExpression } from './format-rule';
import type { Expression, ObjectType, Rule, Span } from './rule';
import type { AssignedPlan, AttributeValue, RuleSubject } from './subject';
import { groupIdsOf, plansOf, readSubject, textOf, textsOf } from './subject';
import { testOf } from './test-of-comparison';

/** Why a rule is true or false of somebody: each sub-expression with its value, where it stands, and what it met. */
export type Explanation = {
  readonly kind: Expression['kind'];
  readonly value: boolean;
  /** The sub-expression in its canonical spelling, and where it stands in the text the rule was read from. */
  readonly text: string;
  readonly span: Span;
  /** The attribute a comparison, a condition on a collection, direct reports or memberOf looked at, and its value (null when missing). */
  readonly attribute?: string;
  readonly actual?: Exclude<AttributeValue, undefined>;
  /** True when that value is missing: null, or an empty collection. */
  readonly missing?: boolean;
  /** Sub-expressions; under -any and -all the condition once for each item, in the collection's order. */
  readonly parts: readonly Explanation[];
};

/** Explains a rule for one person or device at the moment `now`. Nothing is cut short: every part has its value. */
export const explainRule = (rule: Rule, subject: RuleSubject, { now }: { now: Date }): Explanation =>
  explain(rule.body, { objectType: rule.objectType, subject, now: now.getTime(), item: null });

type Scene = { objectType: ObjectType; subject: RuleSubject; now: number; item: string | AssignedPlan | null };

function explain(expression: Expression, scene: Scene): Explanation {
  const { objectType, subject, now } = scene;
  const about = { kind: expression.kind, text: formatExpression(expression, objectType), span: expression.span };
  const looked = (attribute: string, actual: AttributeValue) => ({
    attribute, actual: actual ?? null, missing: isMissing(actual) || Array.isArray(actual) && actual.length === 0,
  });
  const read = (attribute: string): AttributeValue => readSubject(attribute)(subject);
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.operands.map((operand) => explain(operand, scene));
      return { ...about, value: expression.kind === 'and' ? parts.every(({ value }) => value) : parts.some(({ value }) => value), parts };
    }
    case 'not': {
      const part = explain(expression.operand, scene);
      return { ...about, value: !part.value, parts: [part] };
    }
    case 'comparison': {
      const { operand } = expression;
      const name = operand.of === 'subject' ? operand.attribute : operand.part === null ? '_' : `assignedPlan.${operand.part}`;
      const actual = operand.of === 'subject' ? read(operand.attribute) : partOf(scene.item, operand.part);
      return { ...about, ...looked(name, actual), value: testOf(expression, objectType)(actual, now), parts: [] };
    }
    case 'any':
    case 'all': {
      const actual = read(expression.attribute);
      const items: readonly (string | AssignedPlan)[] = expression.attribute === 'assignedPlans' ? plansOf(actual) : textsOf(actual);
      const parts = items.map((item) => explain(expression.condition, { ...scene, item }));
      return { ...about, ...looked(expression.attribute, actual), value: expression.kind === 'any' ? parts.some(({ value }) => value) : parts.every(({ value }) => value), parts };
    }
    case 'directReports': {
      const actual = read('manager');
      return { ...about, ...looked('manager', actual), value: folded(textOf(actual) ?? '') === folded(expression.managerId), parts: [] };
    }
    case 'memberOf': {
      const actual = read('memberOf');
      const held = new Set(groupIdsOf(actual).map(folded));
      return { ...about, ...looked('memberOf', actual), value: expression.groupIds.some((id) => held.has(folded(id))), parts: [] };
    }
  }
}
