import type { Tenant } from '../model';
import { Chosen } from '../model/chosen';
import type { User } from '../model/directory';
import type { Test } from '../model/property-test';
import type { Rows } from './odata/collection';
import type { Comparison, Filter, Literal, Operand } from './odata/filter-parser';
import type { Order } from './odata/options';
import type { Search } from './odata/search';

/** Properties of a user that have an index, by their name in lower case. */
const INDEXED = new Map<string, keyof User>(([
  'displayName', 'givenName', 'surname', 'userPrincipalName', 'mail', 'mailNickname', 'jobTitle', 'department', 'companyName', 'officeLocation', 'streetAddress',
  'postalCode', 'city', 'state', 'country', 'usageLocation', 'employeeId', 'employeeType', 'faxNumber', 'preferredLanguage', 'passwordPolicies', 'accountEnabled',
  'userType', 'creationType', 'externalUserState', 'onPremisesSyncEnabled',
] as const).map((name) => [name.toLowerCase(), name]));
const EXTENSION = /^onpremisesextensionattributes\/(extensionattribute\d\d?)$/;
const ADDED_EXTENSION = /^extension_[0-9a-f]{32}_\w+$/;

/** Whom an index chose; `exact` when nobody else passes and everybody chosen does. */
type Choice = { chosen: Chosen; exact: boolean };

/**
 * The people a filter and a search ask for, by indexes as far as they reach: what no index knows is then tested person by
 * person. A list in the order of a property is walked in that order, where the property is kept so.
 */
export function peopleRows({ users }: Tenant, filter: Filter | null, search: Search | null, orderby: readonly Order[]): Rows<User> {
  const choices = [filter && byFilter(users, filter), search && bySearch(users, search)];
  const exact = (filter === null || choices[0]?.exact === true) && (search === null || choices[1]?.exact === true);
  const found = choices.flatMap((choice) => choice?.chosen ?? []);
  const chosen = found.length === 0 ? null : found.reduce((all, more) => all.and(more));
  const counted = exact ? { count: () => chosen?.size ?? users.size } : {};

  const [order, ...more] = orderby;
  const property = order && more.length === 0 ? INDEXED.get(order.path.toLowerCase()) : undefined;
  const walk = property && order ? users.inOrder(property, chosen ?? users.everybody(), order.descending) : null;
  if (walk) return { from: walk, exact, ordered: true, ...counted };
  return { from: (place) => (chosen ? users.among(chosen, place) : users.from(place)), exact, ...counted };
}

type People = Tenant['users'];

function byFilter(users: People, filter: Filter): Choice | null {
  switch (filter.kind) {
    case 'and': {
      const [left, right] = [byFilter(users, filter.left), byFilter(users, filter.right)];
      if (left && right) return { chosen: left.chosen.and(right.chosen), exact: left.exact && right.exact };
      const one = left ?? right;
      return one && { chosen: one.chosen, exact: false };
    }
    case 'or': {
      const [left, right] = [byFilter(users, filter.left), byFilter(users, filter.right)];
      return left && right && { chosen: left.chosen.or(right.chosen), exact: left.exact && right.exact };
    }
    case 'not': return complement(users, byFilter(users, filter.of));
    case 'compare': return filter.right.kind === 'literal' ? compared(users, filter.operator, filter.left, filter.right.value) : null;
    case 'in': {
      const each = filter.values.map(({ value }) => compared(users, 'eq', filter.left, value)?.chosen ?? null);
      return each.length > 0 && each.every((chosen) => chosen !== null) ? { chosen: each.reduce((all, more) => all.or(more)), exact: true } : null;
    }
    case 'test': {
      const { name, left, right } = filter;
      if (right.kind !== 'literal' || typeof right.value !== 'string' || right.value === '') return null;
      const is = ({ startswith: 'beginning', endswith: 'ending', contains: 'holding' } as const)[name];
      return tested(users, left, { is, with: right.value });
    }
    default: return null;
  }
}

function compared(users: People, operator: Comparison, left: Operand, value: Literal): Choice | null {
  if (operator !== 'eq' && operator !== 'ne' || typeof value === 'number') return null;
  const path = pathOf(left);
  const equal = path === 'id'
    ? { chosen: Chosen.of(users.limit, typeof value === 'string' ? [users.positionOf(value.toLowerCase())].filter((position) => position >= 0) : []), exact: true }
    : tested(users, left, { is: 'equal', to: value });
  return operator === 'eq' ? equal : complement(users, equal);
}

function tested(users: People, left: Operand, test: Exclude<Test, { is: 'passing' }>): Choice | null {
  const path = pathOf(left);
  const extension = EXTENSION.exec(path)?.[1]?.replace('extensionattribute', 'extensionAttribute') ?? (ADDED_EXTENSION.test(path) ? left.kind === 'path' && left.path[0] : undefined);
  if (extension) {
    const chosen = users.whereExtension(extension, test);
    return chosen && { chosen, exact: true };
  }
  const property = INDEXED.get(path);
  const chosen = property === undefined ? null : users.where(property, test);
  return chosen && { chosen, exact: true };
}

const complement = (users: People, choice: Choice | null): Choice | null =>
  choice?.exact === true ? { chosen: choice.chosen.without(users.everybody()), exact: true } : null;

const pathOf = (operand: Operand): string => (operand.kind === 'path' ? operand.path.join('/').toLowerCase() : '');

/** Names are searched by the start of each word, addresses by their own start. */
function bySearch(users: People, search: Search): Choice | null {
  if ('joint' in search) {
    const [left, right] = [bySearch(users, search.left), bySearch(users, search.right)];
    if (search.joint === 'or') return left && right && { chosen: left.chosen.or(right.chosen), exact: left.exact && right.exact };
    if (left && right) return { chosen: left.chosen.and(right.chosen), exact: left.exact && right.exact };
    const one = left ?? right;
    return one && { chosen: one.chosen, exact: false };
  }
  const { property, words, start } = search;
  if (/^displayName$/i.test(property)) return words.length > 0 ? { chosen: words.map((word) => users.withNameWord(word)).reduce((all, more) => all.and(more)), exact: true } : null;
  const chosen = /^(mail|userPrincipalName)$/i.test(property) && start !== '' ? users.where(INDEXED.get(property.toLowerCase()) ?? 'mail', { is: 'beginning', with: start }) : null;
  return chosen && { chosen, exact: true };
}
