/** Letters without case and accents, as Entra compares names in a search. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/gi, 'l').replace(/ø/gi, 'o').replace(/ß/g, 'ss').toLowerCase();

/**
 * The words of a text as a tokenised search takes them apart: at spaces and symbols, between letters and digits, and where
 * a small letter is followed by a large one. https://learn.microsoft.com/graph/search-query-parameter
 */
export const wordsOf = (text: string): string[] =>
  fold(text.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')).split(/[^\p{L}\p{N}]+|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u).filter(Boolean);

/** What a search finds a text by: its words, and those that stand together with nothing or symbols alone between them as one. */
export function tokensOf(text: string): string[] {
  const together = text.split(/\s+/u).map((part) => fold(part).replace(/[^\p{L}\p{N}]+/gu, ''));
  return [...new Set([...wordsOf(text), ...together])].filter(Boolean);
}
