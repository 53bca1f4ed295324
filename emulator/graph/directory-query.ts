import type { GraphResponse } from '../wire';
import type { Context } from './context';
import { requireDirectoryQuery } from './directory-rules';
import { badRequest } from './graph-error';
import type { Collection } from './odata/collection';
import { answerCount, answerList } from './odata/collection';
import { readOptions } from './odata/options';
import { checkProjection, render } from './odata/render';
import type { Json, ShapeNames, Thing } from './odata/thing';

const HOUR_MS = 3_600_000;
/** A list whose objects are expanded comes by pages of at most so many, whatever `$top` says (known issue 13635). */
const MOST_EXPANDED = 100;

/** What a list of directory objects says of itself. `cast` and `advancedOnly` mark relationships, where more takes the ConsistencyLevel header. */
export type DirectoryParts<Row> = Pick<Collection<Row>, 'metadata' | 'shapes' | 'rows' | 'show'> & { pageSize?: number; cast?: boolean; advancedOnly?: boolean; isBin?: boolean };

function directoryCollection<Row>(context: Context, parts: DirectoryParts<Row>): Collection<Row> {
  return {
    pageSize: 100,
    maxTop: 999,
    linkLifetimeMs: HOUR_MS,
    ...parts,
    counts: isEventual(context),
    check: (options) => {
      requireDirectoryQuery(options, { eventual: isEventual(context), ...parts });
      if (options.expand.length > 0 && options.top !== null) options.top = Math.min(options.top, MOST_EXPANDED);
    },
  };
}

/** A list under the rules all directory objects share: https://learn.microsoft.com/graph/aad-advanced-queries */
export const directoryList = <Row>(context: Context, parts: DirectoryParts<Row>): GraphResponse => answerList(context, directoryCollection(context, parts));

/** A `/$count` path; it needs the ConsistencyLevel header and nothing else. */
export function directoryCount<Row>(context: Context, parts: DirectoryParts<Row>): GraphResponse {
  if (!isEventual(context)) throw badRequest('Request_BadRequest', '$count is not currently supported.');
  return answerCount(context, directoryCollection(context, parts));
}

/** Whether the request says that it takes an answer which lags behind. */
const isEventual = ({ request }: Context): boolean => request.headers.consistencylevel?.toLowerCase() === 'eventual';

/** One object, as a GET of it answers: `$select` and `$expand` apply, other options are ignored. */
export function answerObject(context: Context, metadata: string, shape: ShapeNames, thing: Thing): GraphResponse {
  const options = readOptions(context.request.query);
  checkProjection([shape], options);
  if (options.expand.some(({ name }) => name === '*')) throw badRequest('Request_UnsupportedQuery', "'$expand=*' is not supported on directory objects; name the navigation property.");
  const deep = options.expand.find(({ levels }) => levels > 1);
  if (deep && !(isEventual(context) && options.count)) {
    throw badRequest('Request_UnsupportedQuery', "The $levels option needs the ConsistencyLevel header set to eventual and $count=true.");
  }
  return { status: 200, body: objectBody(metadata, render(thing, options)) };
}

/** The answer to a create. */
export const createdObject = (metadata: string, thing: Thing): GraphResponse => ({ status: 201, body: objectBody(metadata, render(thing, { select: null, expand: [] })) });

export const NO_CONTENT: GraphResponse = { status: 204 };

const objectBody = (metadata: string, body: { [name: string]: Json }) => ({ '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${metadata}/$entity`, ...body });
