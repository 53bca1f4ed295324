/** Pairs that are asked for from both ends: who is in a group, and which groups somebody is in. */
export class Links {
  private readonly forward = new Map<string, Set<string>>();
  private readonly backward = new Map<string, Set<string>>();

  constructor(entries: Iterable<readonly [string, readonly string[]]> = [], private readonly onAdd: (from: string, to: string) => void = () => undefined) {
    for (const [from, targets] of entries) for (const to of targets) this.enter(from, to);
  }

  add(from: string, to: string): void {
    if (this.has(from, to)) return;
    this.enter(from, to);
    this.onAdd(from, to);
  }

  remove(from: string, to: string): void {
    this.forward.get(from)?.delete(to);
    this.backward.get(to)?.delete(from);
  }

  has(from: string, to: string): boolean {
    return this.forward.get(from)?.has(to) ?? false;
  }

  /** Targets of one source, oldest first. */
  of(from: string): ReadonlySet<string> {
    return this.forward.get(from) ?? NONE;
  }

  /** Sources that point at one target. */
  to(to: string): ReadonlySet<string> {
    return this.backward.get(to) ?? NONE;
  }

  /** Forgets an object at both ends. */
  forget(id: string): void {
    for (const to of [...this.of(id)]) this.remove(id, to);
    for (const from of [...this.to(id)]) this.remove(from, id);
    this.forward.delete(id);
    this.backward.delete(id);
  }

  private enter(from: string, to: string): void {
    enter(this.forward, from, to);
    enter(this.backward, to, from);
  }

  toJSON(): [string, string[]][] {
    return [...this.forward].filter(([, to]) => to.size > 0).map(([from, to]) => [from, [...to]]);
  }
}

const NONE: ReadonlySet<string> = new Set();

function enter(into: Map<string, Set<string>>, key: string, value: string): void {
  const known = into.get(key);
  if (known) known.add(value);
  else into.set(key, new Set([value]));
}
