import type { Support } from './directory-filters';
import { supportFor } from './directory-filters';
import { badRequest } from './graph-error';
import type { Use } from './odata/filter';
import { usesOf } from './odata/filter';
import type { Filter } from './odata/filter-parser';
import { typeFault } from './odata/filter-types';
import type { Options } from './odata/options';
import type { ShapeNames } from './odata/thing';
import { typeOfPath } from './property-types';

/** https://learn.microsoft.com/graph/filter-query-parameter: `in` takes 15 values at most. */
const MOST_ALTERNATIVES = 15;

const set = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(' '));

// From here on the tables of https://learn.microsoft.com/graph/aad-advanced-queries.
/** What lists are sorted by: at any time, and in advanced queries only. */
const SORTED: Record<string, { always: ReadonlySet<string>; advanced: ReadonlySet<string> }> = {
  user: { always: set('displayName userPrincipalName'), advanced: set('createdDateTime deletedDateTime') },
  group: { always: set('displayName'), advanced: set('createdDateTime deletedDateTime') },
};
const SORTED_ELSE = { always: set(''), advanced: set('displayName createdDateTime deletedDateTime userPrincipalName') };

/** Of deleted items: https://learn.microsoft.com/graph/api/directory-deleteditems-list */
const SORTED_IN_BIN = { always: set('displayName userPrincipalName'), advanced: set('deletedDateTime') };

type Rules = { shapes: readonly ShapeNames[]; eventual: boolean; cast?: boolean; advancedOnly?: boolean; isBin?: boolean };

const unsupported = (why: string) => badRequest('Request_UnsupportedQuery', why);

/** Throws Graph's refusal of a query on directory objects that it does not take, or not without the advanced query parameters. */
export function requireDirectoryQuery(options: Options, rules: Rules): void {
  if (options.skip > 0) throw badRequest('Request_BadRequest', "'$skip' is not supported by the service.");
  if (options.search && !rules.eventual) throw unsupported('Request with $search query parameter only works through MSGraph with a special request header: \'ConsistencyLevel: eventual\'');
  requireExpandable(options);
  const uses = options.filter ? usesOf(options.filter) : [];
  for (const use of uses) requireFilterable(use, rules.shapes);
  if (options.filter && widest(options.filter) > MOST_ALTERNATIVES) {
    throw unsupported(`Too many child clauses specified in search filter expression containing 'OR' operators: ${widest(options.filter)}. Max allowed: ${MOST_ALTERNATIVES}.`);
  }
  const advanced = reasonForAdvanced(options, uses, rules);
  if (advanced === null) return;
  // `$search` alone asks for the header and not for `$count`.
  if (!rules.eventual || !options.count && !options.search) {
    throw unsupported(`${advanced} is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information`);
  }
  if (options.expand.length > 0) throw unsupported('$expand is not currently supported with advanced queries.');
}

/** Directory objects expand one navigation, one step: https://learn.microsoft.com/graph/query-parameters */
function requireExpandable({ expand }: Options): void {
  if (expand.length > 1) throw unsupported('Only one navigation property can be expanded in a request on directory objects.');
  for (const { name, expand: inner, levels } of expand) {
    if (name === '*') throw unsupported("'$expand=*' is not supported on directory objects; name the navigation property.");
    if (inner.length > 0) throw unsupported(`What is expanded as '${name}' cannot be expanded further.`);
    if (levels > 1) throw unsupported('$levels is supported for a single user only.');
  }
}

const SUPPORT: readonly Support[] = ['always', 'advanced', 'never'];

/** The best that any of the types a list may hold offers. */
const bestOf = (use: Use, shapes: readonly ShapeNames[]): Support => SUPPORT.find((support) => shapes.some(({ type }) => supportFor(type, use) === support)) ?? 'never';

function requireFilterable(use: Use, shapes: readonly ShapeNames[]): void {
  const { path, operator, inLambda } = use;
  const [head = ''] = path.split('/');
  if (!inLambda) requireProperty(shapes, head, 'Invalid filter clause: ');
  const fault = typeFault(use, typeOfPath(path, shapes.length === 1 ? shapes[0]?.type : undefined));
  if (fault !== null) throw badRequest('BadRequest', `Invalid filter clause: ${fault}`);
  if (operator === 'contains') throw unsupported(`Unsupported property filter clause operator 'Contains' on property '${path}'.`);
  if (operator === 'has') throw unsupported(`Unsupported property filter clause operator 'Has' on property '${path}'.`);
  if (bestOf(use, shapes) !== 'never') return;
  if (operator === 'endswith') throw unsupported(`Operator 'endsWith' is not supported on property '${path}'.`);
  throw unsupported(`Unsupported or invalid query filter clause specified for property '${path}' of resource '${nameOf(shapes)}'.`);
}

/** Why a query needs the header and `$count=true`, as the refusal begins; null when it does not. */
function reasonForAdvanced(options: Options, uses: readonly Use[], rules: Rules): string | null {
  if (options.search) return "Query parameter '$search'";
  const [only] = rules.shapes;
  for (const use of uses) {
    const { path, operator, under, counts } = use;
    if (operator === 'ne' || operator === 'all') return `Operator '${operator}'`;
    if (operator === 'endswith') return "Operator 'endsWith'";
    if (under === 'not') return "Operator 'not'";
    if (counts) return "'$count' in a filter";
    if (bestOf(use, rules.shapes) === 'advanced') return `Filter on property '${path}'`;
  }
  if (options.orderby.length > 0) {
    const ofType = rules.cast === true || rules.advancedOnly === true ? SORTED_ELSE : (SORTED[only?.type ?? ''] ?? SORTED_ELSE);
    const { always, advanced } = rules.isBin === true ? SORTED_IN_BIN : ofType;
    for (const { path } of options.orderby) {
      requireProperty(rules.shapes, path.split('/')[0] ?? '', '');
      if (!always.has(path.toLowerCase()) && !advanced.has(path.toLowerCase())) throw unsupported(`Sorting by property '${path}' is not supported for resource '${nameOf(rules.shapes)}'.`);
    }
    if (options.filter) return "'$orderby' together with '$filter'";
    if (options.orderby.some(({ path }) => !always.has(path.toLowerCase()))) return "Query parameter '$orderby'";
  }
  if ((rules.cast === true || rules.advancedOnly === true) && options.filter) return "Query parameter '$filter' on a relationship";
  return null;
}

/** How many alternatives an `in`, or a chain of `or`, holds. */
function widest(filter: Filter): number {
  switch (filter.kind) {
    case 'or': return alternatives(filter);
    case 'and': return Math.max(widest(filter.left), widest(filter.right));
    case 'not': return widest(filter.of);
    case 'in': return filter.values.length;
    default: return 1;
  }
}

const alternatives = (filter: Filter): number => (filter.kind === 'or' ? alternatives(filter.left) + alternatives(filter.right) : widest(filter));

const nameOf = ([shape, ...others]: readonly ShapeNames[]): string => {
  const type = others.length === 0 ? (shape?.type ?? 'directoryObject') : 'directoryObject';
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
};

function requireProperty(shapes: readonly ShapeNames[], name: string, before: string): void {
  if (name === '' || name.startsWith('microsoft.graph.') || shapes.some((shape) => shape.hasProperty(name) || shape.hasNavigation(name))) return;
  throw badRequest('BadRequest', `${before}Could not find a property named '${name}' on type 'microsoft.graph.${shapes.length === 1 ? (shapes[0]?.type ?? 'directoryObject') : 'directoryObject'}'.`);
}
