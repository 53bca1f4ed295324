import 'server-only';
import { odataText } from '@/lib/graph/client';
import { propertyOf } from '@/lib/graph/further-attributes';
import { MOST_IN_FILTER } from '@/lib/graph/users';
import { findAttribute } from '@/lib/rules/attributes';
import { momentOf, plusDuration } from '@/lib/rules/choices';
import { positiveOf } from '@/lib/rules/operators';
import { requireRule } from '@/lib/rules/parse-rule';
import type { Comparison, ComparisonOperator, Expression, Rule, Scalar, Value } from '@/lib/rules/rule';

/** A membership rule as a filter of Graph's, or why there is none that says the same. */
export type RuleFilter = { ok: true; filter: string } | { ok: false; why: string };

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// What people are filtered by: https://learn.microsoft.com/graph/aad-advanced-queries. Names as rules have them.
const NEVER_EMPTY = names('accountEnabled objectId userPrincipalName');
const NOT_BY_BEGINNING = names('objectId onPremisesSecurityIdentifier passwordPolicies userType');
const BY_END = names('mail userPrincipalName otherMails proxyAddresses');
/** Graph has a list where rules have its first text. */
const OF_A_LIST = names('sipProxyAddress telephoneNumber');

/** Selects the disabled accounts, beside whatever else is asked. */
export const DISABLED_ACCOUNTS: Rule = requireRule('user.accountEnabled -eq false');

class NoFilter extends Error {}

/** What an expression becomes; `wide` is how many alternatives its widest -or has. */
type Clause = { text: string; wide: number };

/**
 * The filter that fits whom all of these say: a rule selects them, or does not. Each negation is written with those who have
 * no value beside it, so that it means what a rule means by it.
 */
export function filterOfRules(parts: readonly { rule: Rule; selects: boolean }[], now: Date): RuleFilter {
  try {
    const whole = join('and', parts.map(({ rule, selects }) => clauseOf(rule.body, selects, now)));
    if (whole.wide > MOST_IN_FILTER) return { ok: false, why: `Microsoft Graph takes ${MOST_IN_FILTER} alternatives at once, and there are ${whole.wide}` };
    return { ok: true, filter: whole.text };
  } catch (error) {
    if (error instanceof NoFilter) return { ok: false, why: error.message };
    throw error;
  }
}

function join(kind: 'and' | 'or', clauses: readonly Clause[]): Clause {
  const [only] = clauses;
  if (clauses.length === 1 && only) return only;
  const wides = clauses.map(({ wide }) => wide);
  return { text: `(${clauses.map(({ text }) => text).join(` ${kind} `)})`, wide: kind === 'or' ? wides.reduce((sum, wide) => sum + wide, 0) : Math.max(...wides) };
}

/** @param selects false for whom it does not select */
function clauseOf(expression: Expression, selects: boolean, now: Date): Clause {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return join((expression.kind === 'and') === selects ? 'and' : 'or', expression.operands.map((operand) => clauseOf(operand, selects, now)));
    case 'not':
      return clauseOf(expression.operand, !selects, now);
    case 'comparison':
      return comparisonOf(expression, selects, now);
    case 'any': {
      const inner = itemOf(expression.condition);
      return { text: `${selects ? '' : 'not '}${propertyOf(expression.attribute)}/any(i:${inner.text})`, wide: inner.wide };
    }
    case 'all':
      throw new NoFilter('Microsoft Graph cannot be asked about every item of a list (-all)');
    case 'directReports':
      throw new NoFilter('Microsoft Graph cannot be asked to filter by who reports to whom');
    case 'memberOf':
      throw new NoFilter('Microsoft Graph cannot be asked to filter by memberships of groups');
  }
}

