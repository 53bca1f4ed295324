import type { Comparison, Filter, Literal, Operand } from './filter-parser';
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
      return filter.values.some((value) => compare('eq', left, value));
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
    if (isThing(here)) {
      const thing: Thing = here;
      here = thing.property(name)?.value ?? thing.follow(name)?.to ?? null;
    } else here = member(here as Json, name);
  }
  return here;
}

function member(value: Json, name: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
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
  return DATE.test(left) && DATE.test(right) ? Date.parse(left) - Date.parse(right) : left.localeCompare(right, 'en', { sensitivity: 'base' });
}

function test(name: 'startswith' | 'endswith' | 'contains', left: Json, right: Json): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const [whole, part] = [left.toLowerCase(), right.toLowerCase()];
  if (name === 'startswith') return whole.startsWith(part);
  return name === 'endswith' ? whole.endsWith(part) : whole.includes(part);
}

/** Every path a filter compares, lower case and joined by '/', with the operator; a lambda's path with its own name. */
export function usesOf(filter: Filter): { path: string; operator: string; under: 'and' | 'or' | 'not' }[] {
  const found: { path: string; operator: string; under: 'and' | 'or' | 'not' }[] = [];
  const pathOf = (operand: Operand): string => (operand.kind === 'path' ? operand.path.join('/').toLowerCase() : operand.kind === 'literal' ? '' : pathOf(operand.of));
  const walk = (node: Filter, under: 'and' | 'or' | 'not'): void => {
    switch (node.kind) {
      case 'and': walk(node.left, under); walk(node.right, under); return;
      case 'or': walk(node.left, 'or'); walk(node.right, 'or'); return;
      case 'not': walk(node.of, 'not'); return;
      case 'compare': found.push({ path: pathOf(node.left) || pathOf(node.right), operator: node.operator, under }); return;
      case 'in': found.push({ path: pathOf(node.left), operator: 'in', under }); return;
      case 'test': found.push({ path: pathOf(node.left), operator: node.name, under }); return;
      default: found.push({ path: node.path.join('/').toLowerCase(), operator: node.kind, under });
    }
  };
  walk(filter, 'and');
  return found;
}

/** The values one of which a path must equal for the filter to pass, or null when the filter does not pin the path. */
export function pinned(filter: Filter | null, path: string): string[] | null {
  if (!filter) return null;
  switch (filter.kind) {
    case 'and': return pinned(filter.left, path) ?? pinned(filter.right, path);
    case 'or': {
      const [left, right] = [pinned(filter.left, path), pinned(filter.right, path)];
      return left && right ? [...left, ...right] : null;
    }
    case 'compare': return filter.operator === 'eq' && isPath(filter.left, path) && filter.right.kind === 'literal' ? texts([filter.right.value]) : null;
    case 'in': return isPath(filter.left, path) ? texts(filter.values) : null;
    default: return null;
  }
}

const isPath = (operand: Operand, path: string): boolean => operand.kind === 'path' && operand.path.join('/').toLowerCase() === path.toLowerCase();
const texts = (values: readonly Literal[]): string[] => values.filter((value) => typeof value === 'string');
