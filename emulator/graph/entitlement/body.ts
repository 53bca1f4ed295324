import type { Context } from '../context';
import { badRequest } from '../graph-error';

export type Body = Record<string, unknown>;

/** Graph's answer to a body of the wrong shape. */
export const invalidModel = (why: string) => badRequest('InvalidModel', `The model is invalid. ${why}`);

/** The request's body as an object that has no other properties than those named. */
export function bodyOf({ request }: Context, known: readonly string[]): Body {
  const body = asBody(request.body, 'The body');
  for (const name of Object.keys(body)) {
    if (!name.startsWith('@') && !known.includes(name)) throw badRequest('BadRequest', `Invalid property '${name}'.`);
  }
  return body;
}

export function asBody(value: unknown, what: string): Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidModel(`${what} must be an object.`);
  return value as Body;
}

export function textIn(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidModel(`${name} must be a string.`);
  return value;
}

/** A text as a change leaves it: null empties it, and what is not spoken of stays. */
export const changedText = (body: Body, name: string, before: string): string => (body[name] === undefined ? before : (textIn(body, name) ?? ''));

/** A text that has to be there and not be blank. */
export function neededText(body: Body, name: string): string {
  const value = textIn(body, name)?.trim();
  if (!value) throw invalidModel(`${name} is required.`);
  return value;
}

export function flagIn(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidModel(`${name} must be a boolean.`);
  return value;
}

/** A whole number, 0 where none is given. */
export function numberIn(body: Body, name: string): number {
  const value = body[name];
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidModel(`${name} must be an integer.`);
  return value;
}

export function listIn(body: Body, name: string): unknown[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidModel(`${name} must be a collection.`);
  return value;
}

/** A member of an enumeration, in Graph's spelling, whatever its case in the body. */
export function memberIn<Member extends string>(body: Body, name: string, members: readonly Member[]): Member | undefined {
  const value = textIn(body, name);
  if (value === undefined) return undefined;
  const member = members.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
  if (member === undefined) throw badRequest('ArgumentException', `Requested value '${value}' was not found.`);
  return member;
}

/** The id inside a reference such as `"catalog": {"id": "…"}`. */
export function referenceIn(body: Body, name: string): string {
  return neededText(asBody(body[name], name), 'id').toLowerCase();
}
