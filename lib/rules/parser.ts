import { nearestName } from './attributes';
import { DEEPEST_NESTING } from './choices';
import { checkComparison } from './check-comparison';
import { connectiveNamed, comparisonNamed } from './operators';
import type { Operands } from './operand-reader';
import { createOperandReader } from './operand-reader';
import type { ProblemCategory } from './problem';
import type { Cursor } from './cursor';
import { spanning } from './cursor';
import type { Expression, ObjectType, Span } from './rule';
import { MOST_GROUPS } from './rule';
import { readValue } from './value-reader';

/** What a condition inside -any or -all speaks of; null outside of them. */
export type Item = { readonly attribute: string; readonly holds: 'texts' | 'plans' } | null;

/** Left where an expression could not be read: its problem is told already, and reading went on behind it. */
type Broken = { readonly kind: 'broken'; readonly span: Span };
type Read = Expression | Broken;

/**
 * Reads a whole rule: -or of -and of -not of a comparison, a condition on a collection, or brackets. Where a part
 * cannot be read the problem is told and reading goes on behind it, so that one look shows all of them.
 */
export function readRule(cursor: Cursor, allowed: ObjectType | 'either'): { body: Expression; objectType: ObjectType } | null {
  const operands = createOperandReader(cursor, allowed);
  const parser: Parser = { cursor, operands, depth: 0, gaveUp: false };
  if (cursor.at('end')) return broken(cursor, 'The rule is empty; write at least one expression, such as user.department -eq "Sales".'), null;
  let body = readOr(parser, null);
  while (!cursor.at('end')) {
    const { span } = cursor.peek();
    if (cursor.take(')')) cursor.tell(span, 'query-compilation-error', 'This closing bracket has no opening one; remove it, or add the opening one.');
    else {
      cursor.tell(span, 'query-compilation-error', 'Two expressions stand side by side; join them with -and or -or.');
      cursor.skipStrayWord();
      if (cursor.at('end')) break;
    }
    if (!cursor.at('end')) body = readOr(parser, null);
  }
  if (body.kind === 'broken' || cursor.failed()) return null;
  requireAlone(cursor, body, true);
  return cursor.failed() ? null : { body, objectType: operands.objectType() };
}

type Parser = { cursor: Cursor; operands: Operands; /** Brackets and -nots that are open here. */ depth: number; gaveUp: boolean };

function readOr(parser: Parser, item: Item, open = false): Read {
  return readChain(parser, 'or', (): Read => readChain(parser, 'and', () => readNot(parser, item), item, open), item, open);
}

/** `open`: the condition of -any without its brackets, which ends before what no longer speaks of the item. */
function readChain({ cursor }: Parser, connective: 'and' | 'or', next: () => Read, item: Item, open: boolean): Read {
  const first = next();
  const operands = [first];
  while (cursor.atConnective(connective) && !(open && item && !cursor.speaksOfItemBehindConnective())) {
    cursor.next();
    operands.push(next());
  }
  const last = operands.at(-1) ?? first;
  if (operands.length === 1) return first;
  const span = spanning(first.span, last.span);
  const whole = operands.filter((operand) => operand.kind !== 'broken');
  return whole.length === operands.length ? { kind: connective, operands: whole, span } : { kind: 'broken', span };
}

function readNot(parser: Parser, item: Item): Read {
  const { cursor } = parser;
  if (!cursor.atConnective('not')) return readPrimary(parser, item);
  const { span } = cursor.next();
  const operand = nested(parser, span, () => readNot(parser, item));
  return operand.kind === 'broken' ? operand : { kind: 'not', operand, span: spanning(span, operand.span) };
}

/** Reads one level further down, or refuses the whole rest where that is too deep. */
function nested(parser: Parser, span: Span, read: () => Read): Read {
  const { cursor } = parser;
  if (parser.depth >= DEEPEST_NESTING) {
    cursor.tell(span, 'query-compilation-error', `Brackets and -not are nested more than ${DEEPEST_NESTING} deep; take out those that change nothing.`);
    while (!cursor.at('end')) cursor.next();
    parser.gaveUp = true;
    return { kind: 'broken', span };
  }
  parser.depth += 1;
  const inner = read();
  parser.depth -= 1;
  return inner;
}

