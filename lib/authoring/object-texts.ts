/** The name and description of a catalog or package, held to what Entra takes as far as they are changed here. Pure. */
import { AppError } from '@/lib/errors';

export const LONGEST = { name: 120, description: 1000 } as const;

type Texts = { name: string; description: string };

/** A form gives back other line ends than it was given, and no spaces around. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/**
 * These texts as they shall be: one that is not changed stays to the letter, however long it was made elsewhere.
 * @param was what they were; null for something new
 * @throws AppError `invalid` naming a field that was changed to more than it may have
 */
export function withKeptTexts<T extends Texts>(was: Texts | null, wanted: T): T {
  const kept = { ...wanted };
  const fields: Record<string, string> = {};
  for (const field of ['name', 'description'] as const) {
    if (was && plain(was[field]) === plain(wanted[field])) kept[field] = was[field];
    else if (wanted[field].length > LONGEST[field]) fields[field] = `At most ${LONGEST[field].toLocaleString('en-GB')} characters; this has ${wanted[field].length.toLocaleString('en-GB')}.`;
  }
  if (Object.keys(fields).length > 0) throw new AppError('invalid', `too long: ${Object.keys(fields).join(', ')}`, { fields });
  return kept;
}
