/** Any membership rule, and any person a rule can speak of: for property tests. */
import fc from 'fast-check';
import { OPERATORS, attributesFor } from '../attributes';
import { formatRule } from '../format-rule';
import type { Expression, Rule, Value } from '../rule';
import { MOST_CHARACTERS } from '../rule';
import type { AttributeValue, RuleSubject } from '../subject';

const span = { start: 0, end: 0 };

// Few words, so that rules and people meet; and some that are hard to quote.
const WORDS = ['Sales', 'sales emea', 'EMEA', 'ale', 'sal', 'Lagos', 'null', 'true', '', ' ', 'a.b', 'İ', "O'Brien", 'say "hi"', 'back\\', 'tick`', "''", '\\"', '`"', '(x) -and y', '007', '[1]', 'ümlaut\n'];
const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, fc.string({ maxLength: 8, unit: 'binary' }));
const PATTERNS = ['^Da.*', 'ago', '.*vid', 's$', '^$', '[a-z]+ [a-z]+', '\\.', "'", '"', '\\\\'];
const DAYS = ['2020-06-10T18:13:20Z', '2026-11-23T08:00:00Z', '2026-11-24T08:00:00Z', '2030-01-01T00:00:00Z'];
const EXTENSION = 'extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber';
const USER_ATTRIBUTES = [...attributesFor('user'), { name: EXTENSION, type: 'text' as const }].filter(({ type }) => OPERATORS[type].length > 0);
const GROUPS = ['b1111111-0000-0000-0000-000000000001', 'b2222222-0000-0000-0000-000000000002'];

const text = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<Value> => arbitrary.map((written) => ({ type: 'text', text: written }));
const textual = fc.oneof(word.map((written) => ({ type: 'text' as const, text: written })), fc.constantFrom('007', '7', '-1.5').map((digits) => ({ type: 'number' as const, digits })));
const empty: fc.Arbitrary<Value> = fc.constant({ type: 'null' });

function valueFor(type: string, operator: string): fc.Arbitrary<Value> {
  if (operator === '-in' || operator === '-notIn') return fc.array(textual, { minLength: 1, maxLength: 4 }).map((items) => ({ type: 'list', items }));
  const mayBeNull = operator === '-eq' || operator === '-ne';
  const or = (some: fc.Arbitrary<Value>) => (mayBeNull ? fc.oneof({ weight: 4, arbitrary: some }, empty) : some);
  if (type === 'boolean') return or(fc.boolean().map((flag) => ({ type: 'boolean', flag })));
  if (type === 'dateTime') return or(fc.oneof(fc.constantFrom(...DAYS).map((iso): Value => ({ type: 'dateTime', iso })), fc.constantFrom(null, 'P1D', 'P30D').map((plus): Value => ({ type: 'now', plus }))));
  if (operator === '-match' || operator === '-notMatch') return text(fc.constantFrom(...PATTERNS));
  return or(mayBeNull ? textual : text(word));
}

const comparisonOf = (type: (typeof USER_ATTRIBUTES)[number]['type'], operand: (Expression & { kind: 'comparison' })['operand']): fc.Arbitrary<Expression> =>
  fc.constantFrom(...OPERATORS[type]).chain((operator) => valueFor(type, operator).map((value) => ({ kind: 'comparison', operand, operator, value, span })));

const onSubject = fc.constantFrom(...USER_ATTRIBUTES).chain(({ name, type }) => comparisonOf(type, { of: 'subject', attribute: name }));
const onText = comparisonOf('text', { of: 'item', part: null });
const onPlan = fc.constantFrom('capabilityStatus', 'service', 'servicePlanId').chain((part) => comparisonOf('text', { of: 'item', part }));

const tree = (leaf: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  fc.letrec<{ node: Expression }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('node'), { minLength: 2, maxLength: 3 }), span: fc.constant(span) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), operand: tie('node'), span: fc.constant(span) }) },
    ),
  })).node;

const quantified = fc.constantFrom('otherMails', 'proxyAddresses', 'assignedPlans').chain((attribute) =>
  fc.record({ kind: fc.constantFrom('any' as const, 'all' as const), attribute: fc.constant(attribute), condition: tree(attribute === 'assignedPlans' ? onPlan : onText), span: fc.constant(span) }));

const body: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 12, arbitrary: tree(fc.oneof({ weight: 3, arbitrary: onSubject }, quantified)) },
  { weight: 1, arbitrary: fc.constantFrom(...GROUPS).map((managerId): Expression => ({ kind: 'directReports', managerId, span })) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...GROUPS), { minLength: 1 }).map((groupIds): Expression => ({ kind: 'memberOf', groupIds, span })) },
);
export const rules: fc.Arbitrary<Rule> = body.map((expression): Rule => ({ objectType: 'user', body: expression })).filter((rule) => formatRule(rule).length <= MOST_CHARACTERS);

function anyValueOf(type: string): fc.Arbitrary<AttributeValue> {
  switch (type) {
    case 'boolean': return fc.boolean();
    case 'dateTime': return fc.constantFrom(...DAYS);
    case 'textCollection': return fc.array(word, { maxLength: 3 });
    default: return fc.oneof(word, fc.constantFrom('David', 'Santiago', '7', '-1.5'));
  }
}

const plans = fc.array(fc.record({ servicePlanId: fc.option(word), service: word, capabilityStatus: fc.constantFrom('Enabled', 'Deleted', null) }), { maxLength: 3 });
export const people: fc.Arbitrary<RuleSubject> = fc.record(
  {
    ...Object.fromEntries(USER_ATTRIBUTES.map(({ name, type }) => [name, fc.option(anyValueOf(type), { freq: 4 })])),
    assignedPlans: plans,
    manager: fc.constantFrom(...GROUPS),
    memberOf: fc.subarray(GROUPS.map((objectId) => ({ objectId }))),
  },
  { requiredKeys: [] },
);
