import 'server-only';
import { getDraft, getDraftChange, listDraftChanges, listMadeInOpenDrafts } from '@/lib/db/drafts';
import { isObjectId } from '@/lib/directory/object-id';
import { AppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { readAppRoles } from '@/lib/graph/group-effects';
import { readGroupsWhere } from '@/lib/graph/resource-facts';
import type { CatalogRole } from './catalog';
import { isKey } from './draft';
import type { Draft, DraftChange, Ref, WantedOf } from './draft';
import type { ToDraft } from './edit-draft';
import type { Origin } from './readiness';

/** A catalog of the tenant by its id, or one that a draft makes by the key of its change. */
export type CatalogRef = { id: string } | { key: string };

/** @param text as an address or a form has it: an id of the tenant, or a key */
export function catalogRefOf(text: string): CatalogRef {
  return isObjectId(text) ? { id: text } : { key: text };
}

/** As an address or a form has it. */
export function catalogText(catalog: CatalogRef): string {
  return 'id' in catalog ? catalog.id : catalog.key;
}

/** A catalog with its name. @throws AppError `notFound`, also where the draft it goes to does not make it */
export async function namedCatalog(graph: Graph, to: ToDraft, catalog: CatalogRef): Promise<Ref & { name: string }> {
  if ('id' in catalog) {
    const { id, name } = await getCatalog(graph, catalog.id);
    return { id, name };
  }
  if (!('draftId' in to)) throw new AppError('notFound', `a new draft makes no catalog ${catalog.key}`);
  const { key, kind, operation, name } = await getDraftChange(to.draftId, catalog.key);
  if (kind !== 'catalog' || operation !== 'create') throw new AppError('notFound', `draft ${to.draftId} makes no catalog ${key}`);
  return { key, name };
}

/** A draft with a catalog that it makes, or that it changes something of. @throws AppError `notFound` */
export async function loadDraftWithCatalog(graph: Graph, draftId: string, catalog: CatalogRef): Promise<{ draft: Draft; catalog: Ref & { name: string } }> {
  const [draft, named] = await Promise.all([getDraft(draftId), namedCatalog(graph, { draftId }, catalog)]);
  return { draft, catalog: named };
}

/** A resource that a draft takes into a catalog: its key, and the roles that are known before it is there; null where none are. */
export type DraftedResource = Origin & { key: string; name: string; roles: CatalogRole[] | null };

/**
 * What a draft takes into a catalog, by name. A group offers members and owners, one with a rule owners alone, an application its roles; those of a site
 * are known once it is there.
 */
export async function loadDraftedResources(graph: Graph, draftId: string, catalog: CatalogRef): Promise<DraftedResource[]> {
  const changes = await listDraftChanges(draftId);
  const found = changes.flatMap(({ key, kind, operation, name, wanted }) => (kind === 'catalogResource' && operation === 'create' && isIn(wanted as WantedOf['catalogResource'], catalog) ? [{ key, name, ...(wanted as Origin) }] : []));
  const of = (system: Origin['originSystem']): string[] => found.flatMap(({ originSystem, originId }) => (originSystem === system ? [originId] : []));
  const [roles, groups] = await Promise.all([readAppRoles(graph, of('AadApplication')), readGroupsWhere(graph, 'id', of('AadGroup'))]);
  const ruled = new Set(groups.flatMap(({ originId, facts }) => (facts.dynamic ? [originId] : [])));
  return found.map(({ key, name, originSystem, originId }) => ({ key, name, originSystem, originId, roles: originSystem === 'AadGroup' ? [...(ruled.has(originId) ? [] : [{ originId: `Member_${originId}`, name: 'Member' }]), { originId: `Owner_${originId}`, name: 'Owner' }] : (roles.get(originId) ?? null) }));
}

/** A catalog that an open draft of somebody makes. */
export type DraftedCatalog = { draftId: string; draftName: string; key: string; name: string; description: string };

/** The catalogs that the open drafts of a person make, by name, of those with the text in it. */
export async function loadDraftedCatalogs(personId: string, text: string): Promise<DraftedCatalog[]> {
  return (await listMadeInOpenDrafts(personId, 'catalog', text, MOST_DRAFTED)).map(({ draftId, draftName, key, name, wanted }) => ({ draftId, draftName, key, name, description: (wanted as WantedOf['catalog']).description }));
}

/** More of one name than this are found by more of the name. */
const MOST_DRAFTED = 50;

/** The package of this name that a draft makes in a catalog, or null. */
export async function findDraftedPackage(draftId: string, catalog: CatalogRef, name: string): Promise<DraftChange | null> {
  const changes = await listDraftChanges(draftId);
  return changes.find((change) => change.kind === 'package' && change.operation === 'create' && change.name.toLowerCase() === name.toLowerCase() && isIn(change.wanted as WantedOf['package'], catalog)) ?? null;
}

function isIn({ catalog }: { catalog: Ref }, of: CatalogRef): boolean {
  return isKey(catalog) ? 'key' in of && of.key === catalog.key : 'id' in of && of.id === catalog.id;
}
