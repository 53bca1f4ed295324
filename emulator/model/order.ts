import type { Chosen } from './chosen';

/** Between two places of an order there is room for so many who came in between since, so that every place is one number. */
const ROOM = 2 ** 22;

/** Rows in the order of a property, begun at any place; those changed since are put in where they belong now. */
export class Order<Row> {
  private ranks: Uint32Array | null = null;

  constructor(
    private readonly positions: Uint32Array,
    private readonly valueAt: (position: number) => string,
    private readonly compare: (one: string, other: string) => number,
  ) {}

  /** The chosen in order, each with its place; begun at a place, the row that stands there comes first. */
  among(chosen: Chosen, rowAt: (position: number) => Row | undefined, changed: ReadonlyMap<number, Row | null>, valueOf: (row: Row) => string): (from: number) => Generator<[number, Row]> {
    const since = this.placesOf([...changed].flatMap(([position, row]) => (row !== null && chosen.has(position) ? { row, value: valueOf(row) } : [])));
    return function* from(this: Order<Row>, start: number): Generator<[number, Row]> {
      let next = since.findIndex(({ place }) => place >= start);
      if (next < 0) next = since.length;
      for (const rank of this.ranksAmong(chosen, Math.floor(start / ROOM))) {
        const position = this.positions[rank] ?? 0;
        if (changed.has(position)) continue;
        const place = rank * ROOM + ROOM - 1;
        for (let entry = since[next]; entry && entry.place < place; entry = since[next]) {
          yield [entry.place, entry.row];
          next += 1;
        }
        const row = rowAt(position);
        if (row) yield [place, row];
      }
      for (const entry of since.slice(next)) yield [entry.place, entry.row];
    }.bind(this);
  }

  /** Where rows that were changed stand among those that were not. */
  private placesOf(rows: { row: Row; value: string }[]): { row: Row; place: number }[] {
    rows.sort((one, other) => this.compare(one.value, other.value));
    let rank = -1;
    let nth = 0;
    return rows.map(({ row, value }) => {
      const here = this.firstBehind(value);
      nth = here === rank ? nth + 1 : 0;
      rank = here;
      return { row, place: here * ROOM + nth };
    });
  }

  private firstBehind(value: string): number {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.valueAt(this.positions[middle] ?? 0), value) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private *ranksAmong(chosen: Chosen, from: number): Generator<number> {
    if (chosen.isDense) {
      for (let rank = from; rank < this.positions.length; rank += 1) if (chosen.has(this.positions[rank] ?? 0)) yield rank;
      return;
    }
    const ranks = (this.ranks ??= inverse(this.positions));
    yield* chosen.positions().filter((position) => position < ranks.length).map((position) => ranks[position] ?? 0).sort().filter((rank) => rank >= from);
  }
}

function inverse(positions: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(positions.length);
  positions.forEach((position, rank) => {
    ranks[position] = rank;
  });
  return ranks;
}
