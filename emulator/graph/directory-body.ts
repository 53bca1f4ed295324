import type { Context } from './context';
import { badRequest } from './graph-error';
import { isOfType } from './property-types';

export type Body = Record<string, unknown>;

const wrong = (name: string, resource: string) => badRequest('Request_BadRequest', `Invalid value specified for property '${name}' of resource '${resource}'.`);

/** The body of a change of a directory object. Throws 400 for a property that is unknown, cannot be written, or has a value of another JSON type. */
export function bodyIn({ request }: Context, resource: string, known: readonly string[], bindable: readonly string[] = []): Body {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('BadRequest', 'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.');
  for (const [name, value] of Object.entries(body as Body)) {
    const bound = /^(.+)@odata\.bind$/.exec(name)?.[1];
    if (bound === undefined && known.includes(name) && !isOfType(name, value)) throw wrong(name, resource);
    if (bound === undefined ? name.startsWith('@') || known.includes(name) : bindable.includes(bound)) continue;
    throw badRequest('Request_BadRequest', `Property '${bound ?? name}' is read-only or does not exist on resource '${resource}', and cannot be set.`);
  }
  return body as Body;
}

/** A text, null where it is to be emptied, undefined where it is not spoken of. */
export function textIn(body: Body, name: string, resource: string): string | null | undefined {
  const value = body[name];
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') throw wrong(name, resource);
  return value;
}

/** A text that has to be there. */
export function neededIn(body: Body, name: string, resource: string): string {
  const value = textIn(body, name, resource);
  if (value === undefined || value === null) throw badRequest('Request_BadRequest', `A value is required for property '${name}' of resource '${resource}'.`);
  if (value.trim() === '') throw wrong(name, resource);
  return value;
}

export function flagIn(body: Body, name: string, resource: string, needed?: 'needed'): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) {
    if (needed) throw badRequest('Request_BadRequest', `A value is required for property '${name}' of resource '${resource}'.`);
    return undefined;
  }
  if (typeof value !== 'boolean') throw wrong(name, resource);
  return value;
}

export function listIn(body: Body, name: string): unknown[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrong(name, 'directoryObject');
  return value as unknown[];
}
