'use client';

import { useRead } from '@/components/use-read';
import type { Read } from '@/components/use-read';
import type { ApartSubject, Clash } from '@/lib/authoring/incompatibility';

/** `of` by the key of the direction; null where it cannot be read. */
export type Clashes = Omit<Read<object>, 'body'> & { of: Record<string, Clash | null> };

/** Asks how many people have both of each cell, all at once, when the page stands: the matrix does not wait for it. Nobody has what only a draft makes. */
export function useClashes(rows: readonly ApartSubject[], columns: readonly ApartSubject[]): Clashes {
  const isThere = ({ drafted }: ApartSubject): boolean => !drafted;
  const query = new URLSearchParams([...rows.filter(isThere).map(({ id }) => ['row', id]), ...columns.filter(isThere).map(({ kind, id }) => ['column', `${kind}|${id}`])]).toString();
  const { body, ...read } = useRead<{ clashes: Record<string, Clash | null> }>(query.includes('row=') ? `/packages/incompatible/clashes?${query}` : null);
  return { ...read, of: body?.clashes ?? {} };
}
