import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { allCatalogResources } from './catalog-resources';
import { isKey } from './draft';
import type { NewChange, Ref } from './draft';
import { requireFreePackageName } from './draft-package';
import { loadDraftedResources, namedCatalog } from './drafted-catalog';
import type { CatalogRef } from './drafted-catalog';
import { resourceChanges } from './draft-resources';
import type { ChosenResource } from './draft-resources';
import { addToDraft, newKey } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { originKey } from './find-listed';
import { loadApart } from './incompatibility-view';
import { packageChanges } from './package-changes';
import type { DraftedRole } from './package-changes';
import type { OriginSystem, PackageDesign, PackageRole } from './package-design';
import { cloneOf } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { isEmpty } from './policy-document';
import { judgeList } from './read-readiness';
import type { JudgedResource } from './read-readiness';
import type { Origin } from './readiness';

/** A role of the original; `has` is the resource in the copy's catalog or in what the draft adds to it, null where it is in neither. */
export type CloneRole = PackageRole & { originSystem: OriginSystem; has: Ref | null };

export type ClonePolicy = {
  id: string;
  name: string;
  document: PolicyDocument;
  /** It gives the package to everybody its rule matches, as soon as it is made. */
  automatic: boolean;
  /** Why there can be no copy of it. */
  refusal: string | null;
  /** What of it stays behind, in sentences. */
  behind: string[];
};

/** What the original is kept apart from, and in which directions. */
export type CloneApart = Awaited<ReturnType<typeof loadApart>>[number];

export type CloneSource = { design: PackageDesign; catalog: Ref & { name: string }; roles: CloneRole[]; policies: ClonePolicy[]; apart: CloneApart[] };

/** Where a copy goes: a catalog, and the draft that may make that or add to it. */
export type CloneInto = { catalog: CatalogRef; to: ToDraft };

/**
 * A package as it would be copied into a catalog: its own, where `into` is null, another, or one that a draft makes.
 * @throws AppError `notFound`; Graph's own
 */
export async function loadCloneSource(graph: Graph, packageId: string, into: CloneInto | null): Promise<CloneSource> {
  const design = await getPackageDesign(graph, packageId);
  const elsewhere = into && !('id' in into.catalog && into.catalog.id === design.catalogId) ? into : null;
  const [catalog, there, whole, apart] = await Promise.all([
    elsewhere ? namedCatalog(graph, elsewhere.to, elsewhere.catalog) : { id: design.catalogId, name: design.catalogName },
    elsewhere && whatIsIn(graph, elsewhere),
    readWholePolicies(graph, design.policies.map(({ id }) => id)),
    loadApart(graph, packageId),
  ]);
  const roles = design.roles.map((role): CloneRole => {
    const originSystem = role.originSystem as OriginSystem;
    return { ...role, originSystem, has: there ? (there.get(originKey({ originSystem, originId: role.originId })) ?? null) : { id: role.resourceId, name: role.resourceName } };
  });
  const policies = design.policies.flatMap(({ id, name, automatic }): ClonePolicy[] => {
    const found = whole.find((each) => each.id === id);
    if (!found) return [];
    const refusal = found.unknown.length > 0 ? `It holds something that this version does not know (${found.unknown.join(', ')}), and a copy would lack it.` : null;
    return [{ id, name, automatic, refusal, ...(elsewhere ? withoutExtensions(found.document) : { document: found.document, behind: [] }) }];
  });
  return { design, catalog, roles, policies, apart };
}

/** What a catalog has, and what the draft takes into it. */
async function whatIsIn(graph: Graph, { catalog, to }: CloneInto): Promise<ReadonlyMap<string, Ref>> {
  const [drafted, resources] = await Promise.all(['draftId' in to ? loadDraftedResources(graph, to.draftId, catalog) : [], 'id' in catalog ? allCatalogResources(graph, catalog.id) : []]);
  return new Map([
    ...drafted.map(({ key, name, ...of }): [string, Ref] => [originKey(of), { key, name }]),
    ...resources.map(({ id, name, ...of }): [string, Ref] => [originKey(of as Origin), { id, name }]),
  ]);
}

/** A custom extension belongs to a catalog, so another one cannot call it. */
function withoutExtensions(document: PolicyDocument): Pick<ClonePolicy, 'document' | 'behind'> {
  const { customExtensionStageSettings: calls } = document;
  if (calls === undefined || isEmpty(calls)) return { document, behind: [] };
  const count = Array.isArray(calls) ? calls.length : 1;
  return { document: { ...document, customExtensionStageSettings: [] }, behind: [`${count === 1 ? 'The custom extension it calls belongs' : `The ${count} custom extensions it calls belong`} to the catalog of the original, and the copy calls none.`] };
}

/** What of the original the other catalog lacks, each with its verdict and whom to ask about it. */
export async function judgeLacking(graph: Graph, personId: string, { catalog, roles }: Pick<CloneSource, 'catalog' | 'roles'>): Promise<JudgedResource[]> {
  const lacking = [...new Set(roles.filter(({ has }) => !has).map(({ originId }) => originId))];
  return lacking.length === 0 ? [] : (await judgeList(graph, personId, isKey(catalog) ? null : catalog.id, lacking.join('\n'))).resources;
}

