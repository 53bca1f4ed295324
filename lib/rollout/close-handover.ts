import 'server-only';
import { changeTenant } from '@/lib/authoring/tenant-change';
import type { Actor } from '@/lib/action';
import { getRollout } from '@/lib/db/rollouts';
import { findPerson } from '@/lib/directory/directory';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { addCatalogOwner, ASSIGN_CATALOG_ROLE } from '@/lib/graph/catalog-roles';
import { getPackageDesign, HIDE_PACKAGE, hidePackage } from '@/lib/graph/packages';
import { countOnPilotPolicies } from './handover';

/**
 * Shows a rollout's package in My Access, or hides it again, which undoes it. Shown, everybody whom a policy of it is for
 * finds it there; so it waits until nobody is on a pilot's policy any more.
 * @throws AppError `notFound`; `conflict` while somebody is on a pilot's policy, or everything is stopped; Graph's own
 */
export async function showPackage(actor: Actor, graph: Graph, rolloutId: string, packageId: string, shown: boolean): Promise<void> {
  const rollout = await getRollout(rolloutId);
  const known = rollout.packages.find((each) => each.packageId === packageId);
  if (!known) throw new AppError('notFound', `rollout ${rolloutId} does not bring package ${packageId}`);
  if (shown) await requireHandedOver(rolloutId);
  const { hidden } = await getPackageDesign(graph, packageId);
  if (hidden === !shown) return;
  await changeTenant(actor, { kind: shown ? 'package.show' : 'package.hide', objectType: 'package', objectName: known.packageName, wanted: { packageId, hidden: !shown } }, async ({ warrant, done }) => {
    const { requestId } = await hidePackage(graph, packageId, !shown, warrant);
    await done({ objectId: packageId, graphOperation: HIDE_PACKAGE, graphRequestId: requestId, after: { hidden: !shown } });
    return { hidden: !shown };
  });
}

/**
 * Makes somebody an owner of a rollout's catalog, who goes on with it once everybody is handed over. Who owned it before stays
 * an owner until somebody takes them out in Entra.
 * @throws AppError `notFound`; `conflict` while somebody is on a pilot's policy, or everything is stopped; Graph's own
 */
export async function handCatalogOver(actor: Actor, graph: Graph, rolloutId: string, catalogId: string, ownerId: string): Promise<{ ownerName: string }> {
  const rollout = await getRollout(rolloutId);
  const known = rollout.packages.find((each) => each.catalogId === catalogId);
  if (!known) throw new AppError('notFound', `rollout ${rolloutId} brings nothing of catalog ${catalogId}`);
  await requireHandedOver(rolloutId);
  const owner = await findPerson(graph, ownerId);
  if (!owner) throw new AppError('notFound', `no person ${ownerId}`);
  return changeTenant(actor, { kind: 'catalog.handOver', objectType: 'catalog', objectName: known.catalogName, wanted: { catalogId, ownerId } }, async ({ warrant, done }) => {
    const written = await addCatalogOwner(graph, catalogId, ownerId, warrant);
    if (written) await done({ objectId: catalogId, graphOperation: ASSIGN_CATALOG_ROLE, graphRequestId: written.requestId, after: { ownerId, role: 'Catalog owner' } });
    return { ownerName: owner.name };
  });
}

/** @throws AppError `conflict` while somebody is on a pilot's policy, or it is not known whether anybody is */
export async function requireHandedOver(rolloutId: string): Promise<void> {
  const { people, undecided } = await countOnPilotPolicies(rolloutId);
  if (people === 0 && undecided.length === 0) return;
  throw new AppError('conflict', `rollout ${rolloutId} is not handed over`, { say: 'Somebody is still on a pilot’s policy, or it is not known whether anybody is. Hand everybody over first.' });
}
