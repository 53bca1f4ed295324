type Entry = { at: number; number: number; id: string };

/** What has to happen at a moment of the virtual clock; the soonest first, of one moment whatever was entered first. A binary heap. */
export class DueQueue {
  private readonly heap: Entry[] = [];
  private entered = 0;

  add(at: number, id: string): void {
    this.heap.push({ at, number: (this.entered += 1), id });
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isBefore(child, parent)) break;
      this.swap(parent, child);
      child = parent;
    }
  }

  /** Takes out the next entry that is due, or nothing. */
  take(now: number): { at: number; id: string } | undefined {
    const first = this.heap[0];
    if (!first || first.at > now) return undefined;
    const last = this.heap.pop();
    if (last && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    return first;
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      const smaller = this.isBefore(left + 1, left) ? left + 1 : left;
      if (!this.isBefore(smaller, parent)) return;
      this.swap(parent, smaller);
      parent = smaller;
    }
  }

  /** Whether the entry at one place comes before that at another; a place behind the end comes last. */
  private isBefore(one: number, other: number): boolean {
    const [first, second] = [this.heap[one], this.heap[other]];
    if (!first || !second) return first !== undefined;
    return first.at < second.at || first.at === second.at && first.number < second.number;
  }

  private swap(one: number, other: number): void {
    const first = this.heap[one];
    const second = this.heap[other];
    if (!first || !second) return;
    this.heap[one] = second;
    this.heap[other] = first;
  }
}