export type WantedClone = {
  packageId: string;
  catalog: CatalogRef;
  name: string;
  description: string;
  hidden: boolean;
  /** Ids of the original's roles. */
  roles: readonly string[];
  /** Ids of the original's policies. */
  policies: readonly string[];
  /** What the catalog shall take in for it; a role of anything else that it lacks stays out. */
  add: readonly ChosenResource[];
  /** Ids of packages and groups that the original is kept apart from, and the copy shall not be. */
  beside?: readonly string[];
};

/**
 * A copy of a package in a catalog, in a draft: what the catalog lacks first, then the package, its roles and its policies,
 * whole, as far as they can be made there, kept apart from what the original is kept apart from. What the copy lacks of its
 * original is kept with it in sentences, for the review.
 * @throws AppError `notFound`; `conflict` where something chosen is gone from the original; `invalid` naming `roles` where nothing would be handed out, `policies`, `resources` or `ownerId`; `nameTaken`; as addToDraft
 */
export async function draftClone(actor: Actor, graph: Graph, to: ToDraft, wanted: WantedClone): Promise<{ draftId: string }> {
  const source = await loadCloneSource(graph, wanted.packageId, { catalog: wanted.catalog, to });
  const { catalog } = source;
  const gone = [...wanted.roles.filter((id) => !source.roles.some((role) => role.id === id)), ...wanted.policies.filter((id) => !source.policies.some((policy) => policy.id === id))];
  if (gone.length > 0) throw new AppError('conflict', `${wanted.packageId} has no ${gone.join(', ')}`, { say: `${gone.length === 1 ? 'A role or policy that is chosen here is' : `${gone.length} roles or policies that are chosen here are`} gone from the original since you opened this page. Reload it to see what it has now.` });
  const chosen = source.roles.filter(({ id }) => wanted.roles.includes(id));
  const lacking = wanted.add.filter((each) => chosen.some((role) => !role.has && originKey(role) === originKey(each)));
  const [{ changes, refs }] = await Promise.all([resourceChanges(actor, graph, catalog, lacking, to), requireFreePackageName(graph, to, catalog, wanted.name)]);
  const roles = chosen.flatMap(({ has, ...role }): DraftedRole[] => {
    const resource = has ?? refs.get(originKey(role));
    const { resourceName, originId, originSystem, roleOriginId, roleName } = role;
    return resource ? [{ resource, resourceName, originId, originSystem, roleOriginId, roleName }] : [];
  });
  if (roles.length === 0) throw new AppError('invalid', `nothing is left of ${wanted.packageId}`, { fields: { roles: 'Choose at least one role that the catalog has or takes in; without one the copy gives nothing.' } });
  const policies = source.policies.filter(({ id }) => wanted.policies.includes(id));
  const refused = policies.find(({ refusal }) => refusal);
  if (refused) throw new AppError('invalid', `policy ${refused.id} cannot be copied`, { fields: { policies: `“${refused.name}” cannot be copied. ${refused.refusal ?? ''}` } });
  const { name, description, hidden, beside = [] } = wanted;
  const key = newKey('package');
  const apart = source.apart.filter(({ other }) => !beside.includes(other.id));
  const offered = (role: CloneRole): boolean => role.has !== null || refs.has(originKey(role));
  const leftOut = leftOutOf(source, { hidden, policies, apart, offered, hands: (role) => chosen.includes(role) && offered(role) });
  const copied = packageChanges(key, { catalog, name, description, hidden, roles, policies: policies.map(({ document, name: called }) => cloneOf(document, called)) }, leftOut);
  return addToDraft(actor, to, [...changes, ...copied, ...apart.flatMap((each) => apartChanges({ key, name }, each))]);
}

type Taken = Pick<CloneSource, 'policies' | 'apart'> & { hidden: boolean; /** Whether the copy's catalog has the resource, or takes it in. */ offered: (role: CloneRole) => boolean; hands: (role: CloneRole) => boolean };

/** What the original has and the copy has not, in sentences: nothing of it is dropped unsaid. */
function leftOutOf({ design, catalog, roles, policies, apart }: CloneSource, taken: Taken): string[] {
  return [
    ...roles.filter((role) => !taken.hands(role)).map((role) => `The copy does not hand out “${role.roleName}” of “${role.resourceName}”, as its original does${taken.offered(role) ? '' : `: “${catalog.name}” does not have that and does not take it in`}.`),
    ...policies.filter((policy) => !taken.policies.includes(policy)).map(({ name, refusal }) => `The policy “${name}” of the original is not in the copy.${refusal ? ` ${refusal}` : ''}`),
    ...taken.policies.flatMap(({ name, behind }) => behind.map((sentence) => `“${name}”: ${sentence}`)),
    ...apart.filter((each) => !taken.apart.includes(each)).map(({ other }) => `The copy is not kept apart from “${other.name}”, as its original is.`),
    ...(design.hidden && !taken.hidden ? ['The copy is shown in My Access; its original is hidden there.'] : []),
  ];
}

/** Keeps a copy apart from another in the directions of its original. */
function apartChanges(copy: Ref, { other: { kind, ...other }, apart }: CloneApart): NewChange[] {
  if (kind === 'group') return [{ kind: 'incompatibleGroup', operation: 'create', wanted: { package: copy, groupId: other.id, groupName: other.name } }];
  return [
    ...(apart === 'both' || apart === 'named' ? [{ kind: 'incompatiblePackage', operation: 'create', wanted: { package: copy, other } } as const] : []),
    ...(apart === 'both' || apart === 'naming' ? [{ kind: 'incompatiblePackage', operation: 'create', wanted: { package: other, other: copy } } as const] : []),
  ];
}
