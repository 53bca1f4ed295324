/**
 * Words to the ids that carry them, asked by the start of a word. The distinct words of a million names are few,
 * so only they are kept sorted, and only when somebody asks after a change.
 */
export class WordIndex {
  private readonly ids = new Map<string, Set<string>>();
  private sorted: string[] | null = null;

  add(word: string, id: string): void {
    const known = this.ids.get(word);
    if (known) known.add(id);
    else {
      this.ids.set(word, new Set([id]));
      this.sorted = null;
    }
  }

  remove(word: string, id: string): void {
    const known = this.ids.get(word);
    known?.delete(id);
    if (known?.size === 0) {
      this.ids.delete(word);
      this.sorted = null;
    }
  }

  exact(word: string): ReadonlySet<string> {
    return this.ids.get(word) ?? new Set();
  }

  /** Ids of every word that begins with the given letters. */
  startingWith(start: string): Set<string> {
    this.sorted ??= [...this.ids.keys()].sort();
    const found = new Set<string>();
    for (let at = firstAtLeast(this.sorted, start); at < this.sorted.length; at += 1) {
      const word = this.sorted[at] ?? '';
      if (!word.startsWith(start)) break;
      for (const id of this.ids.get(word) ?? []) found.add(id);
    }
    return found;
  }
}

/** Letters without case and accents, as Entra compares names in a search. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/gi, 'l').replace(/ø/gi, 'o').replace(/ß/g, 'ss').toLowerCase();

/** The words of a text as a tokenised search knows them. */
export const wordsOf = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
