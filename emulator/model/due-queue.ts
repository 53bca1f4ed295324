/** What has to happen at a moment of the virtual clock; the soonest first, a binary heap. */
export class DueQueue {
  private readonly heap: { at: number; id: string }[] = [];

  add(at: number, id: string): void {
    this.heap.push({ at, id });
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (this.at(parent) <= this.at(child)) break;
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
      const smaller = this.at(left + 1) < this.at(left) ? left + 1 : left;
      if (this.at(smaller) >= this.at(parent)) return;
      this.swap(parent, smaller);
      parent = smaller;
    }
  }

  private at(index: number): number {
    return this.heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  private swap(one: number, other: number): void {
    const first = this.heap[one];
    const second = this.heap[other];
    if (!first || !second) return;
    this.heap[one] = second;
    this.heap[other] = first;
  }
}
