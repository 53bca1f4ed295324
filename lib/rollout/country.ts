/** Countries by their two letters, as calendars hold them, and as directories write them. Pure: read in the browser too. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Two letters that stand for no country of their own, and are named by the machine all the same. */
const NONE = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'QO', 'ZZ']);

const names = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'none' });

function allCodes(): string[] {
  return [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second)).filter((code) => !NONE.has(code) && names.of(code) !== undefined);
}

let byName: Map<string, string> | null = null;

/** The country's English name: Germany; the letters themselves where they stand for none. */
export function countryName(code: string): string {
  return names.of(code) ?? code;
}

/** The two letters of a country written as letters or by its English name, or null where it is none. */
export function countryCode(text: string | null): string | null {
  const wanted = (text ?? '').trim();
  if (/^[a-z]{2}$/i.test(wanted)) {
    const code = wanted.toUpperCase();
    return code === 'UK' ? 'GB' : !NONE.has(code) && names.of(code) !== undefined ? code : null;
  }
  byName ??= new Map(allCodes().map((code) => [countryName(code).toLowerCase(), code]));
  return byName.get(wanted.toLowerCase()) ?? null;
}
