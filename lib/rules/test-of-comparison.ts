import { findAttribute } from './attributes';
import { atLeast, atMost, collectionFits, equalsFlag, folded, isMissing, momentOf, negated, plusDuration, textOfNumber } from './choices';
import { positiveOf } from './operators';
import { compilePattern } from './pattern';
import type { Comparison, ComparisonOperator, ObjectType, Scalar, Value } from './rule';
import type { AttributeValue } from './subject';
import { textOf, textsOf } from './subject';

/** Whether an attribute's value passes a comparison; `now` is the moment of evaluation in milliseconds. */
export type Test = (actual: AttributeValue, now: number) => boolean;

/** Prepares a comparison, so that lists are looked up and regular expressions compiled once and not for each person. */
export function testOf(comparison: Comparison, objectType: ObjectType): Test {
  const { operand, operator, value } = comparison;
  const positive = positiveOf(operator);
  const type = operand.of === 'subject' ? findAttribute(objectType, operand.attribute)?.type ?? 'text' : 'text';
  const test = positiveTest(type, positive ?? operator, value);
  return positive ? (actual, now) => negated(test(actual, now)) : test;
}

function positiveTest(type: string, operator: ComparisonOperator, value: Value): Test {
  if (type === 'textCollection') {
    if (value.type === 'null') return (actual) => textsOf(actual).length === 0;
    const fits = textTest(operator, value);
    return (actual) => collectionFits(textsOf(actual), fits);
  }
  if (value.type === 'null') return isMissing;
  if (type === 'boolean') {
    const wanted = value.type === 'boolean' && value.flag;
    return (actual) => equalsFlag(typeof actual === 'boolean' ? actual : null, wanted);
  }
  if (type === 'dateTime') return dateTest(operator, value);
  const fits = textTest(operator, value);
  return (actual) => {
    const text = textOf(actual);
    return text !== null && fits(text);
  };
}

function dateTest(operator: ComparisonOperator, value: Value): Test {
  const fixed = value.type === 'dateTime' ? momentOf(value.iso) ?? Number.NaN : Number.NaN;
  const bound = (now: number): number => (value.type !== 'now' ? fixed : value.plus === null ? now : plusDuration(now, value.plus));
  const fits = operator === '-le' ? atMost : operator === '-ge' ? atLeast : (moment: number, other: number) => moment === other;
  return (actual, now) => {
    const moment = typeof actual === 'string' ? momentOf(actual) : null;
    return moment !== null && fits(moment, bound(now));
  };
}

const wordOf = (scalar: Scalar): string => folded(scalar.type === 'text' ? scalar.text : scalar.type === 'number' ? textOfNumber(scalar.digits) : '');

function textTest(operator: ComparisonOperator, value: Value): (text: string) => boolean {
  if (value.type === 'list') {
    const words = new Set(value.items.map(wordOf));
    return (text) => words.has(folded(text));
  }
  const word = wordOf(value);
  switch (operator) {
    case '-startsWith': return (text) => folded(text).startsWith(word);
    case '-endsWith': return (text) => folded(text).endsWith(word);
    case '-contains': return (text) => folded(text).includes(word);
    case '-match': {
      const pattern = value.type === 'text' ? compilePattern(value.text) : 'malformed';
      if (typeof pattern === 'string') throw new RangeError('a rule with this regular expression is refused when it is read');
      return pattern.test;
    }
    default: return (text) => folded(text) === word;
  }
}
