import type { SheetCells } from '@/lib/authoring/sheet/columns';
import { writeSheetCsv } from '@/lib/authoring/sheet/read-sheet-csv';
import { writeSheetJson } from '@/lib/authoring/sheet/read-sheet-json';

/** An answer that the browser saves under a name of letters alone. */
export function fileAnswer(text: string, name: string, format: 'csv' | 'json'): Response {
  const plain = name.replace(/[^\w -]/g, '').trim() || 'policy sheet';
  return new Response(text, { headers: { 'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${plain}.${format}"`, 'cache-control': 'no-store' } });
}

/** A sheet in the format that the address asks for by `as`. */
export function sheetFile(request: Request, name: string, cells: readonly SheetCells[]): Response {
  const url = new URL(request.url);
  return url.searchParams.get('as') === 'json' ? fileAnswer(writeSheetJson(cells, '/sheets/schema'), name, 'json') : fileAnswer(writeSheetCsv(cells), name, 'csv');
}
