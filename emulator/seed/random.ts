/** Repeatable chance: the same seed tells the same organisation on every machine. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  one<Item>(of: ArrayLike<Item>): Item {
    const item = of[this.below(of.length)];
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  }

  /** `count` different positions out of ascending ones, ascending; no more than there are. */
  some(of: Uint32Array, count: number): Uint32Array {
    let wanted = Math.min(count, of.length);
    const chosen = new Uint32Array(wanted);
    let taken = 0;
    for (let at = 0; wanted > 0; at += 1) {
      if (this.next() * (of.length - at) >= wanted) continue;
      chosen[taken] = of[at] ?? 0;
      taken += 1;
      wanted -= 1;
    }
    return chosen;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A working-hours moment between two dates, as Graph prints it. */
  moment(from: string, to: string): string {
    const start = Date.parse(from);
    const day = start + this.below(Math.floor((Date.parse(to) - start) / 86_400_000)) * 86_400_000;
    return new Date(day + (7 * 60 + this.below(600)) * 60_000 + this.below(60_000)).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}
