/** Positions gathered by a small number each of them has: one counting pass, eight bytes a position, ascending in each group. */
export class Grouping {
  private readonly starts: Uint32Array;
  private readonly positions: Uint32Array;

  /** `groupOf` answers a number below `groups` for each position below `size`, or -1 for one that is in none. */
  constructor(groups: number, size: number, groupOf: (position: number) => number) {
    const starts = new Uint32Array(groups + 1);
    for (let at = 0; at < size; at += 1) {
      const group = groupOf(at);
      if (group >= 0) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
    }
    for (let group = 0; group < groups; group += 1) starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
    const next = starts.slice();
    const positions = new Uint32Array(starts[groups] ?? 0);
    for (let at = 0; at < size; at += 1) {
      const group = groupOf(at);
      if (group < 0) continue;
      const place = next[group] ?? 0;
      positions[place] = at;
      next[group] = place + 1;
    }
    this.starts = starts;
    this.positions = positions;
  }

  /** The positions of one group; a view, not to be written to. */
  of(group: number): Uint32Array {
    return this.positions.subarray(this.starts[group], this.starts[group + 1]);
  }
}

/** Where a value stands, or would stand, in ascending numbers: the first index whose number is not below it. */
export function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
