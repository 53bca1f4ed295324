/** Most rows in one statement: the embedded database serves one at a time, and everybody waits for it. */
export const ROWS_A_STATEMENT = 2000;

/** Rows in parts that one statement takes each. */
export function slicesOf<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, index) => rows.slice(index * ROWS_A_STATEMENT, (index + 1) * ROWS_A_STATEMENT));
}

/** A text whose signs of patterns are plain letters to LIKE. Prisma’s `contains` and `startsWith` are LIKE too, and leave them as they are. */
export function plainText(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** A pattern for LIKE that is true of whatever holds the text. */
export function containing(text: string): string {
  return `%${plainText(text)}%`;
}

/** What Prisma asks for of a column that holds what somebody typed, whatever its case. */
export function holding(text: string): { contains: string; mode: 'insensitive' } {
  return { contains: plainText(text), mode: 'insensitive' };
}
