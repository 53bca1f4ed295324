import { MOST_CHOSEN } from '@/lib/authoring/incompatibility-view';
import type { MatrixAsked } from '@/lib/authoring/incompatibility-view';
import type { SearchParams } from '../../catalogs/search-params';
import { isId, param } from '../../catalogs/search-params';
import { pageNumber } from '../../pages-of';

/** Every value of that name in the address that can be an id, each once. */
async function idsOf(searchParams: SearchParams, name: string): Promise<string[]> {
  const value = (await searchParams)[name] ?? [];
  return [...new Set([value].flat().map((id) => id.toLowerCase()).filter(isId))].slice(0, MOST_CHOSEN);
}

/** Which matrix an address means. */
export async function askedOf(searchParams: SearchParams): Promise<MatrixAsked> {
  const [catalogId, draftId, rows, columns, packageIds, groupIds] = await Promise.all([param(searchParams, 'catalog'), param(searchParams, 'draft'), param(searchParams, 'rows'), param(searchParams, 'columns'), idsOf(searchParams, 'package'), idsOf(searchParams, 'group')]);
  return { catalogId: isId(catalogId) ? catalogId : null, draftId: isId(draftId) ? draftId : null, packageIds, groupIds, rowPage: pageNumber(rows), columnPage: pageNumber(columns) };
}
