/** Rows the seed describes rather than makes: told by position, found by id. */
export type Described<Row> = { size: number; at(position: number): Row; positionOf(id: string): number };

/** What became of a table since the seed, by position; null for a row that is gone. */
export type TableState<Row> = [position: number, row: Row | null][];

/**
 * Rows by id, in the order they were made: a page of a list starts at a position, without walking what lies before it.
 * A described row is made when somebody first asks for it by id or position and then kept, since rows change in place.
 */
export class Table<Row extends { id: string }> {
  private readonly rows = new Map<number, Row | null>();
  private readonly positions = new Map<string, number>();
  private end: number;
  private gone = 0;

  constructor(
    rows: Iterable<Row> = [],
    private readonly described: Described<Row> | null = null,
    private readonly onChange: (before: Row | undefined, after: Row | undefined) => void = () => undefined,
  ) {
    this.end = described?.size ?? 0;
    for (const row of rows) this.enter(row);
  }

  get size(): number {
    return this.end - this.gone;
  }

  get(id: string): Row | undefined {
    return this.at(this.positionOf(id));
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  at(position: number): Row | undefined {
    const known = this.rows.get(position);
    if (known !== undefined) return known ?? undefined;
    const row = this.describe(position);
    if (row) this.rows.set(position, row);
    return row;
  }

  private describe(position: number): Row | undefined {
    return this.described && position >= 0 && position < this.described.size ? this.described.at(position) : undefined;
  }

  /** The row at a position as it is now. One that is made for this look alone is frozen, for what was written to it would be lost. */
  private look(position: number): Row | undefined {
    const known = this.rows.get(position);
    if (known !== undefined) return known ?? undefined;
    const row = this.describe(position);
    return row && Object.freeze(row);
  }

  add(row: Row): Row {
    const before = this.get(row.id);
    this.enter(row);
    this.onChange(before, row);
    return row;
  }

  remove(id: string): void {
    const position = this.positionOf(id);
    const before = this.at(position);
    if (!before) return;
    this.rows.set(position, null);
    this.gone += 1;
    this.onChange(before, undefined);
  }

  /** Rows from a position on, each with the position it stands at, to be looked at: a walk over all must not keep them all. */
  *from(position = 0): Generator<[number, Row]> {
    for (let at = position; at < this.end; at += 1) {
      const row = this.look(at);
      if (row) yield [at, row];
    }
  }

  *values(): Generator<Row> {
    for (const [, row] of this.from()) yield row;
  }

  toJSON(): Row[] {
    return [...this.values()];
  }

  /** Enters again what `changes` told of a table of the same described rows. */
  restore(changes: TableState<Row>): void {
    for (const [position, row] of changes) {
      if (row === null) {
        this.rows.set(position, null);
        this.gone += 1;
      } else if (position < (this.described?.size ?? 0)) this.rows.set(position, row);
      else this.enter(row);
    }
  }

  /** Rows that are no more as they were described, and those added; forgets the others, which can be made again. */
  changes(): TableState<Row> {
    const { described } = this;
    const changed: TableState<Row> = [];
    for (const [position, row] of this.rows) {
      const was = described && position < described.size ? described.at(position) : null;
      if (row !== null && was !== null && JSON.stringify(row) === JSON.stringify(was)) this.rows.delete(position);
      else if (row !== null || was !== null) changed.push([position, row]);
    }
    return changed.sort(([one], [other]) => one - other);
  }

  private enter(row: Row): void {
    let position = this.positionOf(row.id);
    if (position < 0) {
      position = this.end;
      this.end += 1;
      this.positions.set(row.id, position);
    } else if (this.rows.get(position) === null) this.gone -= 1;
    this.rows.set(position, row);
  }

  private positionOf(id: string): number {
    return this.positions.get(id) ?? this.described?.positionOf(id) ?? -1;
  }
}
