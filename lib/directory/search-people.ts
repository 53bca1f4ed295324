import 'server-only';
import { findInMirror } from '@/lib/db/mirror-search';
import type { Way } from '@/lib/db/mirror-search';
import { fold, wordsOf } from './fold';
import type { MirrorPerson } from './mirror';

/** Counting ends here: whoever finds more than this many types another letter. */
export const MOST_COUNTED = 200;
/** A part of a word shorter than this is inside of too many. */
const LEAST_INSIDE = 3;

export type Found = { people: MirrorPerson[]; total: number; more: boolean };

/**
 * People by what somebody typed: first those it is exactly, then those of whom a word begins with it, then those who
 * have it inside a word of their name (three letters or more); a tier is gone through only while the page has room.
 * Case and accents do not count; several words may come in any order. `total` ends at `MOST_COUNTED`, and `more` says so.
 */
export async function searchPeople(text: string, take: number): Promise<Found> {
  const ways = waysFor(fold(text));
  if (ways.length === 0) return { people: [], total: 0, more: false };
  const { people, total } = await findInMirror(ways, take, MOST_COUNTED + 1);
  return { people, total: Math.min(total, MOST_COUNTED), more: total > MOST_COUNTED };
}

function waysFor(typed: string): Way[] {
  const words = wordsOf(typed);
  const plain = words.join(' ');
  if (!plain) return [];
  const ways: Way[] = [{ kind: 'exactly', text: typed }, { kind: 'beginning', text: plain }, { kind: 'address', text: typed }];
  // The longest words are the rarest; the two that are looked up together are they.
  const [first, second, ...others] = [...words].sort((a, b) => b.length - a.length);
  if (first && second) ways.push({ kind: 'twoWords', first, second, others });
  else if (first && first.length >= LEAST_INSIDE) ways.push({ kind: 'inside', text: first });
  return ways;
}
