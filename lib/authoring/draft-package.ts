import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getGroup } from '@/lib/graph/groups';
import { findPackageByName, getPackageDesign } from '@/lib/graph/packages';
import { readRoles } from '@/lib/graph/resources';
import { findUser } from '@/lib/graph/users';
import type { CatalogRole } from './catalog';
import { allCatalogResources } from './catalog-resources';
import { findDraftedPackage, loadDraftedResources, namedCatalog } from './drafted-catalog';
import type { CatalogRef } from './drafted-catalog';
import { addToDraft, newKey } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { packageChanges } from './package-changes';
import type { DraftedRole } from './package-changes';
import type { OriginSystem } from './package-design';
import { simplePolicy } from './simple-policy';
import type { NamedSubject, SimplePolicy } from './simple-policy';

/** A role as a form names it: the catalog's resource and the role's own id. */
export type RoleChoice = { resourceId: string; roleOriginId: string };

export type SubjectChoice = { kind: 'person' | 'group'; id: string };

/** A policy as a form names it. */
export type WantedPolicyChoice = Omit<SimplePolicy, 'description' | 'targets' | 'approval'> & { targets: SubjectChoice[]; approval: { approvers: SubjectChoice[]; days: number } | null };

export type WantedPackage = { catalog: CatalogRef; name: string; description: string; hidden: boolean; roles: RoleChoice[]; policy: WantedPolicyChoice };

/** Most people and groups one policy may name (governance-service-limits). */
const MOST_TARGETS = 500;

/**
 * A new package with its roles and its policy, in a draft.
 * @throws AppError `nameTaken`; `invalid` naming the field; `notFound`; as addToDraft
 */
export async function draftPackage(by: AuditPerson, graph: Graph, to: ToDraft, wanted: WantedPackage): Promise<{ draftId: string }> {
  const { policy } = wanted;
  const [catalog, roles, targets, approvers] = await Promise.all([
    namedCatalog(graph, to, wanted.catalog),
    resolveRoles(graph, wanted.catalog, wanted.roles, to),
    resolveSubjects(graph, policy.who === 'specific' ? policy.targets : [], 'targets', false),
    resolveSubjects(graph, policy.approval?.approvers ?? [], 'approvers', true),
    requireFreePackageName(graph, to, wanted.catalog, wanted.name),
  ]);
  const document = simplePolicy({ ...policy, description: wanted.description, targets, approval: policy.approval && { approvers, days: policy.approval.days } });
  const { name, description, hidden } = wanted;
  return addToDraft(by, to, packageChanges(newKey('package'), { catalog, name, description, hidden, roles, policies: [document] }));
}

/** @throws AppError `nameTaken` naming `name`, with a link to the package that has it, in the catalog or in the draft */
export async function requireFreePackageName(graph: Graph, to: ToDraft, catalog: CatalogRef, name: string): Promise<void> {
  const [there, drafted] = await Promise.all(['id' in catalog ? findPackageByName(graph, catalog.id, name) : null, 'draftId' in to ? findDraftedPackage(to.draftId, catalog, name) : null]);
  const taken = (say: string, label: string, href: string) => new AppError('nameTaken', `a package ${name}`, { fields: { name: `${say} Choose another name.` }, links: { name: { label, href } } });
  if (there) throw taken('The catalog has a package of this name already.', 'Open that package', `/packages/${there.id}`);
  if (drafted && 'draftId' in to) throw taken('The draft makes a package of this name in the catalog already.', 'Open it in the draft', `/drafts/${to.draftId}/changes/${encodeURIComponent(drafted.key)}`);
}

/** The roles as the catalog offers them, with what the draft takes into it; what it does not offer is refused here and not by Graph, half-way through. */
export async function resolveRoles(graph: Graph, catalog: CatalogRef, choices: RoleChoice[], to: ToDraft): Promise<DraftedRole[]> {
  const drafted = 'draftId' in to ? await loadDraftedResources(graph, to.draftId, catalog) : [];
  const resources = ('id' in catalog ? await allCatalogResources(graph, catalog.id) : []).filter((resource) => choices.some((choice) => choice.resourceId === resource.id));
  const offered = 'id' in catalog ? await readRoles(graph, catalog.id, resources) : new Map<string, CatalogRole[]>();
  return choices.map((choice) => {
    const added = drafted.find(({ key }) => key === choice.resourceId);
    const known = added?.roles?.find(({ originId }) => originId === choice.roleOriginId);
    if (added && known) return { resource: { key: added.key, name: added.name }, resourceName: added.name, originId: added.originId, originSystem: added.originSystem, roleName: known.name, roleOriginId: known.originId };
    const resource = resources.find((each) => each.id === choice.resourceId);
    const role = offered.get(choice.resourceId)?.find((each) => each.originId === choice.roleOriginId);
    if (!resource || !role) throw new AppError('invalid', `no role ${choice.roleOriginId} of ${choice.resourceId}`, { fields: { roles: 'One of the roles is no longer offered by the catalog. Reload the page and choose again.' } });
    return { resource: { id: resource.id, name: resource.name }, resourceName: resource.name, originId: resource.originId, originSystem: resource.originSystem as OriginSystem, roleName: role.name, roleOriginId: role.originId };
  });
}

/** People and groups as the tenant has them now. @param answers they have to decide something @throws AppError `invalid` naming the field where one is gone or cannot answer */
export async function resolveSubjects(graph: Graph, choices: SubjectChoice[], field: string, answers: boolean): Promise<NamedSubject[]> {
  if (choices.length > MOST_TARGETS) throw new AppError('invalid', `${choices.length} ${field}`, { fields: { [field]: `A policy names at most ${MOST_TARGETS} people and groups. Put them in a group and name that.` } });
  return Promise.all(
    choices.map(async ({ kind, id }): Promise<NamedSubject> => {
      const found = kind === 'group' ? await getGroup(graph, id) : await findUser(graph, id);
      if (!found) throw new AppError('invalid', `${id} is gone`, { fields: { [field]: 'One of those chosen is no longer in the tenant.' } });
      if (answers && 'enabled' in found && !found.enabled) throw new AppError('invalid', `${id} is disabled`, { fields: { [field]: `The account of ${found.name} is disabled and could not answer.` } });
      return { kind, id, name: found.name };
    }),
  );
}

/**
 * Further roles of a package, in a draft; everyone who has the package gets them once it is applied, and their owners are asked again.
 * @throws AppError `invalid` for one the catalog does not offer; `notFound`, `conflict` for a package that is not in it
 */
export async function draftRoles(by: AuditPerson, graph: Graph, to: ToDraft, wanted: { packageId: string; catalogId: string; roles: RoleChoice[] }): Promise<{ draftId: string }> {
  const [{ id, name, catalogId }, roles] = await Promise.all([getPackageDesign(graph, wanted.packageId), resolveRoles(graph, { id: wanted.catalogId }, wanted.roles, to)]);
  if (catalogId !== wanted.catalogId) throw new AppError('conflict', `${id} is not in ${wanted.catalogId}`);
  return addToDraft(by, to, roles.map((role) => ({ kind: 'packageRole', operation: 'create', wanted: { package: { id, name }, ...role } })));
}
