/** A copy of a plain value, all the way down; many times as quick as `structuredClone`, which looks for cycles and classes. */
export function plainCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainCopy) as T;
  const copy: Record<string, unknown> = {};
  for (const name in value) copy[name] = plainCopy(value[name]);
  return copy as T;
}
