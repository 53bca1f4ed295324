import 'server-only';
import type { Actor } from '@/lib/action';
import type { Person } from '@/lib/directory/person';
import { findAccountableOwner } from '@/lib/db/accountable-owners';
import { AppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { getGroup, ownersOfGroup } from '@/lib/graph/groups';
import { readSitesAt } from '@/lib/graph/resource-facts';
import { findResource, requestResource, stateOfResourceRequest } from '@/lib/graph/resources';
import { getApplication, ownersOfApplication } from '@/lib/graph/service-principals';
import { askOwner } from './ask-owner';
import type { Candidate, CatalogResource } from './catalog';
import { applicationCandidate, groupCandidate, siteCandidate } from './catalog';
import { nameOwner, requireAnswerer } from './name-owner';
import { changeTenant } from './tenant-change';
import type { ChangeSteps } from './tenant-change';

export type WantedResource = { catalogId: string; originId: string; originSystem: Candidate['originSystem']; ownerId: string };

/** How long we look for a resource Entra said it took, before telling the person that it is not visible yet. */
const LOOKS = 12;
const FIRST_PAUSE = 150;
const LONGEST_PAUSE = 1500;

/** What the tenant holds under this origin, and what Entra would say to it. @throws AppError `notFound`; `noPermission` for a site the reader is not let into */
export async function getCandidate(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<Candidate> {
  switch (originSystem) {
    case 'AadGroup':
      return groupCandidate(await getGroup(graph, originId));
    case 'AadApplication':
      return applicationCandidate(await getApplication(graph, originId));
    case 'SharePointOnline': {
      const [answer] = await readSitesAt(graph, [originId]);
      if (!answer?.site) throw new AppError(answer?.why === 'noPermission' ? 'noPermission' : 'notFound', `no site ${originId}`);
      return siteCandidate({ name: answer.site.name, webUrl: answer.site.originId });
    }
  }
}

/** Who the tenant says owns it and could answer: enabled, and of the organisation itself. A site has none that Graph shows. */
export async function proposeOwners(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<Person[]> {
  const owners = originSystem === 'AadGroup' ? await ownersOfGroup(graph, originId) : originSystem === 'AadApplication' ? await ownersOfApplication(graph, originId) : [];
  return owners.filter((owner) => owner.enabled && !owner.external).sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Takes a group, application or site into a catalog, names who answers for it, and asks them. Safe to run again: what the catalog has is not
 * added twice, and an owner who was asked already is not asked twice.
 * @throws AppError `invalid` for what Entra never takes and for an owner who cannot answer; `notYetVisible` when Entra
 * said yes and does not show it yet: trying again then goes on with the owner
 */
export async function addResource(actor: Actor, graph: Graph, wanted: WantedResource): Promise<{ resourceId: string; approvalId: string }> {
  const [catalog, candidate, known, existing] = await Promise.all([
    getCatalog(graph, wanted.catalogId),
    getCandidate(graph, wanted.originSystem, wanted.originId),
    findAccountableOwner(wanted),
    findResource(graph, wanted.catalogId, { originId: wanted.originId }),
  ]);
  if (candidate.refusal) throw new AppError('invalid', `${wanted.originId} cannot be a resource`, { fields: { originId: candidate.refusal } });
  // Before anything is written to the tenant: nobody could be asked about it otherwise.
  if (known?.owner.personId !== wanted.ownerId) await requireAnswerer(graph, actor, wanted.ownerId, 'ownerId');

  const spec = { kind: 'resource.add', objectType: 'resource', objectName: candidate.name, wanted: { catalogId: wanted.catalogId, catalog: catalog.name, originId: wanted.originId, originSystem: wanted.originSystem } } as const;
  const resource = existing ?? (await changeTenant(actor, spec, (steps) => makeResource(graph, wanted, steps)));
  const owner = await nameOwner(actor, graph, { resource, ownerId: wanted.ownerId });
  const approvalId = await askOwner(actor, graph, { catalogId: catalog.id, catalogName: catalog.name, resourceId: resource.id, name: resource.name, originId: resource.originId, originSystem: resource.originSystem }, owner);
  return { resourceId: resource.id, approvalId };
}

async function makeResource(graph: Graph, wanted: WantedResource, { warrant, done }: ChangeSteps): Promise<CatalogResource> {
  const { value, requestId } = await requestResource(graph, wanted, warrant);
  await done({ objectId: value.id, graphOperation: 'POST /identityGovernance/entitlementManagement/resourceRequests', graphRequestId: requestId, after: { state: value.state } });
  return waitForResource(graph, wanted, value.id);
}

async function waitForResource(graph: Graph, wanted: WantedResource, resourceRequestId: string): Promise<CatalogResource> {
  for (let look = 0, pause = FIRST_PAUSE; look < LOOKS; look += 1, pause = Math.min(pause * 1.6, LONGEST_PAUSE)) {
    const [resource, state] = await Promise.all([findResource(graph, wanted.catalogId, { originId: wanted.originId }), stateOfResourceRequest(graph, wanted.catalogId, resourceRequestId)]);
    if (resource) return resource;
    if (state === 'deliveryFailed' || state === 'denied' || state === 'canceled') throw new AppError('refusedByEntra', `the resource request ended as ${state}`, { say: 'Microsoft Entra could not take this resource into the catalog.' });
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new AppError('notYetVisible', `the resource ${wanted.originId} is not visible in ${wanted.catalogId}`, {
    say: 'Microsoft Entra took it, but does not show it in the catalog yet. Try again in a minute: it is not added twice, and its owner is asked then.',
  });
}

/** Asks an owner about a resource that a catalog has, for one that came in outside the portal or whose owner is another now. */
export async function askAboutResource(actor: Actor, graph: Graph, wanted: { catalogId: string; resourceId: string; ownerId: string }): Promise<string> {
  const [catalog, resource] = await Promise.all([getCatalog(graph, wanted.catalogId), findResource(graph, wanted.catalogId, { id: wanted.resourceId })]);
  if (!resource) throw new AppError('notFound', `no resource ${wanted.resourceId} in ${wanted.catalogId}`);
  const owner = await nameOwner(actor, graph, { resource, ownerId: wanted.ownerId });
  return askOwner(actor, graph, { catalogId: catalog.id, catalogName: catalog.name, resourceId: resource.id, name: resource.name, originId: resource.originId, originSystem: resource.originSystem }, owner);
}
