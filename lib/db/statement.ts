/** Most rows in one statement: the embedded database serves one at a time, and everybody waits for it. */
export const ROWS_A_STATEMENT = 2000;

/** Rows in parts that one statement takes each. */
export function slicesOf<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, index) => rows.slice(index * ROWS_A_STATEMENT, (index + 1) * ROWS_A_STATEMENT));
}

/** A pattern for LIKE that is true of whatever holds the text, its signs of patterns taken as plain letters. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
