import { folded } from './choices';
import type { Expression, ObjectType, Rule } from './rule';
import type { AssignedPlan, AttributeReader, AttributeValue, RuleSubject } from './subject';
import { groupIdsOf, plansOf, readSubject, textOf, textsOf } from './subject';
import { testOf } from './test-of-comparison';

/** Whether somebody is selected, at a moment in milliseconds since 1970 (for `system.now`). */
export type CompiledRule<Subject> = (subject: Subject, now: number) => boolean;

type Item = string | AssignedPlan;
type Step<Subject> = (subject: Subject, now: number, item: Item | null) => boolean;

/** Makes a function of a rule, for judging many people; `read` says how the caller's kind of person is read. */
export function compileRule(rule: Rule): CompiledRule<RuleSubject>;
export function compileRule<Subject>(rule: Rule, read: AttributeReader<Subject>): CompiledRule<Subject>;
export function compileRule(rule: Rule, read: AttributeReader<RuleSubject> = readSubject): CompiledRule<RuleSubject> {
  const step = compile(rule.body, rule.objectType, read);
  return (subject, now) => step(subject, now, null);
}

/** Whether a rule selects one person or device at the moment `now`. */
export const evaluateRule = (rule: Rule, subject: RuleSubject, { now }: { now: Date }): boolean => compileRule(rule)(subject, now.getTime());

function compile<Subject>(expression: Expression, objectType: ObjectType, read: AttributeReader<Subject>): Step<Subject> {
  const further = (inner: Expression): Step<Subject> => compile(inner, objectType, read);
  switch (expression.kind) {
    case 'and': return all(expression.operands.map(further));
    case 'or': return any(expression.operands.map(further));
    case 'not': {
      const step = further(expression.operand);
      return (subject, now, item) => !step(subject, now, item);
    }
    case 'comparison': {
      const test = testOf(expression, objectType);
      const { operand } = expression;
      if (operand.of === 'item') return (_subject, now, item) => test(partOf(item, operand.part), now);
      const attribute = read(operand.attribute);
      return (subject, now) => test(attribute(subject), now);
    }
    case 'any':
    case 'all': {
      const attribute = read(expression.attribute);
      const step = further(expression.condition);
      const ends = expression.kind === 'any';
      const items = expression.attribute === 'assignedPlans' ? plansOf : textsOf;
      return (subject, now) => {
        for (const item of items(attribute(subject))) if (step(subject, now, item) === ends) return ends;
        return !ends;
      };
    }
    case 'directReports': {
      const attribute = read('manager');
      const managerId = folded(expression.managerId);
      return (subject) => folded(textOf(attribute(subject)) ?? '') === managerId;
    }
    case 'memberOf': {
      const attribute = read('memberOf');
      const wanted = new Set(expression.groupIds.map(folded));
      return (subject) => groupIdsOf(attribute(subject)).some((id) => wanted.has(folded(id)));
    }
  }
}

/** What a comparison on an item reads: the text itself, or a part of a service plan. */
export function partOf(item: Item | null, part: string | null): AttributeValue {
  if (item === null || typeof item === 'string') return part === null ? item : null;
  switch (part) {
    case 'servicePlanId': return item.servicePlanId;
    case 'service': return item.service;
    case 'capabilityStatus': return item.capabilityStatus;
    default: return null;
  }
}

function all<Subject>(steps: Step<Subject>[]): Step<Subject> {
  return (subject, now, item) => {
    for (const step of steps) if (!step(subject, now, item)) return false;
    return true;
  };
}

function any<Subject>(steps: Step<Subject>[]): Step<Subject> {
  return (subject, now, item) => {
    for (const step of steps) if (step(subject, now, item)) return true;
    return false;
  };
}
