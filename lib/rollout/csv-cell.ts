/** A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe before it makes it text. */
const FORMULA = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;

/** One cell of a CSV as RFC 4180 has it, safe to open in a spreadsheet. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value.trimStart()) || FORMULA.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A whole CSV, with the mark that makes spreadsheets read it as UTF-8. */
export function csvText(rows: (string | number)[][]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** A CSV that is sent slice by slice, so that a long list is never whole in memory. Whoever stops reading stops the slices. */
export function csvStream(slices: AsyncGenerator<(string | number)[][]>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let first = true;
  return new ReadableStream({
    async pull(controller) {
      const next: IteratorResult<(string | number)[][], void> = await slices.next();
      if (next.done) {
        controller.close();
        return;
      }
      // The mark makes spreadsheets read it as UTF-8.
      controller.enqueue(encoder.encode(`${first ? '\uFEFF' : ''}${next.value.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`));
      first = false;
    },
    async cancel() {
      await slices.return(undefined);
    },
  });
}
