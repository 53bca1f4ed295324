import { isObjectId } from '@/lib/directory/object-id';

/** What stands in an address, by name; the first where it stands twice. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** One value of the address, trimmed; empty where there is none. */
export async function param(searchParams: SearchParams, name: string): Promise<string> {
  const value = (await searchParams)[name];
  return ((Array.isArray(value) ? value[0] : value) ?? '').trim();
}

/** An address with these values; empty ones are left out. */
export function addressWith(path: string, values: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

/** Whether an address names something that can exist; what cannot is not asked of the tenant. */
export function isId(text: string): boolean {
  return isObjectId(text);
}
