import type { Json, Thing } from '../odata/thing';

/**
 * An object as a delta function tells it: the tracked properties that ever had a value, and what changed in any case, also
 * to null. Which of those that are null once had a value is not kept, so unchanged ones are left out.
 */
export function trackedBody(thing: Thing, tracked: readonly string[], changed: ReadonlySet<string> | null, changedOnly: boolean): { [name: string]: Json } {
  const body: { [name: string]: Json } = {};
  for (const name of tracked) {
    const property = thing.property(name);
    if (!property) continue;
    const isChanged = changed?.has(property.name) === true;
    if (isChanged || property.value !== null && !(changedOnly && changed !== null)) body[property.name] = property.value;
  }
  const id = thing.property('id')?.value;
  return id === undefined ? body : { ...body, id };
}

/** Something that is gone: it can be restored, or not. */
export const removed = (id: string, restorable: boolean): { [name: string]: Json } => ({ id, '@removed': { reason: restorable ? 'changed' : 'deleted' } });
