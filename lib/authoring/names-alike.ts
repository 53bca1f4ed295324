/** Which names somebody may have meant who wrote another: accents, capitals and kinds of dash do not tell names apart. Pure: read in the browser too. */
import { fold } from '@/lib/directory/fold';

/** How alike two names have to be, from 0 to 1, and how far behind the likest one another may be to be worth telling. */
const LEAST = 0.6;
const BEHIND = 0.65;

/** Of these words the ones most like another, the likest first; nothing that has little to do with it. */
export function wordsLike(text: string, words: readonly string[], most = 3): string[] {
  const wanted = plain(text);
  const scored = [...new Set(words)].map((word) => ({ word, score: likeness(wanted, plain(word)) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score >= Math.max(LEAST, best * BEHIND)).sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1)).slice(0, most).map(({ word }) => word);
}

/** Letters and digits with single blanks between the words. */
function plain(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** By how few letters differ, by how many pairs of letters both have wherever they stand, or as the beginning of a longer name. */
function likeness(one: string, other: string): number {
  const edits = 1 - editsBetween(one, other) / Math.max(1, one.length, other.length);
  return Math.max(sharedPairs(one, other), edits, one.length >= 3 && other.startsWith(one) ? LEAST : 0);
}

function sharedPairs(one: string, other: string): number {
  const [wanted, pairs] = [pairsOf(one), pairsOf(other)];
  const shared = [...wanted].filter((pair) => pairs.has(pair)).length;
  return (2 * shared) / Math.max(1, wanted.size + pairs.size);
}

function pairsOf(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, index) => padded.slice(index, index + 2)));
}

/** No name is longer; what is compared with one ends here. */
const LONGEST_COMPARED = 120;

/** Letters to put in, take out, replace, or swap with the next, to make the one the other. */
function editsBetween(one: string, other: string): number {
  const [from, to] = [Array.from(one.slice(0, LONGEST_COMPARED)), Array.from(other.slice(0, LONGEST_COMPARED))];
  let [before, row]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (const [i, letter] of from.entries()) {
    const next = [i + 1];
    for (const [j, against] of to.entries()) {
      const least = Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === against ? 0 : 1));
      const isSwapped = i > 0 && j > 0 && letter === to[j - 1] && from[i - 1] === against;
      next.push(isSwapped ? Math.min(least, (before[j - 1] ?? 0) + 1) : least);
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}

const DASHES = ['-', '–', '—'] as const;

/**
 * Beginnings that what was meant by a name may have, the most certain first: most of it with whichever dash, its first word,
 * and enough of that to find it where its end is wrong.
 */
export function beginningsOf(name: string): string[] {
  const most = name.slice(0, Math.ceil(name.length * 0.6));
  const [word = name] = name.split(/\s+/);
  const dashed = /[-–—]/.test(most) ? DASHES.map((dash) => most.replaceAll(/[-–—]/g, dash)) : [most];
  return [...new Set([...dashed, word, halfOf(word)])];
}

/** Parts that the words of a name, the longest first, still have where the end of one is wrong. */
export function partsOf(name: string): string[] {
  const words = plain(name).split(' ').filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
  return [...new Set((words.length > 0 ? words : [name]).slice(0, 3).map(halfOf))];
}

/** The longest word after the first, by which a name is found whose beginning is wrong; null where it has no other. */
export function furtherWordOf(name: string): string | null {
  const [, ...words] = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  return words.sort((a, b) => b.length - a.length)[0] ?? null;
}

function halfOf(word: string): string {
  return word.slice(0, Math.max(3, Math.ceil(word.length / 2)));
}
