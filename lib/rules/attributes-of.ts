import type { Expression, Rule } from './rule';

/** What the answer of a rule depends on; whatever else of a person changes, it stays the same. */
export type Dependencies = {
  /** Attributes by the names rules use, `manager` and `memberOf` among them, in alphabetical order. */
  readonly attributes: readonly string[];
  /** Object ids of the groups a memberOf rule names. */
  readonly groups: readonly string[];
  /** Object ids of the managers a direct reports rule names. */
  readonly managers: readonly string[];
  /** The answer can change by time passing alone, since the rule speaks of `system.now`. */
  readonly changesWithTime: boolean;
};

/** Attributes, groups and managers a rule depends on. */
export function attributesOf(rule: Rule): Dependencies {
  const attributes = new Set<string>();
  const groups = new Set<string>();
  const managers = new Set<string>();
  let changesWithTime = false;
  const visit = (expression: Expression): void => {
    switch (expression.kind) {
      case 'comparison':
        if (expression.operand.of === 'subject') attributes.add(expression.operand.attribute);
        changesWithTime ||= expression.value.type === 'now';
        return;
      case 'and':
      case 'or': return expression.operands.forEach(visit);
      case 'not': return visit(expression.operand);
      case 'any':
      case 'all':
        attributes.add(expression.attribute);
        return visit(expression.condition);
      case 'directReports':
        attributes.add('manager');
        managers.add(expression.managerId);
        return;
      case 'memberOf':
        attributes.add('memberOf');
        expression.groupIds.forEach((id) => groups.add(id));
    }
  };
  visit(rule.body);
  return { attributes: [...attributes].sort(), groups: [...groups], managers: [...managers], changesWithTime };
}
