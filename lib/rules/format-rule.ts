import type { Expression, ObjectType, Rule, Scalar, Value } from './rule';

/**
 * The rule in its canonical spelling: plain hyphens, the usual letter case, brackets only where they are needed or
 * documented. It may be longer than what was read (hyphens, brackets behind -not), and so longer than a rule may be.
 */
export const formatRule = (rule: Rule): string => formatExpression(rule.body, rule.objectType);

/** One expression of a rule, as `formatRule` writes it. */
export function formatExpression(expression: Expression, objectType: ObjectType): string {
  switch (expression.kind) {
    case 'comparison': return `${operandText(expression.operand, objectType)} ${expression.operator} ${formatValue(expression.value)}`;
    case 'and':
    case 'or': return expression.operands.map((operand) => joined(operand, expression.kind, objectType)).join(` -${expression.kind} `);
    case 'not': return `-not (${formatExpression(expression.operand, objectType)})`;
    case 'any':
    case 'all': return `${objectType}.${expression.attribute} -${expression.kind} (${formatExpression(expression.condition, objectType)})`;
    case 'directReports': return `Direct Reports for ${quoted(expression.managerId)}`;
    case 'memberOf': return `${objectType}.memberOf -any (group.objectId -in [${expression.groupIds.map(quoted).join(', ')}])`;
  }
}

/** The same connective inside itself was written with brackets, and keeps them; -and inside -or needs none. */
function joined(operand: Expression, inside: 'and' | 'or', objectType: ObjectType): string {
  const text = formatExpression(operand, objectType);
  return operand.kind === inside || operand.kind === 'or' ? `(${text})` : text;
}

function operandText(operand: { of: 'subject'; attribute: string } | { of: 'item'; part: string | null }, objectType: ObjectType): string {
  if (operand.of === 'subject') return `${objectType}.${operand.attribute}`;
  return operand.part === null ? '_' : `assignedPlan.${operand.part}`;
}

/** A value as a rule writes it. */
const formatValue = (value: Value): string => (value.type === 'list' ? `[${value.items.map(formatScalar).join(', ')}]` : formatScalar(value));

function formatScalar(value: Scalar): string {
  switch (value.type) {
    case 'text': return quoted(value.text);
    case 'number': return value.digits;
    case 'boolean': return String(value.flag);
    case 'null': return 'null';
    case 'dateTime': return value.iso;
    case 'now': return value.plus === null ? 'system.now' : `system.now -plus ${value.plus}`;
  }
}

/** Double quotes, unless something inside would need escaping there or could be taken for an escape. */
const quoted = (text: string): string => (/["']|[\\`]$/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`);
