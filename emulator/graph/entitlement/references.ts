import type { Context } from '../context';
import { GraphError, noSuchResource } from '../graph-error';
import { bodyOf, invalidModel, neededText } from './body';

/** The last id of a reference such as `https://graph.microsoft.com/v1.0/groups/{id}`, of a `$ref` POST. */
export function referredId(context: Context): string {
  const address = neededText(bodyOf(context, []), '@odata.id');
  const [, id] = /([0-9a-f]{8}-[0-9a-f-]{27})'?\)?$/i.exec(address) ?? [];
  if (!id) throw invalidModel('@odata.id is not the address of an object.');
  return id.toLowerCase();
}

/** Enters a reference; 409 when it is there already. */
export function addReference(held: string[], id: string): void {
  if (held.includes(id)) throw new GraphError(409, 'DuplicateKey', 'There is already a duplicated entity.');
  held.push(id);
}

/** Takes a reference out; 404 when there is none. */
export function removeReference(held: string[], id: string): void {
  const at = held.indexOf(id);
  if (at < 0) throw noSuchResource();
  held.splice(at, 1);
}
