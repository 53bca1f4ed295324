import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { findCatalogByName } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import type { WantedOf } from './draft';
import { addToDraft } from './edit-draft';
import type { ToDraft } from './edit-draft';

/**
 * A new catalog, in a draft. A name that the tenant has is refused, for a person who types a name of today's catalogs means another one.
 * @throws AppError `nameTaken`; as addToDraft
 */
export async function draftCatalog(by: AuditPerson, graph: Graph, to: ToDraft, wanted: WantedOf['catalog']): Promise<{ draftId: string }> {
  const there = await findCatalogByName(graph, wanted.name);
  if (there) {
    throw new AppError('nameTaken', `a catalog ${wanted.name}`, {
      fields: { name: 'There is a catalog of this name already. Choose another name.' },
      links: { name: { label: 'Open that catalog', href: `/catalogs/${there.id}` } },
    });
  }
  return addToDraft(by, to, [{ kind: 'catalog', operation: 'create', wanted }]);
}
