import type { PagerProps } from '@/components/pager';
import { pageNumber, pagesOf } from '../pages-of';

/** What an address says, as Next hands it to a page. */
export type Search = Record<string, string | string[] | undefined>;

/** The one value of a parameter, or undefined; the first where it is named more than once. */
export function one(search: Search, name: string): string | undefined {
  const value = search[name];
  return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
}

/** Every value of a parameter. */
export function all(search: Search, name: string): string[] {
  const value = search[name];
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => Boolean(each));
}

/** The page asked for, from 1 on, as what to skip. `name` where an address has several lists. */
export function pageOf(search: Search, take: number, name = 'page'): { number: number; skip: number; take: number } {
  const number = pageNumber(search[name]);
  return { number, skip: (number - 1) * take, take };
}

/** The same address with some parameters changed; undefined takes one away. */
export function addressWith(path: string, search: Search, change: Record<string, string | string[] | undefined>): string {
  const query = new URLSearchParams();
  for (const name of Object.keys({ ...search, ...change })) {
    const values = name in change ? [change[name]].flat() : all(search, name);
    for (const value of values) if (value) query.append(name, value);
  }
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

/** By which column a list is sorted, and whether from the end. */
export type Sort<K extends string> = { by: K; down: boolean };

/** The order an address asks for: `sort=name`, or `sort=-name` from the end. */
export function sortOf<K extends string>(search: Search, keys: readonly K[], otherwise: Sort<K>): Sort<K> {
  const asked = one(search, 'sort') ?? '';
  const by = keys.find((key) => key === asked.replace(/^-/, ''));
  return by ? { by, down: asked.startsWith('-') } : otherwise;
}

/** What the head of a column needs for its order. */
export type SortHead = { sortHref: string; sorted?: 'ascending' | 'descending' };

/** For each column: where its head leads, and whether the list is sorted by it. A second click turns the order round. */
export function sortHeads<K extends string>(path: string, search: Search, keys: readonly K[], sort: Sort<K>): Record<K, SortHead> {
  const head = (key: K): SortHead => {
    const here = sort.by === key;
    return { sortHref: addressWith(path, search, { sort: here && !sort.down ? `-${key}` : key, page: undefined }), ...(here ? { sorted: sort.down ? 'descending' : 'ascending' } : {}) };
  };
  return Object.fromEntries(keys.map((key) => [key, head(key)])) as Record<K, SortHead>;
}

/** What a pager needs of a list whose pages stand in the address under that name; one beyond the end leads to the last. */
export function pagerOf(path: string, search: Search, page: { number: number; take: number }, total: number, name = 'page'): Omit<PagerProps, 'noun'> {
  return pagesOf(page, total, (number) => addressWith(path, search, { [name]: number > 1 ? String(number) : undefined, person: undefined }));
}
