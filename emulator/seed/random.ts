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

  /** A moment in working hours between two dates, as Graph prints it. */
  moment(from: string, to: string): string {
    return `${new Date(this.second(from, to) * 1000).toISOString().slice(0, 19)}Z`;
  }

  /** The same in seconds. */
  second(from: string, to: string): number {
    const start = dayOf(from);
    const day = start + this.below(Math.floor((dayOf(to) - start) / DAY)) * DAY;
    return day + (7 * 60 + this.below(600)) * 60 + this.below(60);
  }
}

const DAY = 86_400;
/** The few days moments are drawn between, read once. */
const days = new Map<string, number>();

function dayOf(text: string): number {
  let known = days.get(text);
  if (known === undefined) days.set(text, (known = Date.parse(text) / 1000));
  return known;
}
