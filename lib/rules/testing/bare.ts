import type { Expression, Rule } from '../rule';

const NOWHERE = { start: 0, end: 0 };

/** A rule without the places it was read from, so that two spellings of it can be compared. */
export const bare = (rule: Rule): Rule => ({ ...rule, body: bareExpression(rule.body) });

function bareExpression(expression: Expression): Expression {
  switch (expression.kind) {
    case 'and':
    case 'or': return { ...expression, operands: expression.operands.map(bareExpression), span: NOWHERE };
    case 'not': return { ...expression, operand: bareExpression(expression.operand), span: NOWHERE };
    case 'any':
    case 'all': return { ...expression, condition: bareExpression(expression.condition), span: NOWHERE };
    default: return { ...expression, span: NOWHERE };
  }
}
