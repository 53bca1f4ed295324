import { badRequest } from '../graph-error';
import { passes } from './filter';
import type { Expansion, Projection } from './options';
import type { Json, Thing } from './thing';

/** An object's body: what was selected or is usual, and what was expanded. */
export function render(thing: Thing, { select, expand }: Projection): { [name: string]: Json } {
  const body: { [name: string]: Json } = {};
  if (thing.stated) body['@odata.type'] = `#microsoft.graph.${thing.type}`;
  for (const name of select ?? thing.usual) {
    const property = thing.property(name.split('/')[0] ?? name);
    if (property) body[property.name] = property.value;
  }
  for (const expansion of expand) {
    const way = thing.follow(expansion.name);
    if (way) body[way.name] = renderAll(way.to, expansion);
  }
  return body;
}

function renderAll(to: Thing | Thing[] | null, expansion: Expansion): Json {
  if (to === null) return null;
  if (!Array.isArray(to)) {
    checkNames(to, expansion);
    return render(to, expansion);
  }
  return to
    .filter((thing) => expansion.filter === null || passes(expansion.filter, thing))
    .slice(0, expansion.top ?? to.length)
    .map((thing) => {
      checkNames(thing, expansion);
      return render(thing, expansion);
    });
}

type Names = { type: string; hasProperty(name: string): boolean; hasNavigation(name: string): boolean };

/** Refuses a `$select` or `$expand` of what none of the given types has. */
export function checkProjection(shapes: readonly Names[], { select, expand }: Projection): void {
  const type = shapes.length === 1 ? shapes[0]?.type : 'directoryObject';
  for (const name of select ?? []) {
    const head = name.split('/')[0] ?? name;
    if (!shapes.some((shape) => shape.hasProperty(head) || shape.hasNavigation(head))) throw unknownName(head, type);
  }
  for (const { name } of expand) if (!shapes.some((shape) => shape.hasNavigation(name))) throw unknownName(name, type);
}

function checkNames(thing: Thing, projection: Projection): void {
  checkProjection([{ type: thing.type, hasProperty: (name) => thing.property(name) !== undefined, hasNavigation: (name) => thing.follow(name) !== undefined }], projection);
}

const unknownName = (name: string, type: string | undefined) =>
  badRequest('BadRequest', `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type ?? 'entity'}'.`);
