import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { createEntraCatalog, findCatalogByName } from '@/lib/graph/catalogs';
import type { Catalog } from './catalog';
import { changeTenant } from './tenant-change';

export type WantedCatalog = { name: string; description: string; externallyVisible: boolean };

/**
 * A new catalog. A name that is taken is refused, for a person who types a name of today's catalogs means another one.
 * @throws AppError `nameTaken`, or whatever Graph refuses with
 */
export async function createCatalog(actor: Actor, graph: Graph, wanted: WantedCatalog): Promise<Catalog> {
  const taken = (by: Catalog | null) =>
    new AppError('nameTaken', `a catalog ${wanted.name}`, {
      fields: { name: 'There is a catalog of this name already. Choose another name.' },
      ...(by ? { links: { name: { label: 'Open that catalog', href: `/catalogs/${by.id}` } } } : {}),
    });
  const there = await findCatalogByName(graph, wanted.name);
  if (there) throw taken(there);

  return changeTenant(actor, { kind: 'catalog.create', objectType: 'catalog', objectName: wanted.name, wanted }, async ({ warrant, done }) => {
    try {
      const { value, requestId } = await createEntraCatalog(graph, wanted, warrant);
      await done({ objectId: value.id, graphOperation: 'POST /identityGovernance/entitlementManagement/catalogs', graphRequestId: requestId, after: wanted });
      return value;
    } catch (error) {
      if (isAppError(error, 'nameTaken')) throw taken(await findCatalogByName(graph, wanted.name).catch(() => null));
      // An answer was lost: we saw that the name was free, so a catalog of it now is the one just made.
      const made = isAppError(error, 'offline') || isAppError(error, 'conflict') ? await findCatalogByName(graph, wanted.name).catch(() => null) : null;
      if (made) return made;
      throw error;
    }
  });
}
