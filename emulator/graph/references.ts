import type { Context } from './context';
import { badRequest, noSuchObject } from './graph-error';

type Kind = 'user' | 'group' | 'servicePrincipal' | 'application' | 'device';
export type Referred = { id: string; kind: Kind };

/** The object behind an id, or null. */
export function objectById({ tenant }: Pick<Context, 'tenant'>, given: string): Referred | null {
  const id = given.toLowerCase();
  if (tenant.users.get(id)) return { id, kind: 'user' };
  if (tenant.groups.has(id)) return { id, kind: 'group' };
  if (tenant.servicePrincipals.has(id)) return { id, kind: 'servicePrincipal' };
  if (tenant.devices.has(id)) return { id, kind: 'device' };
  return tenant.applications.has(id) ? { id, kind: 'application' } : null;
}

/**
 * The object an address such as `https://graph.microsoft.com/v1.0/directoryObjects/{id}` leads to.
 * Throws 400 for what is no such address, 404 for an object that is not there.
 */
function referredBy(context: Context, address: unknown): Referred {
  const [, set, given] = /^(?:https:\/\/graph\.microsoft\.com\/(?:v1\.0|beta)\/|\/)?(directoryObjects|users|groups|servicePrincipals|applications|devices)(?:\/|\(')([^/')]+)(?:'\))?\/?$/i.exec(typeof address === 'string' ? address : '') ?? [];
  if (set === undefined || given === undefined) throw badRequest('Request_BadRequest', `Invalid URL format specified in @odata.id for the reference update: '${String(address)}'.`);
  const named = decodeURIComponent(given);
  const id = set.toLowerCase() === 'users' ? (context.tenant.users.find(named)?.id ?? named) : named;
  const found = objectById(context, id);
  if (!found) throw noSuchObject(named);
  return found;
}

/** The one object a `$ref` body names. */
export function referredIn(context: Context): Referred {
  const body = (context.request.body ?? {}) as Record<string, unknown>;
  if (body['@odata.id'] === undefined) throw badRequest('Request_BadRequest', "The body of a reference update needs '@odata.id'.");
  return referredBy(context, body['@odata.id']);
}

/** The objects of a `members@odata.bind` or the like, each once; none when it is absent. Throws 400 for more than `most`. */
export function boundIn(context: Context, body: Record<string, unknown>, name: string, most: number): Referred[] {
  const addresses = body[`${name}@odata.bind`];
  if (addresses === undefined) return [];
  if (!Array.isArray(addresses)) throw badRequest('Request_BadRequest', `The value of '${name}@odata.bind' must be a collection.`);
  if (addresses.length > most) throw badRequest('Request_BadRequest', `The request holds ${addresses.length} references in '${name}@odata.bind'; at most ${most} are allowed.`);
  const found = new Map(addresses.map((address) => referredBy(context, address)).map((one) => [one.id, one]));
  return [...found.values()];
}
