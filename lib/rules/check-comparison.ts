import type { Attribute, AttributeType } from './attributes';
import { OPERATORS } from './attributes';
import { momentOf } from './choices';
import { compilePattern } from './pattern';
import type { ProblemCategory } from './problem';
import type { ComparisonOperator, Scalar, Value } from './rule';

export type Refusal = { category: ProblemCategory; message: string; about: 'operator' | 'value' };
type Checked = { value: Value } | Refusal;

const TYPE_NAMES: Record<AttributeType, string> = {
  text: 'a text', boolean: 'true or false', dateTime: 'a date and time', textCollection: 'a collection of texts', planCollection: 'a collection of service plans', groups: 'a collection of groups',
};

const IN_ITS_PLACE: Partial<Record<AttributeType, string>> = {
  planCollection: 'use -any (assignedPlan.servicePlanId -eq "…") or -all (…)',
  groups: "use -any (group.objectId -in ['…'])",
};

/** Judges whether an operator and a value suit an attribute, and gives the value as the attribute's type has it. */
export function checkComparison(shown: string, { type }: Pick<Attribute, 'type'>, operator: ComparisonOperator, value: Value): Checked {
  if (!OPERATORS[type].includes(operator)) {
    const rather = IN_ITS_PLACE[type] ?? `use ${OPERATORS[type].join(', ')}`;
    return { category: 'operator-not-supported-on-attribute', about: 'operator', message: `${operator} does not work on ${shown}, which holds ${TYPE_NAMES[type]}; ${rather}.` };
  }
  const listWanted = operator === '-in' || operator === '-notIn';
  if (listWanted !== (value.type === 'list')) {
    return {
      category: 'query-compilation-error', about: 'value',
      message: listWanted ? `${operator} compares with a list; write the values in square brackets, as in ["a", "b"].` : `${operator} compares with one value; use ${operator === '-ne' ? '-notIn' : '-in'} to compare with a list.`,
    };
  }
  if (value.type === 'null') {
    if (operator === '-eq' || operator === '-ne') return { value };
    return { category: 'value-not-supported-on-attribute', about: 'value', message: `null can only be compared by -eq and -ne; write ${shown} -eq null or ${shown} -ne null, or put "null" in quotes if the word is meant.` };
  }
  switch (type) {
    case 'boolean': return flag(shown, value);
    case 'dateTime': return moment(shown, value);
    default: return text(shown, operator, value);
  }
}

const wrongValue = (message: string): Refusal => ({ category: 'value-not-supported-on-attribute', about: 'value', message });

/** "Double quotes are optional unless the value is a string": a quoted flag is a flag. */
function flag(shown: string, value: Value): Checked {
  if (value.type === 'boolean') return { value };
  const word = value.type === 'text' ? value.text.toLowerCase() : '';
  if (word === 'true' || word === 'false') return { value: { type: 'boolean', flag: word === 'true' } };
  return wrongValue(`${shown} is true or false; compare it with true, false or null.`);
}

function moment(shown: string, value: Value): Checked {
  if (value.type === 'now') return { value };
  const iso = value.type === 'dateTime' ? value.iso : value.type === 'text' ? value.text : '';
  if (/^\d{4}-\d\d-\d\d/.test(iso) && momentOf(iso) !== null) return { value: { type: 'dateTime', iso } };
  return wrongValue(`${shown} is a date and time; compare it with one such as 2026-06-10T18:13:20Z, or with system.now -plus p1d.`);
}

function text(shown: string, operator: ComparisonOperator, value: Value): Checked {
  if (value.type === 'list') {
    const stranger = value.items.find((item) => !isTextual(item));
    if (!stranger) return { value };
    return wrongValue(`A list for ${shown} holds texts in quotes, or numbers${stranger.type === 'null' ? '; test for null with -eq or -ne beside it' : ''}.`);
  }
  if (value.type === 'number' && (operator === '-eq' || operator === '-ne')) return { value };
  if (value.type !== 'text') return wrongValue(`${shown} is a text; put the value in quotes.`);
  return operator === '-match' || operator === '-notMatch' ? expression(value) : { value };
}

const isTextual = (item: Scalar): boolean => item.type === 'text' || item.type === 'number';

function expression(value: Value & { type: 'text' }): Checked {
  const pattern = compilePattern(value.text);
  const refused = (message: string): Refusal => ({ category: 'query-compilation-error', about: 'value', message });
  switch (pattern) {
    case 'malformed': return refused('This is no regular expression. A * or + repeats what stands before it, so write .* for "anything", and close every bracket.');
    case 'needs-backtracking': return refused('Look-ahead and back-references cannot be evaluated in bounded time; say it with several conditions joined by -and, -or and -not.');
    case 'too-large': return refused('This regular expression repeats too much to be evaluated in bounded time; use smaller counts.');
    default: return { value };
  }
}
