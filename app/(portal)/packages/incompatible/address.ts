/** The addresses of the matrix of what is kept apart. Read in the browser too. */

export const MATRIX_PATH = '/packages/incompatible';

export type MatrixAddress = { catalogId?: string | null; packageIds?: readonly string[]; groupIds?: readonly string[]; draftId?: string | null; rows?: number; columns?: number };

/** A matrix of these, with this page of it. */
export function matrixHref({ catalogId, packageIds = [], groupIds = [], draftId, rows = 1, columns = 1 }: MatrixAddress): string {
  const query = new URLSearchParams([
    ...(catalogId ? [['catalog', catalogId]] : []),
    ...packageIds.map((id) => ['package', id]),
    ...groupIds.map((id) => ['group', id]),
    ...(draftId ? [['draft', draftId]] : []),
    ...(rows > 1 ? [['rows', String(rows)]] : []),
    ...(columns > 1 ? [['columns', String(columns)]] : []),
  ]);
  return query.size > 0 ? `${MATRIX_PATH}?${query.toString()}` : MATRIX_PATH;
}

/** The people who have both. */
export function bothHref(packageId: string, kind: 'package' | 'group', otherId: string): string {
  return `${MATRIX_PATH}/both?${new URLSearchParams({ package: packageId, [kind === 'group' ? 'group' : 'other']: otherId }).toString()}`;
}
