/** What an array parameter would hold. */
type Value = string | number | boolean | null | undefined;

const TO_QUOTE = /["\\]/;
const EACH_TO_QUOTE = /["\\]/g;

/**
 * Values as PostgreSQL writes an array, to stand before a cast such as `::uuid[]`: of a million rows Prisma and the driver
 * spend more on looking at each element of an array than on all else, while a text goes through them as it is.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function column(values: readonly Value[]): string {
  let text = '';
  for (const value of values) {
    if (text) text += ',';
    if (value === null || value === undefined) text += 'NULL';
    else if (typeof value === 'string') text += `"${TO_QUOTE.test(value) ? value.replaceAll(EACH_TO_QUOTE, String.raw`\$&`) : value}"`;
    else text += String(value);
  }
  return `{${text}}`;
}
