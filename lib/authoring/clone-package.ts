import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { allResources } from '@/lib/graph/resources';
import type { Ref } from './draft';
import { requireFreePackageName } from './draft-package';
import { resourceChanges } from './draft-resources';
import type { ChosenResource } from './draft-resources';
import { addToDraft, newKey } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { originKey } from './find-listed';
import { packageChanges } from './package-changes';
import type { DraftedRole } from './package-changes';
import type { OriginSystem, PackageDesign, PackageRole } from './package-design';
import { cloneOf } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { isEmpty } from './policy-document';
import { judgeList } from './read-readiness';
import type { JudgedResource } from './read-readiness';
import type { Origin } from './readiness';

/** A role of the original; `has` is the resource in the copy's catalog, null where that does not have it. */
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

export type CloneSource = { design: PackageDesign; catalog: { id: string; name: string }; roles: CloneRole[]; policies: ClonePolicy[] };

/**
 * A package as it would be copied into a catalog, its own or another.
 * @throws AppError `notFound`; Graph's own
 */
export async function loadCloneSource(graph: Graph, packageId: string, catalogId: string | null): Promise<CloneSource> {
  const design = await getPackageDesign(graph, packageId);
  const elsewhere = catalogId !== null && catalogId !== design.catalogId;
  const [catalog, resources, whole] = await Promise.all([
    elsewhere ? getCatalog(graph, catalogId) : { id: design.catalogId, name: design.catalogName },
    elsewhere ? allResources(graph, catalogId) : null,
    readWholePolicies(graph, design.policies.map(({ id }) => id)),
  ]);
  const there = resources && new Map(resources.map(({ id, name, ...of }) => [originKey(of as Origin), { id, name }]));
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
  return { design, catalog: { id: catalog.id, name: catalog.name }, roles, policies };
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
  return lacking.length === 0 ? [] : (await judgeList(graph, personId, catalog.id, lacking.join('\n'))).resources;
}

export type WantedClone = {
  packageId: string;
  catalogId: string;
  name: string;
  description: string;
  hidden: boolean;
  /** Ids of the original's roles. */
  roles: readonly string[];
  /** Ids of the original's policies. */
  policies: readonly string[];
  /** What the catalog shall take in for it; a role of anything else that it lacks stays out. */
  add: readonly ChosenResource[];
};

/** A copy of a package, in a draft. `left` says what the copy lacks though it was wanted, in sentences. */
export type DraftedClone = { draftId: string; left: string[] };

/**
 * A copy of a package in a catalog, in a draft: what the catalog lacks first, then the package, its roles and its policies,
 * whole, as far as they can be made there.
 * @throws AppError `notFound`; `invalid` naming `roles` where nothing would be handed out, `policies`, `resources` or `ownerId`; `nameTaken`; as addToDraft
 */
export async function draftClone(actor: Actor, graph: Graph, to: ToDraft, wanted: WantedClone): Promise<DraftedClone> {
  const source = await loadCloneSource(graph, wanted.packageId, wanted.catalogId);
  const { catalog } = source;
  const chosen = source.roles.filter(({ id }) => wanted.roles.includes(id));
  const lacking = wanted.add.filter((each) => chosen.some((role) => !role.has && originKey(role) === originKey(each)));
  const [{ changes, refs }] = await Promise.all([resourceChanges(actor, graph, catalog, lacking, to), requireFreePackageName(graph, catalog.id, wanted.name)]);
  const roles = chosen.flatMap(({ has, ...role }): DraftedRole[] => {
    const resource = has ?? refs.get(originKey(role));
    const { resourceName, originId, originSystem, roleOriginId, roleName } = role;
    return resource ? [{ resource, resourceName, originId, originSystem, roleOriginId, roleName }] : [];
  });
  if (roles.length === 0) throw new AppError('invalid', `nothing is left of ${wanted.packageId}`, { fields: { roles: 'Choose at least one role that the catalog has or takes in; without one the copy gives nothing.' } });
  const policies = source.policies.filter(({ id }) => wanted.policies.includes(id));
  const refused = policies.find(({ refusal }) => refusal);
  if (refused) throw new AppError('invalid', `policy ${refused.id} cannot be copied`, { fields: { policies: `“${refused.name}” cannot be copied. ${refused.refusal ?? ''}` } });
  const { name, description, hidden } = wanted;
  const { draftId } = await addToDraft(actor, to, [...changes, ...packageChanges(newKey('package'), { catalog, name, description, hidden, roles, policies: policies.map(({ document, name: called }) => cloneOf(document, called)) })]);
  return { draftId, left: policies.flatMap(({ name: of, behind }) => behind.map((sentence) => `“${of}”: ${sentence}`)) };
}
