import { Crowds } from './crowds';

/** Changes since the seed: pairs that were added, and people the seed had put in who were taken out. */
export type LinksState = { added: [string, string[]][]; removed: [string, string[]][] };

/** Where people stand, for the pairs the seed made by position. */
export type Places = { idOf(position: number): string; positionOf(id: string): number };

/** The far ends of one object's pairs, oldest first. */
export type Ends = Iterable<string> & {
  readonly size: number;
  /** Behind the last place. */
  readonly places: number;
  has(id: string): boolean;
  /** From a place on, each with the place to begin at again with it. */
  from(place: number): Generator<[number, string]>;
  /** Those that are not people of the seed, few by nature: groups in a group, and whatever was added since. */
  readonly others: ReadonlySet<string>;
};

/** Pairs that are asked for from both ends: who is in a group, and which groups somebody is in. */
export class Links {
  private readonly forward = new Map<string, Set<string>>();
  private readonly backward = new Map<string, Set<string>>();
  private readonly removed = new Map<string, Set<number>>();

  constructor(
    state: LinksState = { added: [], removed: [] },
    private readonly crowds = new Crowds(0),
    private readonly places: Places = { idOf: () => '', positionOf: () => -1 },
    private readonly onChange: (from: string, to: string) => void = () => undefined,
  ) {
    for (const [from, targets] of state.added) for (const to of targets) this.enter(from, to);
    for (const [from, targets] of state.removed) this.removed.set(from, new Set(targets.map((id) => places.positionOf(id))));
  }

  add(from: string, to: string): void {
    if (this.has(from, to)) return;
    const position = this.places.positionOf(to);
    if (position < 0 || !this.removed.get(from)?.delete(position)) this.enter(from, to);
    this.onChange(from, to);
  }

  remove(from: string, to: string): void {
    if (!this.has(from, to)) return;
    if (this.forward.get(from)?.delete(to)) this.backward.get(to)?.delete(from);
    else {
      const gone = this.removed.get(from) ?? new Set();
      this.removed.set(from, gone.add(this.places.positionOf(to)));
    }
    this.onChange(from, to);
  }

  has(from: string, to: string): boolean {
    if (this.forward.get(from)?.has(to)) return true;
    const position = this.places.positionOf(to);
    return position >= 0 && this.crowds.has(from, position) && !this.removed.get(from)?.has(position);
  }

  /** Targets of one source, oldest first. */
  of(from: string): Ends {
    const { places } = this;
    const crowd = this.crowds.of(from);
    const gone = this.removed.get(from) ?? NOBODY;
    const others = this.forward.get(from) ?? NONE;
    function* ends(place: number): Generator<[number, string]> {
      for (let at = place; at < crowd.length; at += 1) {
        const position = crowd[at] ?? 0;
        if (!gone.has(position)) yield [at, places.idOf(position)];
      }
      let at = crowd.length;
      for (const id of others) {
        if (at >= place) yield [at, id];
        at += 1;
      }
    }
    return {
      size: crowd.length - gone.size + others.size,
      places: crowd.length + others.size,
      others,
      has: (id) => this.has(from, id),
      from: ends,
      *[Symbol.iterator]() {
        for (const [, id] of ends(0)) yield id;
      },
    };
  }

  /** Sources that point at one target. */
  to(to: string): ReadonlySet<string> {
    const position = this.places.positionOf(to);
    const first = position < 0 ? [] : this.crowds.containing(position).filter((from) => !this.removed.get(from)?.has(position));
    const since = this.backward.get(to) ?? NONE;
    return first.length === 0 ? since : new Set([...first, ...since]);
  }

  /** Forgets an object at both ends. */
  forget(id: string): void {
    for (const to of [...this.of(id)]) this.remove(id, to);
    for (const from of [...this.to(id)]) this.remove(from, id);
    this.forward.delete(id);
    this.backward.delete(id);
  }

  toJSON(): LinksState {
    const { places } = this;
    return {
      added: [...this.forward].filter(([, to]) => to.size > 0).map(([from, to]) => [from, [...to]]),
      removed: [...this.removed].filter(([, to]) => to.size > 0).map(([from, to]) => [from, Array.from(to, (position) => places.idOf(position))]),
    };
  }

  private enter(from: string, to: string): void {
    put(this.forward, from, to);
    put(this.backward, to, from);
  }
}

const NONE: ReadonlySet<string> = new Set();
const NOBODY: ReadonlySet<number> = new Set();

function put(into: Map<string, Set<string>>, key: string, value: string): void {
  const known = into.get(key);
  if (known) known.add(value);
  else into.set(key, new Set([value]));
}