function readPrimary(parser: Parser, item: Item): Read {
  const { cursor, operands } = parser;
  const open = cursor.take('(');
  if (open) return nested(parser, open.span, () => readBrackets(parser, item, open.span));
  const token = cursor.peek();
  if (token.kind !== 'word') {
    const what = token.kind === 'end' ? 'The rule ends too early; an expression such as user.department -eq "Sales" is missing here.'
      : token.kind === 'text' || token.kind === 'number' || token.kind === 'dateTime' ? 'An expression begins with the property: write user.department -eq "Sales", not the other way round.'
      : 'An expression such as user.department -eq "Sales" is missing here.';
    return broken(cursor, what);
  }
  if (token.text.toLowerCase() === 'direct') return readDirectReports(cursor);
  if (connectiveNamed(token.text) || comparisonNamed(token.text)) return broken(cursor, `A property such as user.department is missing before ${token.text}.`);
  const operand = operands.read(item);
  if (!operand) return cursor.recover(token.span);

  const after = cursor.peek();
  const connective = after.kind === 'word' ? connectiveNamed(after.text) : undefined;
  if (connective === 'any' || connective === 'all') return readQuantified(parser, operand, connective);
  if (connective === 'not') {
    return broken(cursor, `-not does not compare; write ${operand.shown} -ne null (or -ne "…"), or put -not before the whole expression.`, 'not-is-no-comparison');
  }
  const operator = after.kind === 'word' ? comparisonNamed(after.text) : undefined;
  if (!operator || after.kind !== 'word') return broken(cursor, unknownOperator(operand.shown, after.kind === 'word' && !connective ? after.text : undefined));
  cursor.next();
  const value = readValue(cursor);
  if (!value) return cursor.recover(token.span);
  const span = spanning(token.span, value.span);
  const checked = checkComparison(operand.shown, operand, operator, value.value);
  if (!('category' in checked)) return { kind: 'comparison', operand: operand.operand, operator, value: checked.value, span };
  cursor.tell(checked.about === 'operator' ? after.span : value.span, checked.category, checked.message);
  return { kind: 'broken', span };
}

const OPERATOR_NAMES = ['eq', 'ne', 'startsWith', 'notStartsWith', 'endsWith', 'notEndsWith', 'contains', 'notContains', 'match', 'notMatch', 'in', 'notIn', 'le', 'ge'];

function unknownOperator(shown: string, word: string | undefined): string {
  if (word === undefined) return `An operator and a value are missing behind ${shown}; write for example ${shown} -eq "…".`;
  const near = nearestName(word, OPERATOR_NAMES);
  return near ? `There is no operator ${word}; -${near} may be meant.` : `There is no operator ${word}; use one of ${OPERATOR_NAMES.map((name) => `-${name}`).join(', ')}.`;
}

function readBrackets(parser: Parser, item: Item, open: Span): Read {
  const { cursor } = parser;
  const inner = readOr(parser, item);
  while (!cursor.at(')') && !cursor.at('end')) {
    cursor.tell(cursor.peek().span, 'query-compilation-error', 'Two expressions stand side by side; join them with -and or -or, or close the bracket.');
    cursor.skipStrayWord();
    if (!cursor.at(')') && !cursor.at('end')) readOr(parser, item);
  }
  const close = cursor.take(')');
  if (!close && !parser.gaveUp) cursor.tell(open, 'query-compilation-error', 'This bracket is never closed; add the closing one.');
  return { ...inner, span: spanning(open, close?.span ?? inner.span) };
}

/** `Direct Reports for "id"`. */
function readDirectReports(cursor: Cursor): Read {
  const { span } = cursor.next();
  const words = ['reports', 'for'].every((wanted) => cursor.takeWord(wanted));
  const id = words ? cursor.take('text') : undefined;
  if (!id) return broken(cursor, 'A rule for direct reports is written: Direct Reports for "object id of the manager".');
  return { kind: 'directReports', managerId: id.text.trim().toLowerCase(), span: spanning(span, id.span) };
}

