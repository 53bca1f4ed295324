import type { SheetProblem } from '@/lib/authoring/sheet/columns';

/** “200 packages”. */
export function packagesWords(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'package' : 'packages'}`;
}

/** “Line 122, Who may ask”. */
export function placeWords({ line, row, policy, column }: SheetProblem): string {
  const place = line !== null ? `Line ${line}` : row !== null ? `Row ${row}${policy === null ? '' : `, policy ${policy}`}` : '';
  const at = /^\d+$/.test(column) ? `column ${column}` : column;
  return [place, at].filter(Boolean).join(', ') || 'The file';
}

export const SHEET_CRUMBS = [{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Policy sheets', href: '/sheets' }];
