/** Letters without case and accents, as Entra compares names in a search. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/gi, 'l').replace(/ø/gi, 'o').replace(/ß/g, 'ss').toLowerCase();

/** The words of a text as a tokenised search knows them. */
export const wordsOf = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
