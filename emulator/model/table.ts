/** Rows by id, in the order they were made: a page of a list starts at a position, without walking what lies before it. */
export class Table<Row extends { id: string }> {
  private readonly rows = new Map<string, Row>();
  private order: string[] = [];
  private removed = 0;

  /** `onChange` is told of every row added, replaced or removed afterwards. */
  constructor(rows: Iterable<Row> = [], private readonly onChange: (before: Row | undefined, after: Row | undefined) => void = () => undefined) {
    for (const row of rows) this.enter(row);
  }

  get size(): number {
    return this.rows.size;
  }

  get(id: string): Row | undefined {
    return this.rows.get(id);
  }

  has(id: string): boolean {
    return this.rows.has(id);
  }

  add(row: Row): Row {
    const before = this.rows.get(row.id);
    this.enter(row);
    this.onChange(before, row);
    return row;
  }

  remove(id: string): void {
    const before = this.rows.get(id);
    if (this.rows.delete(id)) this.removed += 1;
    if (before) this.onChange(before, undefined);
    // Positions handed out in page links shift when the order is packed, so it is packed only when half of it is gone.
    if (this.removed > 1000 && this.removed > this.order.length / 2) {
      this.order = this.order.filter((known) => this.rows.has(known));
      this.removed = 0;
    }
  }

  /** Rows from a position on, each with the position it stands at. */
  *from(position = 0): Generator<[number, Row]> {
    for (let at = position; at < this.order.length; at += 1) {
      const row = this.rows.get(this.order[at] ?? '');
      if (row) yield [at, row];
    }
  }

  *values(): Generator<Row> {
    for (const [, row] of this.from()) yield row;
  }

  toJSON(): Row[] {
    return [...this.values()];
  }

  private enter(row: Row): void {
    if (!this.rows.has(row.id)) this.order.push(row.id);
    this.rows.set(row.id, row);
  }
}
