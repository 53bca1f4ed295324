/** How names are compared: small letters, accents and marks dropped, letters that no accent explains spelled out. Pure. */

/** Letters that Unicode does not take apart into a plain one and a mark. */
const SPELLED: Record<string, string> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ŧ: 't', ĸ: 'k', ﬁ: 'fi', ﬂ: 'fl',
};
const TO_SPELL = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'g');

/** Texts without accents or double blanks, as nearly all are: there is nothing to take apart. */
const PLAIN = /^(?!.* {2})[\x20-\x7e]*$/;

/** A text as search compares it: “Łukasz  Gößner” becomes “lukasz gossner”. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase().trim();
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(TO_SPELL, (letter) => SPELLED[letter] ?? letter)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The words of a folded name: what stands between blanks and the marks that names are written with. */
export function wordsOf(folded: string): string[] {
  return folded.split(/[\s,;@()[\]"“”]+/u).filter(Boolean);
}

/** What search finds a person by. */
export type Findable = { name: string; userPrincipalName: string; mail: string | null; employeeId: string | null };

/** Before every phrase that is an address or a number rather than a name, so that names can be gone through by their words. */
export const ADDRESS_MARK = '@';

/**
 * The texts whose beginning finds a person: the name from each of its words on and round again (“anna maria voss”,
 * “maria voss anna”, “voss anna maria”), so that names come in the order of the word that was typed; and, marked, the
 * sign-in name, the mail address and the employee id.
 * @param words those of the name, where they are known already
 */
export function phrasesOf(person: Findable, words: readonly string[] = nameWords(person.name)): string[] {
  const rotations = words.map((_, index) => [...words.slice(index), ...words.slice(0, index)].join(' '));
  const whole = [person.userPrincipalName, person.mail, person.employeeId].flatMap((text) => (text ? [`${ADDRESS_MARK}${fold(text)}`] : []));
  return [...new Set([...rotations, ...whole])].map((phrase) => phrase.slice(0, LONGEST_PHRASE));
}

/** The words of a name, folded. */
export function nameWords(name: string): string[] {
  return wordsOf(fold(name)).slice(0, MOST_WORDS).map((word) => word.slice(0, LONGEST_WORD));
}

/** A display name of more words than this is no name; an index entry has its limit. */
const MOST_WORDS = 8;
const LONGEST_WORD = 60;
const LONGEST_PHRASE = 300;

/** The least text that comes after all texts beginning with this one, in the order of code points; null when there is none. */
export function afterAll(start: string): string | null {
  const points = Array.from(start);
  const last = points.pop()?.codePointAt(0);
  if (last === undefined || last >= 0x10ffff) return null;
  // Half a surrogate pair is no character, and no database takes it.
  const next = last + 1 >= 0xd800 && last + 1 <= 0xdfff ? 0xe000 : last + 1;
  return points.join('') + String.fromCodePoint(next);
}
