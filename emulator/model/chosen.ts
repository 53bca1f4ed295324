import { lowerBound } from './grouping';

/** Below one in so many, the chosen are listed; above, walking on from a position soon meets the next. */
const DENSE = 64;

/**
 * Positions chosen by indexes: begun anywhere, asked about one, counted; joined with others without looking at a row.
 * `end` lies behind the last position there is.
 */
export class Chosen {
  private ascending: Uint32Array | null = null;
  private counted: number | null = null;

  private constructor(
    private readonly end: number,
    readonly has: (position: number) => boolean,
    /** At most so many are chosen. */
    private readonly most: number,
    private readonly list: (() => Uint32Array) | null,
  ) {}

  /** A set whose size is known and that can be listed. */
  static leaf(end: number, count: number, has: (position: number) => boolean, list: () => Uint32Array): Chosen {
    const leaf = new Chosen(end, has, count, list);
    leaf.counted = count;
    return leaf;
  }

  /** Positions of a list in any order, each once. */
  static of(end: number, positions: Iterable<number>): Chosen {
    const ascending = Uint32Array.from(positions).sort();
    const members = new Set(ascending);
    return Chosen.leaf(end, ascending.length, (position) => members.has(position), () => ascending);
  }

  /** How many are chosen. */
  get size(): number {
    this.counted ??= this.list === null ? this.walkCount() : this.positions().length;
    return this.counted;
  }

  /** Whether so many are chosen that they are met by walking rather than listed. */
  get isDense(): boolean {
    return this.list === null || this.most * DENSE > this.end;
  }

  /** Chosen positions from one on, ascending. */
  *from(position: number): Generator<number> {
    if (this.isDense) {
      for (let at = position; at < this.end; at += 1) if (this.has(at)) yield at;
      return;
    }
    const ascending = this.positions();
    for (let at = lowerBound(ascending, position); at < ascending.length; at += 1) yield ascending[at] ?? 0;
  }

  /** All of them in a list; long where the set is dense. */
  positions(): Uint32Array {
    this.ascending ??= this.list === null ? Uint32Array.from(this.from(0)) : this.list();
    return this.ascending;
  }

  and(other: Chosen): Chosen {
    const [few, many] = this.most <= other.most ? [this, other] : [other, this];
    const has = (position: number): boolean => few.has(position) && many.has(position);
    return new Chosen(this.end, has, few.most, few.list === null ? null : () => few.positions().filter(many.has));
  }

  or(other: Chosen): Chosen {
    const most = Math.min(this.end, this.most + other.most);
    const list = this.isDense || other.isDense ? null : () => Uint32Array.from(new Set([...this.positions(), ...other.positions()])).sort();
    return new Chosen(this.end, (position) => this.has(position) || other.has(position), most, list);
  }

  /** Those of `everybody` who are not chosen here. */
  without(everybody: Chosen): Chosen {
    return new Chosen(this.end, (position) => everybody.has(position) && !this.has(position), everybody.most, null);
  }

  private walkCount(): number {
    let count = 0;
    for (let at = 0; at < this.end; at += 1) if (this.has(at)) count += 1;
    return count;
  }
}