function comparisonOf({ operand, operator, value }: Comparison, selects: boolean, now: Date): Clause {
  if (operand.of === 'item') throw new NoFilter('an item of a list is compared outside of it');
  const { attribute } = operand;
  if (OF_A_LIST.has(attribute)) throw new NoFilter(`Microsoft Graph cannot be asked about user.${attribute} so`);
  const type = findAttribute('user', attribute)?.type ?? 'text';
  const positive = positiveOf(operator) ?? operator;
  const wanted = selects === (positive === operator);
  const property = /^extensionAttribute\d+$/.test(attribute) ? `${propertyOf(attribute)}/${attribute}` : propertyOf(attribute);
  if (value.type === 'null') {
    if (type === 'textCollection' || NEVER_EMPTY.has(attribute)) throw new NoFilter(`Microsoft Graph cannot be asked whether user.${attribute} is empty`);
    return { text: `${property} ${wanted ? 'eq' : 'ne'} null`, wide: 1 };
  }
  if (type === 'textCollection') {
    const test = testOf('i', attribute, positive, value);
    return { text: `${wanted ? '' : 'not '}${property}/any(i:${test.text})`, wide: test.wide };
  }
  if (type === 'dateTime') {
    if (!wanted) throw new NoFilter(`Microsoft Graph cannot be asked for people without a user.${attribute}`);
    return { text: `${property} ${positive.slice(1)} ${dateOf(value, now)}`, wide: 1 };
  }
  const test = type === 'boolean' ? { text: `${property} eq ${String(value.type === 'boolean' && value.flag)}`, wide: 1 } : testOf(property, attribute, positive, value);
  if (wanted) return test;
  const not = { text: `not(${test.text})`, wide: test.wide };
  return NEVER_EMPTY.has(attribute) ? not : join('or', [not, { text: `${property} eq null`, wide: 1 }]);
}

/** What a condition on an item of a list says. */
function itemOf(condition: Expression): Clause {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return join(condition.kind, condition.operands.map(itemOf));
    case 'comparison': {
      const { operand, operator, value } = condition;
      if (operand.of !== 'item' || positiveOf(operator) !== undefined || value.type === 'null') break;
      if (operand.part === null) return testOf('i', 'proxyAddresses', operator, value);
      if (operand.part !== 'servicePlanId') return testOf(`i/${operand.part}`, operand.part, operator, value);
      if (operator === '-eq' && value.type === 'text' && /^[0-9a-f-]{36}$/i.test(value.text)) return { text: `i/servicePlanId eq ${value.text}`, wide: 1 };
      break;
    }
    default:
  }
  throw new NoFilter('Microsoft Graph cannot be asked about items of a list in this way');
}

function testOf(property: string, attribute: string, operator: ComparisonOperator, value: Value): Clause {
  switch (operator) {
    case '-eq':
      return { text: `${property} eq ${textOf(value)}`, wide: 1 };
    case '-in': {
      const items = value.type === 'list' ? value.items : [];
      return { text: `${property} in (${items.map(textOf).join(',')})`, wide: items.length };
    }
    case '-startsWith':
      if (NOT_BY_BEGINNING.has(attribute)) break;
      return { text: `startsWith(${property},${textOf(value)})`, wide: 1 };
    case '-endsWith':
      if (!BY_END.has(attribute)) break;
      return { text: `endsWith(${property},${textOf(value)})`, wide: 1 };
    default:
  }
  throw new NoFilter(operator === '-contains' || operator === '-match' ? `Microsoft Graph cannot be asked what is inside of a text (${operator})` : `Microsoft Graph cannot be asked about user.${attribute} with ${operator}`);
}

function textOf(value: Scalar | Value): string {
  if (value.type === 'text') return odataText(value.text);
  if (value.type === 'number') return odataText(value.digits);
  throw new NoFilter('Microsoft Graph cannot be asked for such a value');
}

function dateOf(value: Value, now: Date): string {
  const moment = value.type === 'now' ? (value.plus === null ? now.getTime() : plusDuration(now.getTime(), value.plus)) : value.type === 'dateTime' ? momentOf(value.iso) : null;
  if (moment === null) throw new NoFilter('Microsoft Graph cannot be asked for such a value');
  return new Date(moment).toISOString();
}
