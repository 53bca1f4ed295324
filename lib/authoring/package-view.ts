import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { listAssignments, countAssignments } from '@/lib/graph/assignments';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { getOrganization } from '@/lib/graph/organization';
import { listPackageRequests } from '@/lib/graph/package-requests';
import { getPackageDesign, listPackages } from '@/lib/graph/packages';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { readRoles } from '@/lib/graph/resources';
import { listWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import { loadApprovalStanding } from './approval-standing';
import type { Assignment, AssignmentState, PackageRequest } from './assignment';
import type { CatalogDesign, CatalogResource, CatalogRole } from './catalog';
import { allCatalogResources } from './catalog-resources';
import { loadDraftedResources } from './drafted-catalog';
import type { CatalogRef } from './drafted-catalog';
import { loadApart } from './incompatibility-view';
import { orNotYetVisible } from './made-lately';
import type { PackageDesign } from './package-design';
import { isEmpty } from './policy-document';
import { policyOf, withNames } from './policy-of-document';
import { policyUnsaid } from './policy-unsaid';
import type { PolicyUnsaid } from './policy-unsaid';
import { policySentences } from './policy-words';
import type { PolicySentence } from './policy-words';
import { readPresentNames } from './read-policy-names';
import type { ApprovalVerdict } from './resource-approval';

export type PackageView = {
  design: PackageDesign;
  verdict: ApprovalVerdict;
  counts: Record<AssignmentState, { count: number; more: boolean }>;
  requests: { items: PackageRequest[]; next: string | null } | null;
  assignments: { items: Assignment[]; next: string | null } | null;
  /** What it is kept apart from, on that tab. */
  apart: Awaited<ReturnType<typeof loadApart>> | null;
  /** Where people ask for it themselves. */
  myAccessLink: string;
};

export type PackageTab = { tab: 'policies' | 'resources' | 'apart' } | { tab: 'assignments'; state: AssignmentState | null; next: string | null } | { tab: 'requests'; next: string | null };

/** A package's page: what it gives under which policy, who has it, and how the owners of its resources answered. */
export async function loadPackageView(graph: Graph, packageId: string, wanted: PackageTab): Promise<PackageView> {
  const [design, counts, organization, assignments, requests, apart] = await orNotYetVisible({ kind: 'package', id: packageId }, Promise.all([
    getPackageDesign(graph, packageId),
    countAssignments(graph, packageId),
    getOrganization(graph),
    wanted.tab === 'assignments' ? listAssignments(graph, { packageId, ...(wanted.state ? { state: wanted.state } : {}) }, wanted.next) : null,
    wanted.tab === 'requests' ? listPackageRequests(graph, packageId, wanted.next) : null,
    wanted.tab === 'apart' ? loadApart(graph, packageId) : null,
  ]));
  const verdict = (await loadApprovalStanding([design])).get(packageId) ?? { ok: true, findings: [], standing: new Map() };
  return { design, verdict, counts, requests, assignments, apart, myAccessLink: `https://myaccess.microsoft.com/@${organization.defaultDomain}#/access-packages/${packageId}` };
}

/** What a policy holds beside its sentences, and these again with whomever it names called as they are now. */
export type PolicyReadWhole = PolicyUnsaid & { sentences: PolicySentence[] };

/**
 * What these policies of a package hold beside what its sentences say, by their ids: questions and extensions stand in the
 * policies alone, which are known once the package is read, so the browser asks for them. Null where this person may not read
 * policies by themselves, as whoever only owns a catalog. @throws AppError Graph's own otherwise
 */
export async function loadUnsaid(graph: Graph, { packageId, catalogId, policyIds }: { packageId: string; catalogId: string; policyIds: readonly string[] }): Promise<ReadonlyMap<string, PolicyReadWhole> | null> {
  const read = await orNotKnown(readWholePolicies(graph, policyIds));
  if (!read) return null;
  const whole = read.filter((policy) => policy.packageId === packageId);
  const calls = whole.some(({ document }) => !isEmpty(document.customExtensionStageSettings ?? null));
  const [extensions, present] = await Promise.all([calls ? orNotKnown(listWorkflowExtensions(graph, catalogId)) : null, readPresentNames(graph, whole.map(({ document }) => document))]);
  const names = Object.fromEntries((extensions ?? []).map(({ id, name }) => [id.toLowerCase(), name]));
  return new Map(whole.map(({ id, document }) => {
    const named = withNames(document, present);
    return [id, { ...policyUnsaid(named, names), sentences: policySentences(policyOf(named)) }];
  }));
}

/** A page of the packages whose name has the text in it. */
export async function loadPackages(graph: Graph, filter: { text: string; next: string | null }): ReturnType<typeof listPackages> {
  return listPackages(graph, filter);
}

/** One package with its roles and policies. @throws AppError `notFound` */
export async function loadPackage(graph: Graph, packageId: string): Promise<PackageDesign> {
  return orNotYetVisible({ kind: 'package', id: packageId }, getPackageDesign(graph, packageId));
}

/** A resource a package may hand out roles of; `roles` is null where they have to be asked for by its id (loadRoles). */
export type RoleChoice = Omit<CatalogResource, 'roles'> & { roles: CatalogRole[] | null };

/**
 * What a package of this catalog can hand out. The roles of applications, and those Graph shows none of, are listed by
 * the id of the resource alone: asked for here, the page would wait for Graph twice, so the browser asks for them.
 */
export async function loadRoleChoices(graph: Graph, catalogId: string): Promise<{ catalog: CatalogDesign; resources: RoleChoice[] }> {
  const [catalog, resources] = await Promise.all([getCatalog(graph, catalogId), allCatalogResources(graph, catalogId)]);
  const shown = (resource: CatalogResource) => (resource.originSystem === 'AadApplication' || resource.roles.length === 0 ? null : resource.roles);
  return { catalog, resources: resources.map((resource) => ({ ...resource, roles: shown(resource) })).sort((a, b) => a.name.localeCompare(b.name)) };
}

/** A resource with the roles that a package may hand out of it, by its id or the key of the change that adds it. */
export type RoleOffer = Pick<CatalogResource, 'id' | 'name' | 'originSystem' | 'originId'> & { roles: CatalogRole[] | null; drafted: boolean };

/** What a package can hand out of a catalog and of what a draft takes into it; those of `drafted` whose roles are null offer none before they are there. */
export async function loadRolesWithDraft(graph: Graph, draftId: string, catalog: CatalogRef): Promise<RoleOffer[]> {
  const [there, drafted] = await Promise.all(['id' in catalog ? loadRoleChoices(graph, catalog.id) : null, loadDraftedResources(graph, draftId, catalog)]);
  return [...(there?.resources ?? []).map((resource) => ({ ...resource, drafted: false })), ...drafted.map(({ key, ...resource }) => ({ ...resource, id: key, drafted: true }))];
}

/** The roles of these resources of a catalog, by resource id; none where Graph shows none yet. */
export async function loadRoles(graph: Graph, catalogId: string, resources: Pick<CatalogResource, 'id' | 'originSystem'>[]): Promise<Map<string, CatalogRole[]>> {
  return readRoles(graph, catalogId, resources.map((resource) => ({ ...resource, roles: [] })));
}
