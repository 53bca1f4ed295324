import type { StateName } from '@/components/states';
import type { Apart, ApartSubject, Direction } from '@/lib/authoring/incompatibility';

/** How a cell stands: whoever has the column is kept from getting the row, and the other way round. */
export function cellState(apart: Apart, kind: ApartSubject['kind']): { state: StateName; word: string } | null {
  switch (apart) {
    case 'none':
      return null;
    case 'both':
      return { state: 'bothWays', word: kind === 'group' ? 'Kept apart' : 'Both ways' };
    case 'named':
      return { state: 'thisWayOnly', word: 'This way only' };
    case 'naming':
      return { state: 'wayMissing', word: 'This way is missing' };
  }
}

export function directionTo(row: ApartSubject, column: ApartSubject): Direction {
  return { packageId: row.id, kind: column.kind, otherId: column.id };
}

/** In place of a count, of a pair in which one is only drafted. */
export function notThereWords(row: ApartSubject, column: ApartSubject): string {
  return `Nobody has both: ${row.drafted && column.drafted ? 'they are' : `“${(row.drafted ? row : column).name}” is`} not there yet.`;
}

/** What toggling does, on a button. */
export function toggleWords(apart: Apart): string {
  return apart === 'both' ? 'Do not keep apart' : apart === 'none' ? 'Keep apart' : 'Complete both ways';
}
