/** One change of a person or a group: which properties, or null for one that was made, removed or restored. */
export type Change = {
  id: string;
  properties: string[] | null;
  /** Somebody or something that went into the group or out of it. */
  member?: string;
  /** Who managed the person before, where that is what changed. */
  formerManager?: string;
};

export type ChangeLogState = { first: number; changes: Change[] };

/** Older changes are dropped, and a token from before them is refused as too old. */
const KEPT = 200_000;

/** What was changed, in order and by number, so that a delta token is a number and a page of changes starts there. */
export class ChangeLog {
  private first: number;
  private changes: Change[];

  constructor(state: ChangeLogState = { first: 0, changes: [] }) {
    this.first = state.first;
    this.changes = [...state.changes];
  }

  /** The number the next change will have. */
  get next(): number {
    return this.first + this.changes.length;
  }

  /** Whether everything since a number is still known. */
  knows(number: number): boolean {
    return number >= this.first && number <= this.next;
  }

  note(change: Change): void {
    this.changes.push(change);
    if (this.changes.length <= 2 * KEPT) return;
    this.first += this.changes.length - KEPT;
    this.changes = this.changes.slice(-KEPT);
  }

  /** Forgets every change so far, as Entra does after some days: each token given out before is too old. */
  expire(): void {
    this.first = this.next + 1;
    this.changes = [];
  }

  *from(number: number): Generator<[number, Change]> {
    for (let at = number - this.first; at < this.changes.length; at += 1) {
      const change = this.changes[at];
      if (change) yield [this.first + at, change];
    }
  }

  toJSON(): ChangeLogState {
    return { first: this.first, changes: this.changes };
  }
}

/** Names of the properties in which two rows differ. */
export function differing<Row extends object>(before: Row, after: Row): (keyof Row & string)[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Row & string)[];
  return names.filter((name) => before[name] !== after[name] && JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
