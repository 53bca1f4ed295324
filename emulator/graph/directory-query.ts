import type { GraphResponse } from '../wire';
import type { Context } from './context';
import { badRequest } from './graph-error';
import type { Collection } from './odata/collection';
import { answerCount, answerList } from './odata/collection';
import { usesOf } from './odata/filter';
import type { Filter } from './odata/filter-parser';
import type { Options } from './odata/options';
import { readOptions } from './odata/options';
import { checkProjection, render } from './odata/render';
import type { ShapeNames, Thing } from './odata/thing';

/** https://learn.microsoft.com/graph/filter-query-parameter: `in` takes 15 values at most. */
const MOST_ALTERNATIVES = 15;
const ENDS_WITH: ReadonlySet<string> = new Set(['mail', 'userprincipalname', 'othermails', 'proxyaddresses']);
/** Properties the directory does not filter by. */
const NOT_FILTERABLE: ReadonlySet<string> = new Set(['mobilephone', 'aboutme', 'membershiprule', 'approles', 'description']);

/** The rules all lists of directory objects share: https://learn.microsoft.com/graph/aad-advanced-queries */
export function directoryCollection<Row>(
  context: Context,
  parts: Pick<Collection<Row>, 'metadata' | 'shapes' | 'rows' | 'show'> & { pageSize?: number; cast?: boolean; advancedOnly?: boolean },
): Collection<Row> {
  return {
    pageSize: 100,
    maxTop: 999,
    ...parts,
    check: (options) => checkDirectoryQuery(context, options, parts),
  };
}

export const directoryList = <Row>(context: Context, parts: Parameters<typeof directoryCollection<Row>>[1]): GraphResponse => answerList(context, directoryCollection(context, parts));

/** A `/$count` path; it needs the ConsistencyLevel header and nothing else. */
export function directoryCount<Row>(context: Context, parts: Parameters<typeof directoryCollection<Row>>[1]): GraphResponse {
  if (!isEventual(context)) throw badRequest('Request_BadRequest', '$count is not currently supported.');
  return answerCount(context, directoryCollection(context, parts));
}

const isEventual = ({ request }: Context): boolean => request.headers.consistencylevel?.toLowerCase() === 'eventual';

function checkDirectoryQuery(context: Context, options: Options, rules: { shapes: readonly ShapeNames[]; cast?: boolean; advancedOnly?: boolean }): void {
  const unsupported = (why: string) => badRequest('Request_UnsupportedQuery', why);
  if (options.skip > 0) throw badRequest('Request_BadRequest', "'$skip' is not supported by the service.");
  for (const { path } of options.orderby) requireProperty(rules.shapes, path);
  if (options.search && !isEventual(context)) throw unsupported('Request with $search query parameter only works through MSGraph with a special request header: \'ConsistencyLevel: eventual\'');

  const uses = options.filter ? usesOf(options.filter) : [];
  for (const { path, operator } of uses) {
    requireProperty(rules.shapes, path);
    if (operator === 'contains') throw unsupported(`Unsupported property filter clause operator 'Contains' on property '${path}'.`);
    if (operator === 'endswith' && !ENDS_WITH.has(path)) throw unsupported(`Operator 'endsWith' is not supported on property '${path}'.`);
    if (NOT_FILTERABLE.has(path.split('/')[0] ?? '')) throw unsupported(`Unsupported or invalid query filter clause specified for property '${path}' of resource '${rules.shapes[0]?.type ?? 'directoryObject'}'.`);
  }
  if (options.filter && widest(options.filter) > MOST_ALTERNATIVES) {
    throw unsupported(`Too many child clauses specified in search filter expression containing 'OR' operators: ${widest(options.filter)}. Max allowed: ${MOST_ALTERNATIVES}.`);
  }
  const combined = options.filter !== null || options.search !== null || options.orderby.length > 0;
  const advanced = options.search !== null
    || options.count
    || uses.some(({ operator, under }) => operator === 'ne' || operator === 'endswith' || under === 'not' || operator === 'all')
    || options.filter !== null && options.orderby.length > 0
    || (rules.cast === true || rules.advancedOnly === true) && combined;
  if (!advanced) return;
  if (!isEventual(context) || !options.count && options.search === null) {
    throw unsupported('The specified filter to the reference property query is currently not supported; advanced queries need the ConsistencyLevel header set to eventual and $count=true.');
  }
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

function requireProperty(shapes: readonly ShapeNames[], path: string): void {
  const head = path.split('/')[0] ?? path;
  if (head === '' || shapes.some((shape) => shape.hasProperty(head) || shape.hasNavigation(head))) return;
  throw badRequest('BadRequest', `Could not find a property named '${head}' on type 'microsoft.graph.${shapes[0]?.type ?? 'directoryObject'}'.`);
}

/** One object, as a GET of it answers: `$select` and `$expand` apply, other options are ignored. */
export function answerObject({ request }: Context, metadata: string, shape: ShapeNames, thing: Thing): GraphResponse {
  const options = readOptions(request.query);
  checkProjection([shape], options);
  return { status: 200, body: { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${metadata}/$entity`, ...render(thing, options) } };
}
