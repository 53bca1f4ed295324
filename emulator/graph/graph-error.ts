/** A refusal in Graph's words; `handle` turns it into the error body. */
export class GraphError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly headers: Record<string, string> = {}) {
    super(message);
  }
}

export const badRequest = (code: string, message: string): GraphError => new GraphError(400, code, message);

/** A directory object nobody has: https://learn.microsoft.com/graph/errors */
export const noSuchObject = (id: string): GraphError =>
  new GraphError(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`);

/** The same in entitlement management, which words it in its own way. */
export const noSuchResource = (message = 'The resource was not found.'): GraphError => new GraphError(404, 'ResourceNotFound', message);

/** The error body Graph sends, with the ids a support case asks for. */
export function errorBody(error: GraphError, requestId: string, clientRequestId: string, now: number) {
  return {
    error: {
      code: error.code,
      message: error.message,
      innerError: { date: new Date(now).toISOString().slice(0, 19), 'request-id': requestId, 'client-request-id': clientRequestId },
    },
  };
}
