import 'server-only';
import { getDraft, getDraftChange, listDraftChanges } from '@/lib/db/drafts';
import { AppError, orNotKnown } from '@/lib/errors';
import { countHeld } from '@/lib/graph/assignments';
import type { Graph } from '@/lib/graph/client';
import { listConnectedOrganizations } from '@/lib/graph/connected-organizations';
import { getPackageDesign } from '@/lib/graph/packages';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { typeOfExtension } from '@/lib/graph/workflow-extension-body';
import { listWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import { closedCatalogs } from './closed-catalogs';
import { isKey } from './draft';
import type { Draft, DraftChange, Ref, WantedOf } from './draft';
import { loadOpenDrafts } from './draft-view';
import { orNotYetVisible } from './made-lately';
import { LONGEST } from './object-texts';
import type { PackageDesign, PackagePolicy } from './package-design';
import type { Held } from './plan-draft';
import { cloneOf, newPolicy } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { readPresentNames } from './read-policy-names';

/** What the editor offers beside the document itself; a list that may not be read is null. */
export type PolicyChoices = { /** Of the tenant by id, of the draft by key; `type` is Graph's. */ extensions: { id: string; name: string; type: string }[] | null; organizations: { id: string; name: string }[] | null; names: Record<string, string>; /** The catalog, where people of other organisations may not ask from it. */ closedCatalog: string | null };

export type PackageOfPolicy = { id: string; name: string; catalogId: string; catalogName: string };

export type PolicyEditorView = PolicyChoices & {
  package: PackageOfPolicy;
  document: PolicyDocument;
  drafts: { id: string; name: string }[];
};

async function loadChoices(graph: Graph, catalog: Ref | null, changes: readonly DraftChange[], document: PolicyDocument): Promise<PolicyChoices> {
  const connected = orNotKnown(listConnectedOrganizations(graph));
  const [inTenant, organizations, named, closed] = await Promise.all([
    catalog === null || isKey(catalog) ? [] : orNotKnown(listWorkflowExtensions(graph, catalog.id).then((list) => list.map(({ id, name, type }) => ({ id, name, type })))),
    connected,
    readPresentNames(graph, [document], connected),
    catalog && orNotKnown(closedCatalogs(graph, changes, [catalog])),
  ]);
  const extensions = inTenant && [...inTenant, ...draftedExtensions(catalog, changes)];
  const names = { ...named, ...Object.fromEntries((extensions ?? []).map(({ id, name }) => [id.toLowerCase(), name])) };
  return { extensions, organizations: organizations?.map(({ id, name }) => ({ id, name })) ?? null, names, closedCatalog: [...(closed?.values() ?? [])][0] ?? null };
}

/** What a draft has a catalog able to call, by the keys of its changes. */
function draftedExtensions(catalog: Ref | null, changes: readonly DraftChange[]): NonNullable<PolicyChoices['extensions']> {
  const same = (ref: Ref): boolean => catalog !== null && (isKey(ref) ? isKey(catalog) && ref.key === catalog.key : !isKey(catalog) && ref.id === catalog.id);
  return changes.flatMap(({ key, operation, name, wanted }) => (operation === 'create' && wanted && 'endpoint' in wanted && same(wanted.catalog) ? [{ id: key, name: `${name} (made by this draft)`, type: typeOfExtension(wanted.of) }] : []));
}

/**
 * A policy of the tenant to be edited, a new one, or one made like another.
 * @throws AppError `notFound`; `conflict` where the policy holds what this version would lose
 */
export async function loadPolicyEditor(graph: Graph, personId: string, packageId: string, of: { policyId: string } | { like: string | null }): Promise<PolicyEditorView> {
  const id = 'policyId' in of ? of.policyId : of.like;
  const [design, policy, drafts] = await Promise.all([orNotYetVisible({ kind: 'package', id: packageId }, getPackageDesign(graph, packageId)), id ? getWholePolicy(graph, id) : null, loadOpenDrafts(personId)]);
  if (policy && policy.packageId !== packageId) throw new AppError('notFound', `policy ${policy.id} is of another package`);
  const document = policy ? ('policyId' in of ? policy.document : cloneOf(policy.document, freeName(policy.document.displayName, design.policies.map(({ name }) => name)))) : newPolicy(design.policies.length === 0 ? 'Initial policy' : '');
  const choices = await loadChoices(graph, { id: design.catalogId }, [], document);
  return { ...choices, package: { id: design.id, name: design.name, catalogId: design.catalogId, catalogName: design.catalogName }, document, drafts };
}

function freeName(name: unknown, taken: readonly string[]): string {
  const first = `Copy of ${typeof name === 'string' ? name : 'a policy'}`.slice(0, LONGEST.name - String(taken.length).length - 2);
  const known = new Set(taken.map((each) => each.toLowerCase()));
  return Array.from({ length: taken.length + 1 }, (_, index) => (index === 0 ? first : `${first} ${index + 1}`)).find((each) => !known.has(each.toLowerCase())) ?? first;
}

export type DraftedPolicyView = PolicyChoices & {
  draft: Draft;
  /** Null for one that is not in the draft yet. */
  change: DraftChange | null;
  packageName: string;
  document: PolicyDocument;
  /** What the tenant had when it was drafted; null for one that is made. */
  base: PolicyDocument | null;
};

/** A policy of a draft to be edited, or a new one of a package that the draft makes. @throws AppError `notFound` */
export async function loadDraftedPolicy(graph: Graph, draftId: string, of: { key: string } | { packageKey: string }): Promise<DraftedPolicyView> {
  const [draft, changes] = await Promise.all([getDraft(draftId), listDraftChanges(draftId)]);
  const change = 'key' in of ? await getDraftChange(draftId, of.key) : null;
  if (change && (change.kind !== 'policy' || !change.wanted)) throw new AppError('notFound', `${change.key} is no policy`);
  const wanted = change?.wanted as WantedOf['policy'] | undefined;
  const of_: Ref = wanted ? wanted.package : { key: 'packageKey' in of ? of.packageKey : '' };
  const drafted = isKey(of_) ? changes.find(({ key, kind, operation }) => key === of_.key && kind === 'package' && operation !== 'delete') : undefined;
  if (isKey(of_) && !drafted) throw new AppError('notFound', `draft ${draftId} makes no package ${of_.key}`);
  const document = wanted?.document ?? newPolicy('Initial policy');
  const live = isKey(of_) ? null : await getPackageDesign(graph, of_.id);
  const catalog = live ? { id: live.catalogId } : catalogOf(drafted);
  return { ...(await loadChoices(graph, catalog, changes, document)), draft, change, packageName: live?.name ?? drafted?.name ?? '', document, base: (change?.base as WantedOf['policy'] | null | undefined)?.document ?? null };
}

/** The catalog a drafted package goes into, of the tenant or of the draft. */
function catalogOf(drafted: DraftChange | undefined): Ref | null {
  return ((drafted?.wanted ?? {}) as Partial<WantedOf['package']>).catalog ?? null;
}

/** A policy of a package whole. @throws AppError `notFound`; `conflict` as loadPolicyEditor */
export async function loadWholePolicy(graph: Graph, packageId: string, policyId: string): Promise<PolicyDocument> {
  const policy = await getWholePolicy(graph, policyId);
  if (policy.packageId !== packageId) throw new AppError('notFound', `policy ${policyId} is of another package`);
  return policy.document;
}

/** What deleting a policy would mean: who has the package by it, and what policies are left. @throws AppError `notFound` */
export async function loadPolicyRemoval(graph: Graph, personId: string, packageId: string, policyId: string): Promise<{ design: PackageDesign; policy: PackagePolicy; held: Held; drafts: { id: string; name: string }[] }> {
  const [design, held, drafts] = await Promise.all([getPackageDesign(graph, packageId), countHeld(graph, [packageId]), loadOpenDrafts(personId)]);
  const policy = design.policies.find(({ id }) => id === policyId);
  if (!policy) throw new AppError('notFound', `package ${packageId} has no policy ${policyId}`);
  return { design, policy, held: held.get(policyId) ?? { count: 0, failed: 0, more: false }, drafts };
}
