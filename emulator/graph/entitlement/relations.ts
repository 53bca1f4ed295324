import type { GraphRequest, GraphResponse } from '../../wire';
import { GraphError, noSuchResource } from '../graph-error';
import { EM } from './governance-query';

const BASE = 'https://graph.microsoft.com/v1.0/$metadata#';
/** What may stand inside an expansion. */
const OPTIONS = ['$select', '$expand', '$filter'];

type Relation = { of: GraphRequest; name: string };

/**
 * A path that goes on from one object of entitlement management to what it is related to, as in
 * `/accessPackages/{id}/assignmentPolicies`: the schema has these, no page describes one, so each is answered as the
 * object's own expansion, to whoever may read the object. Null where the path is none of these.
 */
export function relationIn(request: GraphRequest): Relation | null {
  const [, ofPath, name] = /^(.*\/[^/]+)\/([A-Za-z]+)$/.exec(request.path) ?? [];
  if (request.method !== 'GET' || ofPath === undefined || name === undefined || !ofPath.startsWith(`${EM}/`)) return null;
  const inner = OPTIONS.flatMap((option) => (request.query.has(option) ? `${option}=${request.query.get(option)}` : [])).join(';');
  return { name, of: { ...request, path: ofPath, query: new URLSearchParams({ $select: 'id', $expand: inner === '' ? name : `${name}(${inner})` }) } };
}

/** The answer to a relation, out of the object's with the relation expanded. */
export async function answerRelation({ of, name }: Relation, answer: (request: GraphRequest) => Promise<GraphResponse>): Promise<GraphResponse> {
  const { body } = await answer(of).catch((error: unknown) => {
    // An object that has no such relation says so of the whole path.
    if (error instanceof GraphError && error.message.includes(`property named '${name}'`)) throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${name}'.`);
    throw error;
  });
  const found = Object.entries(body as Record<string, unknown>).find(([key]) => key.toLowerCase() === name.toLowerCase());
  const metadata = `${BASE}${of.path.slice(1)}/${found?.[0] ?? name}`;
  if (Array.isArray(found?.[1])) return { status: 200, body: { '@odata.context': metadata, value: found[1] as unknown[] } };
  if (!found?.[1]) throw noSuchResource(`The ${name} was not found.`);
  return { status: 200, body: { '@odata.context': `${metadata}/$entity`, ...(found[1] as Record<string, unknown>) } };
}
