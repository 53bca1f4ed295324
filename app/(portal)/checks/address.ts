/** The checks with what is kept to, changed; null takes something away. What belongs to a page or a row goes with it. */
export function addressOfChecks(kept: Record<string, string>, change: Record<string, string | null>): string {
  const wanted = Object.entries({ ...kept, ...change }).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== '');
  const query = new URLSearchParams(wanted);
  return query.size > 0 ? `/checks?${query.toString()}` : '/checks';
}
