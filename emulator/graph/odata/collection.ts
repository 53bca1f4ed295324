import type { GraphResponse } from '../../wire';
import type { Context } from '../context';
import { badRequest, GraphError } from '../graph-error';
import { ordered, passes, usesOf } from './filter';
import type { Filter } from './filter-parser';
import type { Options } from './options';
import { readOptions } from './options';
import { checkProjection, render } from './render';
import type { Search } from './search';
import { found } from './search';
import type { Json, ShapeNames, Thing } from './thing';

/** Rows with the position each stands at, from a position on. */
export type Source<Row> = (from: number) => Iterable<readonly [number, Row]>;

/** A list that Graph answers: where its rows come from, how a row is shown, and which queries it takes. */
export type Collection<Row> = {
  /** What stands after `$metadata#`. */
  metadata: string;
  /** Types an element may have. */
  shapes: readonly ShapeNames[];
  /** Chooses the rows to look at; a filter that an index answers need not walk all of them. */
  rows(filter: Filter | null, search: Search | null): Source<Row>;
  show(row: Row): Thing;
  pageSize: number;
  /** Throws the family's refusal of a query it does not take. */
  check(options: Options): void;
  maxTop: number;
  /** Whether a larger `$top` is answered by full pages rather than refused. */
  capsTop?: boolean;
  filterCode?: string;
};

/** The rows of an array as a source. */
export const listed = <Row>(rows: readonly Row[]): Source<Row> =>
  function* from(position) {
    for (let at = position; at < rows.length; at += 1) yield [at, rows[at] as Row] as const;
  };

/** One page of a collection, with the link to the next and, when asked for, the count of all. */
export function answerList<Row>(context: Context, collection: Collection<Row>): GraphResponse {
  const { query } = context.request;
  const options = readOptions(query, collection.filterCode);
  checkProjection(collection.shapes, options);
  collection.check(options);
  const size = pageSize(options, collection);
  const first = options.skiptoken === null;
  const start = first ? options.skip : positionIn(options.skiptoken ?? '');

  const source = matching(collection, options);
  const { things, next } = options.orderby.length > 0 ? sortedPage(source, options, start, size) : page(source, first ? 0 : start, first ? options.skip : 0, size);
  const body: { [name: string]: Json } = { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${collection.metadata}` };
  if (options.count && first) body['@odata.count'] = count(source);
  if (next !== null) body['@odata.nextLink'] = nextLink(context, next);
  body.value = things.map((thing) => render(thing, options));
  return { status: 200, body };
}

/** The number a `/$count` path answers, as plain text. */
export function answerCount<Row>(context: Context, collection: Collection<Row>): GraphResponse {
  const options = readOptions(context.request.query, collection.filterCode);
  collection.check({ ...options, count: true });
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: count(matching(collection, options)) };
}

function matching<Row>(collection: Collection<Row>, { filter, search }: Options): Source<Thing> {
  const rows = collection.rows(filter, search);
  return function* from(position) {
    for (const [at, row] of rows(position)) {
      const thing = collection.show(row);
      if ((filter === null || passes(filter, thing)) && (search === null || found(search, thing))) yield [at, thing] as const;
    }
  };
}

function page(source: Source<Thing>, start: number, skip: number, size: number): { things: Thing[]; next: number | null } {
  const things: Thing[] = [];
  let left = skip;
  for (const [at, thing] of source(start)) {
    if (left > 0) {
      left -= 1;
      continue;
    }
    if (things.length === size) return { things, next: at };
    things.push(thing);
  }
  return { things, next: null };
}

function sortedPage(source: Source<Thing>, { orderby }: Options, start: number, size: number): { things: Thing[]; next: number | null } {
  const all = Array.from(source(0), ([, thing]) => thing);
  all.sort((one, other) => {
    for (const { path, descending } of orderby) {
      const order = ordered(one.property(path)?.value ?? '', other.property(path)?.value ?? '') ?? 0;
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  const end = start + size;
  return { things: all.slice(start, end), next: end < all.length ? end : null };
}

function count(source: Source<Thing>): number {
  let total = 0;
  for (const _ of source(0)) total += 1;
  return total;
}

function pageSize<Row>({ top }: Options, { pageSize: usual, maxTop, capsTop }: Collection<Row>): number {
  if (top === null) return usual;
  if (capsTop === true && top > 0) return Math.min(top, usual);
  if (top < 1 || top > maxTop) throw badRequest('Request_UnsupportedQuery', `Invalid page size specified: '${top}'. Must be between 1 and ${maxTop} inclusive.`);
  return top;
}

/** Page links are opaque to callers; what they hold is a position. */
function nextLink({ request }: Context, position: number): string {
  const query = new URLSearchParams(request.query);
  query.delete('$skip');
  query.set('$skiptoken', Buffer.from(`p${position}`).toString('base64url'));
  const path = request.path.split('/').map((segment) => encodeURIComponent(segment).replace(/%(24|2C|3D|40|3A)/g, (code) => decodeURIComponent(code))).join('/');
  return `https://graph.microsoft.com/v1.0${path}?${query.toString().replaceAll('+', '%20').replaceAll('%24', '$')}`;
}

function positionIn(token: string): number {
  const [, position] = /^p(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position === undefined) {
    throw new GraphError(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired and can no longer be included in your request.');
  }
  return Number(position);
}

/** Which operators a filter may use on which path; '*' for every operator. */
export type FilterRules = Record<string, readonly string[] | '*'>;

/** Refuses, as entitlement management does, a filter on anything but what is documented, and every way of joining but `and`. */
export function checkDocumentedFilter(filter: Filter | null, rules: FilterRules): void {
  if (filter === null) return;
  for (const { path, operator, under } of usesOf(filter)) {
    const allowed = rules[path];
    if (allowed === undefined || under !== 'and' || allowed !== '*' && !allowed.includes(operator)) {
      throw badRequest('InvalidFilter', `OData query is invalid: Filter '${path} ${operator}${under === 'and' ? '' : ` under ${under}`}' is not supported.`);
    }
  }
}
