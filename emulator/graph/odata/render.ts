import { badRequest, GraphError } from '../graph-error';
import { typeOfPath } from '../property-types';
import { passes, usesOf } from './filter';
import { typeFault } from './filter-types';
import type { Expansion, Projection } from './options';
import { inOrder } from './order';
import type { Json, ShapeNames, Thing } from './thing';

/** An object's body: what was selected or is usual, and what was expanded. */
export function render(thing: Thing, { select, expand }: Projection): { [name: string]: Json } {
  const body: { [name: string]: Json } = {};
  if (thing.stated) body['@odata.type'] = `#microsoft.graph.${thing.type}`;
  for (const name of select ?? thing.usual) {
    const property = thing.property(name.split('/')[0] ?? name);
    if (property) body[property.name] = property.value;
  }
  for (const expansion of expand) for (const name of expansion.name === '*' ? thing.names.navigations : [expansion.name]) expandInto(body, thing, { ...expansion, name });
  return body;
}

function expandInto(body: { [name: string]: Json }, thing: Thing, expansion: Expansion): void {
  const way = thing.follow(expansion.name);
  if (!way) return;
  const { filter, orderby, skip, top, levels } = expansion;
  // `$levels=3` shows the same navigation again in each object found, twice more.
  const inner = levels > 1 ? { ...expansion, expand: [...expansion.expand, { ...expansion, levels: levels - 1 }] } : expansion;
  if (!Array.isArray(way.to)) {
    if (way.to) checkProjection([way.to.names], inner);
    body[way.name] = way.to && render(way.to, inner);
    return;
  }
  checkCondition(way.to.map(({ names }) => names), expansion);
  const chosen = inOrder(way.to.filter((one) => filter === null || passes(filter, one)), orderby);
  if (expansion.count) body[`${way.name}@odata.count`] = chosen.length;
  body[way.name] = chosen.slice(skip, top === null ? undefined : skip + top).map((one) => {
    checkProjection([one.names], inner);
    return render(one, inner);
  });
}

/** Refuses what stands in an expansion's own `$filter` and `$orderby` and none of the types found has, or has otherwise; no page says more of these. */
function checkCondition(found: readonly ShapeNames[], { filter, orderby }: Expansion): void {
  const shapes = [...new Set(found)];
  if (shapes.length === 0) return;
  const requireKnown = (path: string) => {
    const [head = ''] = path.split('/');
    if (!shapes.some((shape) => shape.hasProperty(head) || shape.hasNavigation(head)) && !head.startsWith('microsoft.graph.')) throw new UnknownName(head, shapes.length === 1 ? shapes[0]?.type : 'directoryObject');
  };
  for (const { path } of orderby) requireKnown(path);
  for (const use of filter ? usesOf(filter) : []) {
    if (!use.inLambda) requireKnown(use.path);
    const fault = typeFault(use, typeOfPath(use.path));
    if (fault !== null) throw badRequest('BadRequest', `Parsing OData Select and Expand failed: ${fault}`);
  }
}

/** Refuses a `$select` or `$expand` of what none of the given types has. */
export function checkProjection(shapes: readonly ShapeNames[], { select, expand }: Projection): void {
  const type = shapes.length === 1 ? shapes[0]?.type : 'directoryObject';
  for (const name of select ?? []) {
    const head = name.split('/')[0] ?? name;
    if (!shapes.some((shape) => shape.hasProperty(head) || shape.hasNavigation(head))) throw new UnknownName(head, type);
  }
  for (const { name } of expand) if (name !== '*' && !shapes.some((shape) => shape.hasNavigation(name))) throw new UnknownName(name, type);
}

/** The refusal of a name in `$select` or `$expand` that a type does not have. */
export class UnknownName extends GraphError {
  constructor(readonly missing: string, type: string | undefined) {
    super(400, 'BadRequest', `Parsing OData Select and Expand failed: Could not find a property named '${missing}' on type 'microsoft.graph.${type ?? 'entity'}'.`);
  }
}
