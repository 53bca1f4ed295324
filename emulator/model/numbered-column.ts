import type { Leaf, Verdict } from './value-column';
import { ValueColumn } from './value-column';

/** A text around its last number, as in 'anna.berg' 12 '@haldenvoss.example'; `width` keeps leading zeros. */
export type Stem = { before: string; after: string; width: number; numbered: boolean };

/** A text as a stem that many share, best the same object, and its number. */
export type NumberedText = { stem: Stem; number: number };

/**
 * A property in which each row's text is its own, by a number in it: sign-in names, mail addresses, employee numbers.
 * The texts around the numbers are few and stand once; each row has six bytes.
 */
export class NumberedColumn {
  private readonly stems: ValueColumn<Stem | null>;
  private readonly numbers: Uint32Array;
  /** Stems by their key in lower case, for look-ups without regard to it. */
  private readonly alike = new Map<string, Stem[]>();

  constructor(size: number) {
    this.stems = new ValueColumn(size);
    this.numbers = new Uint32Array(size);
  }

  set(position: number, text: NumberedText | null): void {
    const stem = text?.stem ?? null;
    if (this.stems.set(position, stem) && stem) {
      const key = keyOf(stem);
      this.alike.set(key, [...(this.alike.get(key) ?? []), stem]);
    }
    this.numbers[position] = text?.number ?? 0;
  }

  at(position: number): string | null {
    const stem = this.stems.at(position);
    if (stem === null) return null;
    return stem.numbered ? stem.before + String(this.numbers[position] ?? 0).padStart(stem.width, '0') + stem.after : stem.before;
  }

  /** The row with this text in any case, or -1. */
  find(text: string): number {
    const { stem: wanted, number } = numberedText(text);
    for (const stem of this.alike.get(keyOf(wanted)) ?? []) {
      const carriers = this.stems.carriers(stem);
      const position = stem.numbered ? this.numberedSo(carriers, number) : (carriers[0] ?? -1);
      if (position >= 0) return position;
    }
    return -1;
  }

  equalTo(text: string | null): Leaf {
    if (text === null) return this.stems.where((stem) => (stem === null ? 'all' : 'none'));
    const found = this.find(text);
    return { count: found < 0 ? 0 : 1, has: (position) => position === found, positions: () => (found < 0 ? new Uint32Array(0) : Uint32Array.of(found)) };
  }

  /** Rows whose text begins, or ends, so in any case. */
  beginningWith(text: string): Leaf {
    const wanted = text.toLowerCase();
    return this.where(wanted, ({ before }) => before, (given, part) => given.startsWith(part));
  }

  endingWith(text: string): Leaf {
    const wanted = text.toLowerCase();
    return this.where(wanted, ({ after }) => after, (given, part) => given.endsWith(part));
  }

  private where(wanted: string, side: (stem: Stem) => string, fits: (given: string, part: string) => boolean): Leaf {
    const verdictOn = (stem: Stem | null): Verdict => {
      if (stem === null) return 'none';
      if (!stem.numbered) return fits(stem.before.toLowerCase(), wanted) ? 'all' : 'none';
      const given = side(stem).toLowerCase();
      if (fits(given, wanted)) return 'all';
      return fits(wanted, given) ? 'ask' : 'none';
    };
    return this.stems.where(verdictOn, (position) => fits((this.at(position) ?? '').toLowerCase(), wanted));
  }

  /** Numbers were mostly given in the order of the rows, so halving finds them; one out of order is looked for row by row. */
  private numberedSo(carriers: Uint32Array, number: number): number {
    let low = 0;
    let high = carriers.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const position = carriers[middle] ?? 0;
      const found = this.numbers[position] ?? 0;
      if (found === number) return position;
      if (found < number) low = middle + 1;
      else high = middle - 1;
    }
    return carriers.find((position) => this.numbers[position] === number) ?? -1;
  }
}

const isDigit = (text: string, at: number): boolean => text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57;
/** Longer numbers do not fit in 32 bits; such a text is its own stem. */
const MOST_DIGITS = 9;

const keyOf = ({ before, after, width, numbered }: Stem): string => (numbered ? `${before}\0${width}\0${after}` : before).toLowerCase();

/** Takes a text apart at its last number. */
export function numberedText(text: string): NumberedText {
  let end = text.length;
  while (end > 0 && !isDigit(text, end - 1)) end -= 1;
  let start = end;
  while (start > 0 && isDigit(text, start - 1)) start -= 1;
  if (end === 0 || end - start > MOST_DIGITS) return { number: 0, stem: { before: text, after: '', width: 0, numbered: false } };
  const width = text[start] === '0' ? end - start : 0;
  return { number: Number(text.slice(start, end)), stem: { before: text.slice(0, start), after: text.slice(end), width, numbered: true } };
}
