/** A list of groups, applications and sites as people paste it: one a line, each named as they know it. Pure: read in the browser too. */

/** What a line names: an id in it wins over all else that stands there. */
export type ListedBy = 'id' | 'mail' | 'address' | 'name';

export type ListedLine = { line: number; text: string; by: ListedBy; value: string };

/** A line that names nothing that can be taken, or nothing certain; `suggestions` are lines that would. */
export type LineProblem = { line: number; text: string; what: string; suggestions: { label: string; text: string }[] };

/** Most lines that are looked up at once. */
export const MOST_LINES = 500;

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The lines of a list that say something, with their numbers as they stand on the screen. */
export function readLines(text: string): ListedLine[] {
  return text.split(/\r\n|\r|\n/).flatMap((raw, index): ListedLine[] => {
    const said = raw.trim().replace(/^["']|["',;]+$/g, '').trim();
    if (!said) return [];
    const line = { line: index + 1, text: said };
    const id = GUID.exec(said)?.[0];
    if (id) return [{ ...line, by: 'id', value: id.toLowerCase() }];
    if (/^https?:\/\//i.test(said)) return [{ ...line, by: 'address', value: addressOf(said) }];
    if (/^\S+@\S+\.\S+$/.test(said)) return [{ ...line, by: 'mail', value: said.toLowerCase() }];
    return [{ ...line, by: 'name', value: said }];
  });
}

/** A page of a site is as good as the site. */
function addressOf(said: string): string {
  const site = /^https?:\/\/([^/?#]+)(\/(?:sites|teams)\/[^/?#]+)?/i.exec(said);
  return site ? `https://${site[1]?.toLowerCase() ?? ''}${site[2] ?? ''}` : said;
}

/** The same text with one line replaced. */
export function withLine(text: string, line: number, replacement: string): string {
  return text.split(/\r\n|\r|\n/).map((each, index) => (index + 1 === line ? replacement : each)).join('\n');
}

/**
 * The list without what these lines of the one that was looked up named, on whichever line it stands by now. All else stays
 * as it was typed, also what was typed since.
 */
export function withoutNamed(text: string, lookedUp: string, lines: readonly number[]): string {
  const nameOf = ({ by, value }: ListedLine): string => `${by} ${value.toLowerCase()}`;
  const gone = new Set(readLines(lookedUp).filter(({ line }) => lines.includes(line)).map(nameOf));
  const left = new Map(readLines(text).map((line) => [line.line, nameOf(line)]));
  return text.split(/\r\n|\r|\n/).filter((_, index) => left.has(index + 1) && !gone.has(left.get(index + 1) ?? '')).join('\n');
}
