import type { Comparison, Filter, Given, Operand } from './filter-parser';
import type { Json, Thing } from './thing';

/** Whether an object passes a filter. Texts, enum members and names are compared without case, as the service does. */
export function passes(filter: Filter, thing: Thing): boolean {
  return evaluate(filter, { thing, variables: new Map() });
}

type Scope = { thing: Thing; variables: ReadonlyMap<string, Json | Thing> };

function evaluate(filter: Filter, scope: Scope): boolean {
  switch (filter.kind) {
    case 'and': return evaluate(filter.left, scope) && evaluate(filter.right, scope);
    case 'or': return evaluate(filter.left, scope) || evaluate(filter.right, scope);
    case 'not': return !evaluate(filter.of, scope);
    case 'compare': return compare(filter.operator, valueOf(filter.left, scope), valueOf(filter.right, scope));
    case 'in': {
      const left = valueOf(filter.left, scope);
      return filter.values.some(({ value }) => compare('eq', left, value));
    }
    case 'has': {
      const held = valueOf(filter.left, scope);
      const flags = typeof held === 'string' ? held.toLowerCase().split(/\s*,\s*/) : [];
      return filter.flags.every((flag) => flags.includes(flag.toLowerCase()));
    }
    case 'test': return test(filter.name, valueOf(filter.left, scope), valueOf(filter.right, scope));
    case 'any':
    case 'all': {
      const items = reach(filter.path, scope);
      const list = Array.isArray(items) ? items : [];
      const { of, variable } = filter;
      if (of === null) return list.length > 0;
      const holds = (item: Json | Thing): boolean => evaluate(of, { ...scope, variables: new Map([...scope.variables, [variable, item]]) });
      return filter.kind === 'any' ? list.some(holds) : list.every(holds);
    }
    default: return false;
  }
}

function valueOf(operand: Operand, scope: Scope): Json {
  switch (operand.kind) {
    case 'literal': return operand.value;
    case 'lower': return text(valueOf(operand.of, scope), (given) => given.toLowerCase());
    case 'upper': return text(valueOf(operand.of, scope), (given) => given.toUpperCase());
    case 'count': {
      const items = operand.of.kind === 'path' ? reach(operand.of.path, scope) : null;
      return Array.isArray(items) ? items.length : 0;
    }
    case 'path': {
      const found = reach(operand.path, scope);
      return isThing(found) || Array.isArray(found) && found.some(isThing) ? null : (found as Json);
    }
    default: return null;
  }
}

const text = (value: Json, change: (given: string) => string): Json => (typeof value === 'string' ? change(value) : value);

function reach(path: readonly string[], scope: Scope): Json | Thing | Thing[] {
  const [head = '', ...rest] = path;
  const variable = scope.variables.get(head);
  let here: Json | Thing | Thing[] = variable ?? scope.thing;
  for (const name of variable === undefined ? path : rest) {
    if (isThing(here)) here = step(here, name);
    else here = member(here as Json, name);
  }
  return here;
}

const CAST = 'microsoft.graph.';

/** What a name leads to from an object; a type's name is a cast, which only an object of that type passes. */
function step(thing: Thing, name: string): Json | Thing | Thing[] {
  if (name.toLowerCase().startsWith(CAST)) return name.toLowerCase() === `${CAST}${thing.type}`.toLowerCase() ? thing : null;
  return thing.property(name)?.value ?? thing.follow(name)?.to ?? null;
}

function member(value: Json, name: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  if (name.toLowerCase().startsWith(CAST)) {
    const type = value['@odata.type'];
    return typeof type === 'string' && type.toLowerCase() === `#${name.toLowerCase()}` ? value : null;
  }
  const key = Object.keys(value).find((known) => known.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : (value[key] ?? null);
}

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && 'follow' in value && typeof value.follow === 'function';

function compare(operator: Comparison, left: Json, right: Json): boolean {
  if (operator === 'eq') return same(left, right);
  if (operator === 'ne') return !same(left, right);
  const order = ordered(left, right);
  if (order === null) return false;
  if (operator === 'gt') return order > 0;
  if (operator === 'ge') return order >= 0;
  return operator === 'lt' ? order < 0 : order <= 0;
}

const DATE = /^\d{4}-\d\d-\d\d(T|$)/;

function same(left: Json, right: Json): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    return DATE.test(left) && DATE.test(right) ? Date.parse(left) === Date.parse(right) : left.toLowerCase() === right.toLowerCase();
  }
  return left === right;
}

