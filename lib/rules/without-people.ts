import { formatRule } from './format-rule';
import { parseRule } from './parse-rule';
import type { Expression, Scalar, Value } from './rule';

/** What says who somebody is. */
const PERSONAL = new Set(['displayName', 'employeeId', 'facsimileTelephoneNumber', 'givenName', 'mail', 'mailNickName', 'mobile', 'onPremisesDistinguishedName', 'sipProxyAddress', 'streetAddress', 'surname', 'telephoneNumber', 'userPrincipalName', 'otherMails', 'proxyAddresses']);

/** The rule without anybody's name or address in it, for what is kept for good; word for word where there is none. */
export function withoutPeople(text: string): string {
  const read = parseRule(text, 'either');
  // Of what cannot be read nobody knows whom it names.
  if (!read.ok) return text.replace(/"[^"]*"|'[^']*'/g, '"…"');
  const without = { ...read.rule, body: hide(read.rule.body, null) };
  const [is, was] = [formatRule(without), formatRule(read.rule)];
  return is === was ? text : is;
}

function hide(of: Expression, items: string | null): Expression {
  switch (of.kind) {
    case 'comparison': {
      const attribute = of.operand.of === 'subject' ? of.operand.attribute : items;
      return attribute && PERSONAL.has(attribute) ? { ...of, value: hidden(of.value) } : of;
    }
    case 'and':
    case 'or':
      return { ...of, operands: of.operands.map((each) => hide(each, items)) };
    case 'not':
      return { ...of, operand: hide(of.operand, items) };
    case 'any':
    case 'all':
      return { ...of, condition: hide(of.condition, of.attribute) };
    case 'directReports':
    case 'memberOf':
      return of;
  }
}

/** A domain is nobody's. */
const scalar = (value: Scalar): Scalar => (value.type === 'text' && !value.text.startsWith('@') ? { type: 'text', text: '…' } : value.type === 'number' ? { type: 'text', text: '…' } : value);

const hidden = (value: Value): Value => (value.type === 'list' ? { ...value, items: value.items.map(scalar) } : scalar(value));
