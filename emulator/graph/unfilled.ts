import type { Json } from './odata/thing';

/** Properties that a type has and that nobody in this organisation has filled in: texts, dates and objects without a value, and empty lists. */
export function unfilled(values: string, lists = ''): Record<string, () => Json> {
  const named = (names: string) => names.split(/\s+/).filter(Boolean);
  return Object.fromEntries([...named(values).map((name): [string, () => Json] => [name, () => null]), ...named(lists).map((name): [string, () => Json] => [name, () => []])]);
}