/** Order of two values of one type, or null where they have none. */
export function ordered(left: Json, right: Json): number | null {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return null;
  return DATE.test(left) && DATE.test(right) ? Date.parse(left) - Date.parse(right) : COLLATOR.compare(left, right);
}

const COLLATOR = new Intl.Collator('en', { sensitivity: 'base' });

function test(name: 'startswith' | 'endswith' | 'contains', left: Json, right: Json): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const [whole, part] = [left.toLowerCase(), right.toLowerCase()];
  if (name === 'startswith') return whole.startsWith(part);
  return name === 'endswith' ? whole.endsWith(part) : whole.includes(part);
}

export type Use = { path: string; operator: string; under: 'and' | 'or' | 'not'; given: readonly Given[]; counts?: true; inLambda?: true };

/**
 * Every path a filter compares, lower case and joined by '/', with the operator and what it is compared to. A lambda is told
 * by its own name, and what stands inside by the lambda's path in place of its variable.
 */
export function usesOf(filter: Filter): Use[] {
  const found: Use[] = [];
  const pathOf = (operand: Operand, variables: ReadonlyMap<string, string>): string => {
    if (operand.kind === 'literal') return '';
    if (operand.kind !== 'path') return pathOf(operand.of, variables);
    const [head = '', ...rest] = operand.path;
    return [variables.get(head) ?? head, ...rest].join('/').toLowerCase();
  };
  const walk = (node: Filter, under: Use['under'], variables: ReadonlyMap<string, string>): void => {
    switch (node.kind) {
      case 'and': walk(node.left, under, variables); walk(node.right, under, variables); return;
      case 'or': walk(node.left, under === 'not' ? 'not' : 'or', variables); walk(node.right, under === 'not' ? 'not' : 'or', variables); return;
      case 'not': walk(node.of, 'not', variables); return;
      case 'compare': {
        const [named, other] = pathOf(node.left, variables) ? [node.left, node.right] : [node.right, node.left];
        found.push({ path: pathOf(named, variables), operator: node.operator, under, given: literals(other), ...(named.kind === 'count' ? { counts: true } : {}) });
        // A word without quotes is a property, not a text, and no table of Graph's has a filter that holds one property against another.
        if (other.kind !== 'literal') found.push({ path: pathOf(other, variables), operator: 'property', under, given: [] });
        return;
      }
      case 'in': found.push({ path: pathOf(node.left, variables), operator: 'in', under, given: node.values }); return;
      case 'has': found.push({ path: pathOf(node.left, variables), operator: 'has', under, given: [] }); return;
      case 'test':
        found.push({ path: pathOf(node.left, variables), operator: node.name, under, given: literals(node.right) });
        if (node.right.kind !== 'literal') found.push({ path: pathOf(node.right, variables), operator: 'property', under, given: [] });
        return;
      default: {
        const path = pathOf({ kind: 'path', path: node.path }, variables);
        found.push({ path, operator: node.kind, under, given: [] });
        if (node.of) {
          const before = found.length;
          walk(node.of, under, new Map([...variables, [node.variable, path]]));
          for (const use of found.slice(before)) use.inLambda = true;
        }
      }
    }
  };
  walk(filter, 'and', new Map());
  return found;
}

const literals = (operand: Operand): Given[] => (operand.kind === 'literal' ? [operand] : []);

/** The values one of which a path must equal for the filter to pass, or null when the filter does not pin the path. */
export function pinned(filter: Filter | null, path: string): string[] | null {
  if (!filter) return null;
  switch (filter.kind) {
    case 'and': return pinned(filter.left, path) ?? pinned(filter.right, path);
    case 'or': {
      const [left, right] = [pinned(filter.left, path), pinned(filter.right, path)];
      return left && right ? [...left, ...right] : null;
    }
    case 'compare': return filter.operator === 'eq' && isPath(filter.left, path) && filter.right.kind === 'literal' ? texts([filter.right]) : null;
    case 'in': return isPath(filter.left, path) ? texts(filter.values) : null;
    default: return null;
  }
}

const isPath = (operand: Operand, path: string): boolean => operand.kind === 'path' && operand.path.join('/').toLowerCase() === path.toLowerCase();
/** Null where one of them is no text: what equals a number or nothing is pinned to no id. */
const texts = (given: readonly Given[]): string[] | null => {
  const values = given.map(({ value }) => value);
  return values.every((value) => typeof value === 'string') ? values : null;
};
