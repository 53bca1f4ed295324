import { Grouping } from './grouping';

/** A set of a column's positions: counted, asked about one, and listed in ascending order. */
export type Leaf = { count: number; has: (position: number) => boolean; positions: () => Uint32Array };

/** What a test says of a value: every row with it passes, none does, or each must be looked at. */
export type Verdict = 'all' | 'none' | 'ask';

const MOST_VALUES = 0x10000;

/**
 * One property of many rows whose values are few: each row has two bytes, each value stands once.
 * A question is put to the values, never to the rows; which rows carry a value is sorted out at the first question.
 */
export class ValueColumn<Value> {
  private readonly codes: Uint16Array;
  private readonly values: Value[] = [];
  private readonly known = new Map<Value, number>();
  private grouped: Grouping | null = null;
  private latest = 0;

  /** `size` is the number of rows; each has to be set. */
  constructor(size: number) {
    this.codes = new Uint16Array(size);
  }

  /** Gives a row its value; answers whether no row had it before. */
  set(position: number, value: Value): boolean {
    // Neighbours are often alike.
    let code = this.values.length > 0 && value === this.values[this.latest] ? this.latest : this.known.get(value);
    const isNew = code === undefined;
    if (code === undefined) {
      code = this.values.push(value) - 1;
      if (code >= MOST_VALUES) throw new RangeError(`a column holds at most ${MOST_VALUES} different values`);
      this.known.set(value, code);
    }
    this.latest = code;
    this.codes[position] = code;
    this.grouped = null;
    return isNew;
  }

  at(position: number): Value {
    return this.values[this.codes[position] ?? 0] as Value;
  }

  /** The rows that carry exactly this value, ascending. */
  carriers(value: Value): Uint32Array {
    const code = this.known.get(value);
    return code === undefined ? NONE : this.groups().of(code);
  }

  /** The rows whose value passes; `ask` decides by row where the value alone does not tell. */
  where(verdictOn: (value: Value) => Verdict, ask: (position: number) => boolean = () => false): Leaf {
    const groups = this.groups();
    const verdicts = this.values.map(verdictOn);
    let count = 0;
    verdicts.forEach((verdict, code) => {
      if (verdict === 'all') count += groups.of(code).length;
      else if (verdict === 'ask') for (const position of groups.of(code)) if (ask(position)) count += 1;
    });
    const has = (position: number): boolean => {
      const verdict = verdicts[this.codes[position] ?? 0];
      return verdict === 'all' || verdict === 'ask' && ask(position);
    };
    const list = (): Uint32Array => {
      const only = verdicts.filter((verdict) => verdict !== 'none').length === 1 ? verdicts.indexOf('all') : -1;
      if (only >= 0) return groups.of(only);
      const all = new Uint32Array(count);
      let at = 0;
      verdicts.forEach((verdict, code) => {
        if (verdict === 'none') return;
        const carriers = verdict === 'all' ? groups.of(code) : groups.of(code).filter(ask);
        all.set(carriers, at);
        at += carriers.length;
      });
      return all.sort();
    };
    let listed: Uint32Array | null = null;
    return { count, has, positions: () => (listed ??= list()) };
  }

  /** All rows in the order of their values; rows of one value in their own order. */
  sorted(compare: (one: Value, other: Value) => number): Uint32Array {
    const groups = this.groups();
    const codes = this.values.map((value, code) => ({ value, code })).sort((one, other) => compare(one.value, other.value));
    const all = new Uint32Array(this.codes.length);
    let at = 0;
    for (const { code } of codes) {
      all.set(groups.of(code), at);
      at += groups.of(code).length;
    }
    return all;
  }

  private groups(): Grouping {
    this.grouped ??= new Grouping(this.values.length, this.codes.length, (position) => this.codes[position] ?? 0);
    return this.grouped;
  }
}

const NONE = new Uint32Array(0);