function readQuantified(parser: Parser, operand: NonNullable<ReturnType<Operands['read']>>, quantifier: 'any' | 'all'): Read {
  const { cursor } = parser;
  const { span } = cursor.next();
  const { type, operand: { of }, shown } = operand;
  if (of === 'subject' && type === 'groups') return readMemberOf(parser, operand.span, quantifier, span, shown);
  const item: Item = of !== 'subject' ? null : type === 'textCollection' ? { attribute: operand.name, holds: 'texts' } : type === 'planCollection' ? { attribute: operand.name, holds: 'plans' } : null;
  if (!item) cursor.tell(span, 'operator-not-supported-on-attribute', `-${quantifier} works on collections only, and ${shown} holds one value; write ${shown} -eq "…".`);
  const bracketed = cursor.at('(');
  const condition = bracketed ? readPrimary(parser, item ?? { attribute: operand.name, holds: 'texts' }) : readOr(parser, item, true);
  if (!item || condition.kind === 'broken') return { kind: 'broken', span: spanning(operand.span, condition.span) };
  return { kind: quantifier, attribute: item.attribute, condition, span: spanning(operand.span, condition.span) };
}

/** `user.memberOf -any (group.objectId -in ['id', 'id'])`, and nothing else. */
function readMemberOf({ cursor }: Parser, start: Span, quantifier: 'any' | 'all', at: Span, shown: string): Read {
  const form = `write ${shown} -any (group.objectId -in ['id of a group'])`;
  if (quantifier === 'all') {
    cursor.tell(at, 'operator-not-supported-on-attribute', `memberOf takes -any alone; ${form}.`);
    return cursor.recover(start);
  }
  const opened = cursor.take('(');
  const property = cursor.peek();
  if (opened && property.kind === 'word' && /^group\./i.test(property.text) && property.text.toLowerCase() !== 'group.objectid') {
    return broken(cursor, `Rules know groups by their objectId alone, not by ${property.text}; ${form}.`, 'attribute-not-supported', 1);
  }
  const named = opened && cursor.takeWord('group.objectId');
  if (!named) return broken(cursor, `The groups are missing; ${form}.`, 'query-compilation-error', opened ? 1 : 0);
  const operator = cursor.peek();
  if (!cursor.takeWord('in')) {
    const known = operator.kind === 'word' && (comparisonNamed(operator.text) ?? connectiveNamed(operator.text));
    return broken(cursor, `group.objectId takes -in alone; ${form}.`, known ? 'operator-not-supported-on-attribute' : 'query-compilation-error', 1);
  }
  const value = readValue(cursor);
  if (!value) return cursor.recover(start, 1);
  const close = cursor.peek();
  const span = spanning(start, close.span);
  if (!cursor.take(')')) {
    const more = close.kind === 'word' && connectiveNamed(close.text) !== undefined;
    return broken(cursor, more ? `Nothing else may stand beside the list of groups; ${form}.` : `The closing bracket is missing; ${form}.`, more ? 'cannot-be-combined' : 'query-compilation-error', 1);
  }
  const items = value.value.type === 'list' ? value.value.items : [];
  const groupIds = items.flatMap((entry) => (entry.type === 'text' ? [entry.text.trim().toLowerCase()] : []));
  if (value.value.type !== 'list' || groupIds.length < items.length) {
    cursor.tell(value.span, 'query-compilation-error', `The groups are a list of ids in quotes; ${form}.`);
    return { kind: 'broken', span };
  }
  if (groupIds.length > MOST_GROUPS) {
    cursor.tell(value.span, 'too-many-groups', `A rule names ${MOST_GROUPS} groups at most, and this one names ${groupIds.length}; spread them over several dynamic groups.`);
    return { kind: 'broken', span };
  }
  return { kind: 'memberOf', groupIds, span };
}

/** Direct reports and memberOf are rules of their own: nothing may be joined to them. */
function requireAlone(cursor: Cursor, expression: Expression, alone: boolean): void {
  switch (expression.kind) {
    case 'directReports':
    case 'memberOf':
      if (!alone) {
        const what = expression.kind === 'memberOf' ? 'A memberOf' : 'A direct reports';
        cursor.tell(expression.span, 'cannot-be-combined', `${what} rule stands alone; make a group of its own for it, or take the other expressions out.`);
      }
      return;
    case 'not': return requireAlone(cursor, expression.operand, false);
    case 'and':
    case 'or': return expression.operands.forEach((operand) => requireAlone(cursor, operand, false));
    case 'any':
    case 'all': return requireAlone(cursor, expression.condition, false);
    default:
  }
}

function broken(cursor: Cursor, message: string, category: ProblemCategory = 'query-compilation-error', openBrackets = 0): Broken {
  const { span } = cursor.peek();
  cursor.tell(span, category, message);
  return cursor.recover(span, openBrackets);
}
