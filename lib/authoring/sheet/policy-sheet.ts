/** Policy sheets as they are kept. Pure: read in the browser too. */
import type { SheetCells } from './columns';
import type { WantedRow } from './wanted-row';

export type SheetAuthor = { personId: string; name: string };

/** How a version came to be: from a file, by the form, or from what the tenant has. */
export type SheetOrigin = 'csv' | 'json' | 'form' | 'tenant';

export type PolicySheet = { id: string; name: string; version: number; createdBy: string; createdByName: string; createdAt: Date; changedByName: string; changedAt: Date };

export type SheetRow = { id: string; sheetId: string; position: number; catalog: string; package: string; cells: SheetCells; wanted: WantedRow; version: number; changedByName: string; changedAt: Date };

export type SheetVersion = { version: number; origin: SheetOrigin; fileName: string | null; said: string | null; rowCount: number; byName: string; at: Date };
