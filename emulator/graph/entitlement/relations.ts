import type { GraphRequest, GraphResponse } from '../../wire';
import { GraphError, noSuchResource } from '../graph-error';
import { nextLink } from '../odata/collection';
import { readOptions } from '../odata/options';
import type { Options } from '../odata/options';
import { pageToken, readPageToken } from '../odata/page-token';
import { UnknownName } from '../odata/render';
import { EM, PAGE, requireUnsorted } from './governance-query';

const BASE = 'https://graph.microsoft.com/v1.0/$metadata#';
/** What may stand inside an expansion; the rest is done to the list it gives. */
const OPTIONS = ['$select', '$expand', '$filter'];

type Relation = { of: GraphRequest; name: string; request: GraphRequest };

/**
 * A path that goes on from one object of entitlement management to what it is related to, as in
 * `/accessPackages/{id}/assignmentPolicies`: the schema has these, no page describes one, so each is answered as the
 * object's own expansion, to whoever may read the object. Null where the path is none of these.
 */
export function relationIn(request: GraphRequest): Relation | null {
  const [, ofPath, name] = /^(.*\/[^/]+)\/([A-Za-z]+)$/.exec(request.path) ?? [];
  if (request.method !== 'GET' || ofPath === undefined || name === undefined || !ofPath.startsWith(`${EM}/`)) return null;
  const inner = OPTIONS.flatMap((option) => (request.query.has(option) ? `${option}=${request.query.get(option)}` : [])).join(';');
  return { name, request, of: { ...request, path: ofPath, query: new URLSearchParams({ $select: 'id', $expand: inner === '' ? name : `${name}(${inner})` }) } };
}

/** The answer to a relation at a moment, out of the object's with the relation expanded. Throws the refusals that every list of entitlement management has. */
export async function answerRelation({ of, name, request }: Relation, now: number, answer: (request: GraphRequest) => Promise<GraphResponse>): Promise<GraphResponse> {
  const options = readOptions(request.query, 'InvalidFilter');
  requireUnsorted(options);
  const { body } = await answer(of).catch((error: unknown) => {
    // An object that has no such relation says so of the whole path.
    if (error instanceof UnknownName && error.missing === name) throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${name}'.`);
    throw error;
  });
  const found = Object.entries(body as Record<string, unknown>).find(([key]) => key.toLowerCase() === name.toLowerCase());
  const metadata = `${BASE}${of.path.slice(1)}/${found?.[0] ?? name}`;
  if (Array.isArray(found?.[1])) return { status: 200, body: { '@odata.context': metadata, ...page(request, found[1] as unknown[], options, now) } };
  if (!found?.[1]) throw noSuchResource(`The ${name} was not found.`);
  return { status: 200, body: { '@odata.context': `${metadata}/$entity`, ...(found[1] as Record<string, unknown>) } };
}

/** The part of a list that is asked for, a hundred at most, with the link to the next. */
function page(request: GraphRequest, rows: readonly unknown[], { top, skip, count, skiptoken }: Options, now: number) {
  const from = skiptoken === null ? skip : readPageToken(skiptoken, now, Number.POSITIVE_INFINITY).position;
  const end = from + Math.min(top === null || top === 0 ? PAGE : top, PAGE);
  return {
    ...(count && skiptoken === null ? { '@odata.count': rows.length } : {}),
    ...(end < rows.length ? { '@odata.nextLink': nextLink(request, pageToken({ position: end, sorting: null, issued: now })) } : {}),
    value: rows.slice(from, end),
  };
}
