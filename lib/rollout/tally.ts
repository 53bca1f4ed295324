/** How many there are of each. Pure. */
export type Tally<K extends string> = Partial<Record<K, number>>;

/** Counts each of these, with those counted before where they are given. */
export function tally<K extends string>(each: Iterable<K>, before: Tally<K> = {}): Tally<K> {
  const counts = { ...before };
  for (const key of each) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
