import { badRequest } from './graph-error';
import { usesOf } from './odata/filter';
import type { Filter } from './odata/filter-parser';
import { typeFault } from './odata/filter-types';
import { typeOfPath } from './property-types';

/** Which operators a filter may use on which path, '*' for every operator; of an enumeration, to which members it may be equal. */
export type FilterRules = Record<string, readonly string[] | '*' | { members: readonly string[] }>;
type Rule = FilterRules[string];

const isMembers = (rule: Rule): rule is { members: readonly string[] } => typeof rule === 'object' && 'members' in rule;
const operatorsOf = (rule: Rule): readonly string[] | '*' => (isMembers(rule) ? ['eq'] : rule);

/** Refuses, as entitlement management does, a filter on anything but what is documented, and every way of joining but `and`. */
export function checkDocumentedFilter(filter: Filter | null, rules: FilterRules): void {
  if (filter === null) return;
  for (const use of usesOf(filter)) {
    const { path, operator, under, inLambda } = use;
    const rule = rules[path];
    // What stands inside a lambda is allowed with the lambda.
    const allowed = rule === undefined ? (inLambda ? '*' : []) : operatorsOf(rule);
    if (under !== 'and' || allowed !== '*' && !allowed.includes(operator)) {
      throw badRequest('InvalidFilter', `OData query is invalid: Filter '${path} ${operator}${under === 'and' ? '' : ` under ${under}`}' is not supported.`);
    }
    const fault = typeFault(use, rule !== undefined && isMembers(rule) ? rule : typeOfPath(path));
    if (fault !== null) throw badRequest('InvalidFilter', `OData query is invalid: ${fault}`);
  }
}
