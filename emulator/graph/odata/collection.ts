import type { GraphRequest, GraphResponse } from '../../wire';
import type { Context } from '../context';
import { badRequest } from '../graph-error';
import { passes } from './filter';
import type { Filter } from './filter-parser';
import type { Options, Order } from './options';
import { readOptions } from './options';
import { pageToken, readPageToken } from './page-token';
import { checkProjection, render } from './render';
import type { Search } from './search';
import { matches } from './search';
import { keepSorting, keptSorting, sortPositions } from './sortings';
import type { Json, ShapeNames, Thing } from './thing';

/** Rows with the position each stands at, from a position on. */
export type Source<Row> = (from: number) => Iterable<readonly [number, Row]>;

/** The rows a query may ask for; what an index found out about them needs no second look. */
export type Rows<Row> = {
  from: Source<Row>;
  /** Every row passes filter and search. */
  exact?: boolean;
  /** They come in the order asked for, and each position leads on in it. */
  ordered?: boolean;
  /** How many there are, without a walk over them. */
  count?: () => number;
};

/** A list that Graph answers: where its rows come from, how a row is shown, and which queries it takes. */
export type Collection<Row> = {
  /** What stands after `$metadata#`. */
  metadata: string;
  /** Types an element may have. */
  shapes: readonly ShapeNames[];
  /** Chooses the rows to look at; a filter that an index answers need not walk all of them. */
  rows(filter: Filter | null, search: Search | null, orderby: readonly Order[]): Source<Row> | Rows<Row>;
  show(row: Row): Thing;
  pageSize: number;
  /** Throws the family's refusal of a query it does not take. */
  check(options: Options): void;
  maxTop: number;
  /** Whether a larger `$top` is answered by full pages rather than refused. */
  capsTop?: boolean;
  filterCode?: string;
  /** False leaves `$count=true` without effect. */
  counts?: boolean;
  /** After so long a page link is refused; absent for never. */
  linkLifetimeMs?: number;
};

/** The rows of an array as a source. */
export const listed = <Row>(rows: readonly Row[]): Source<Row> =>
  function* from(position) {
    for (let at = position; at < rows.length; at += 1) yield [at, rows[at] as Row] as const;
  };

/** One page of a collection, with the link to the next and, when asked for, the count of all. */
export function answerList<Row>(context: Context, collection: Collection<Row>): GraphResponse {
  const options = readOptions(context.request.query, collection.filterCode);
  checkProjection(collection.shapes, options);
  collection.check(options);
  const size = pageSize(options, collection);
  const source = matching(collection, options);
  const token = options.skiptoken === null ? null : readPageToken(options.skiptoken, context.now, collection.linkLifetimeMs ?? Number.POSITIVE_INFINITY);

  const { things, next } = options.orderby.length > 0 && !source.ordered
    ? sortedPage(context, source.from, options, token, size)
    : page(source.from, token?.position ?? 0, token ? 0 : options.skip, size);
  const body: { [name: string]: Json } = { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${collection.metadata}` };
  if (options.count && !token && collection.counts !== false) body['@odata.count'] = source.count();
  if (next !== null) body['@odata.nextLink'] = nextLink(context.request, pageToken({ sorting: null, ...next, issued: context.now }));
  body.value = things.map((thing) => render(thing, options));
  return { status: 200, body };
}

/** The number a `/$count` path answers, as plain text. */
export function answerCount<Row>(context: Context, collection: Collection<Row>): GraphResponse {
  const options = readOptions(context.request.query, collection.filterCode);
  collection.check({ ...options, count: true });
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: matching(collection, options).count() };
}

function matching<Row>(collection: Collection<Row>, { filter, search, orderby }: Options): Required<Pick<Rows<Thing>, 'from' | 'ordered' | 'count'>> {
  const found = collection.rows(filter, search, orderby);
  const { from: rows, exact = filter === null && search === null, ordered = false, count }: Rows<Row> = typeof found === 'function' ? { from: found } : found;
  function* from(position: number): Generator<readonly [number, Thing]> {
    for (const [at, row] of rows(position)) {
      const thing = collection.show(row);
      if (exact || (filter === null || passes(filter, thing)) && (search === null || matches(search, thing))) yield [at, thing] as const;
    }
  }
  // Without a condition nobody needs to be shown to be counted.
  return { from, ordered, count: (exact ? count : undefined) ?? (() => walked(exact ? rows : from)) };
}

function walked(source: Source<unknown>): number {
  let total = 0;
  for (const _ of source(0)) total += 1;
  return total;
}

type Page = { things: Thing[]; next: { position: number; sorting?: number } | null };

function page(source: Source<Thing>, start: number, skip: number, size: number): Page {
  const things: Thing[] = [];
  let left = skip;
  for (const [at, thing] of source(start)) {
    if (left > 0) {
      left -= 1;
      continue;
    }
    if (things.length === size) return { things, next: { position: at } };
    things.push(thing);
  }
  return { things, next: null };
}

/** Sorting happens once, for the first page; the pages after it go on in the order it found. */
function sortedPage(context: Context, source: Source<Thing>, { orderby, skip }: Options, token: { position: number; sorting: number | null } | null, size: number): Page {
  const positions = token ? keptSorting(context, token.sorting ?? -1) : sortPositions(source(0), orderby);
  const start = token?.position ?? skip;
  const things: Thing[] = [];
  for (let place = start; place < positions.length; place += 1) {
    const position = positions[place] ?? 0;
    if (things.length === size) return { things, next: { position: place, sorting: token?.sorting ?? keepSorting(context, positions) } };
    for (const [at, thing] of source(position)) {
      if (at === position) things.push(thing);
      break;
    }
  }
  return { things, next: null };
}

function pageSize<Row>({ top }: Options, { pageSize: usual, maxTop, capsTop }: Collection<Row>): number {
  if (top === null) return usual;
  if (capsTop === true && top > 0) return Math.min(top, usual);
  if (top < 1 || top > maxTop) throw badRequest('Request_UnsupportedQuery', `Invalid page size specified: '${top}'. Must be between 1 and ${maxTop} inclusive.`);
  return top;
}

/** The address of the page after this one: the same question with a token in place of what to skip. */
export function nextLink(request: GraphRequest, token: string): string {
  const query = new URLSearchParams(request.query);
  query.delete('$skip');
  query.set('$skiptoken', token);
  const path = request.path.split('/').map((segment) => encodeURIComponent(segment).replace(/%(24|2C|3D|40|3A)/g, (code) => decodeURIComponent(code))).join('/');
  return `https://graph.microsoft.com/v1.0${path}?${query.toString().replaceAll('+', '%20').replaceAll('%24', '$')}`;
}
