/** The name and description of a catalog, a package, a policy or what belongs to them, held to one length as far as they are changed here. Pure: read in the browser too. */
import { AppError } from '@/lib/errors';

/**
 * Most characters of each, in whatever way it is written. Microsoft publishes no limit of its own for them: these are what the
 * directory takes of a group, after which packages are called (learn.microsoft.com/graph/api/resources/group).
 */
export const LONGEST = { name: 256, description: 1000 } as const;

type Texts = { name: string; description: string };

/** A form gives back other line ends than it was given, and no spaces around. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/** What is wrong with a text that is too long, and the mend. @param what as in “the name” */
export function tooLongWords(what: string, most: number, has: number): string {
  return `Shorten ${what} to ${most.toLocaleString('en-GB')} characters; it has ${has.toLocaleString('en-GB')}.`;
}

/** What is wrong with one of these texts, or null. */
export function lengthProblem(field: keyof Texts, text: string): string | null {
  return text.length > LONGEST[field] ? tooLongWords(`the ${field}`, LONGEST[field], text.length) : null;
}

/**
 * These texts as they shall be: one that is not changed stays to the letter, however long it was made elsewhere.
 * @param was what they were; null for something new
 * @throws AppError `invalid` naming a field that was changed to more than it may have
 */
export function withKeptTexts<T extends Texts>(was: Texts | null, wanted: T): T {
  const kept = { ...wanted };
  const fields: Record<string, string> = {};
  for (const field of ['name', 'description'] as const) {
    const isKept = was !== null && plain(was[field]) === plain(wanted[field]);
    const problem = isKept ? null : lengthProblem(field, wanted[field]);
    if (isKept) kept[field] = was[field];
    if (problem) fields[field] = problem;
  }
  if (Object.keys(fields).length > 0) throw new AppError('invalid', `too long: ${Object.keys(fields).join(', ')}`, { fields });
  return kept;
}
