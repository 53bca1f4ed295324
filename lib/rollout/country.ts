/** Countries by their two letters, as calendars hold them, and as directories write them. Pure: read in the browser too. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Two letters that stand for no country of their own, and are named by the machine all the same. */
const NONE = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'QO', 'ZZ']);

const names = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'none' });

/** Names that directories hold and the machine has otherwise, in lower case. */
const ALSO: Readonly<Record<string, string>> = { usa: 'US', 'united states of america': 'US', england: 'GB', 'great britain': 'GB', 'czech republic': 'CZ', turkey: 'TR', 'republic of korea': 'KR', 'the netherlands': 'NL', holland: 'NL', 'hong kong': 'HK', macedonia: 'MK' };

/** The letters a country has today, where it had others before: `SU` is `RU`, `UK` is `GB`; null for none. */
function today(code: string): string | null {
  const region = new Intl.Locale(`und-${code}`).region ?? code;
  return NONE.has(region) || names.of(region) === undefined ? null : region;
}

function allCodes(): string[] {
  return [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second)).filter((code) => today(code) === code);
}

let byName: Map<string, string> | null = null;

/** The country's English name: Germany; the letters themselves where they stand for none. */
export function countryName(code: string): string {
  return names.of(code) ?? code;
}

/** The two letters of a country written as letters or by its English name, or null where it is none. */
export function countryCode(text: string | null): string | null {
  const wanted = (text ?? '').trim();
  if (/^[a-z]{2}$/i.test(wanted)) return today(wanted.toUpperCase());
  byName ??= new Map(allCodes().map((code) => [countryName(code).toLowerCase(), code]));
  return byName.get(wanted.toLowerCase()) ?? ALSO[wanted.toLowerCase()] ?? null;
}
