import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { listDraftChanges } from '@/lib/db/drafts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { isKey, pairId } from './draft';
import type { DraftChange, Ref, WantedOf } from './draft';
import type { DraftLint } from './lint/finding';
import { lintTenant } from './lint/lint-tenant';
import type { LintedCatalog } from './lint/linted';
import { policyOf } from './policy-of-document';
import type { WrittenPolicy } from './policy-of-document';
import { lookAround, readDesignsOf } from './read-for-lint';
import type { ReadDesign } from './read-for-lint';

/** Asked while somebody waits in front of a page, which says itself that the tenant is slow. */
const AT_ONCE = { packages: () => Promise.resolve(), wait: (seconds: number) => Promise.reject(new AppError('throttled', `told to wait ${seconds} seconds`, { retryAfter: seconds })) };

const idOf = (ref: Ref): string => (isKey(ref) ? ref.key : ref.id);

/**
 * What would stand out about the packages that a draft makes or changes once it is applied, by the same rules as of the
 * tenant. A package it makes is called by the key of its change. Writes nothing.
 * @throws AppError Graph's own
 */
export async function lintDraft(graph: Graph, draftId: string): Promise<DraftLint> {
  const changes = await listDraftChanges(draftId);
  const own = new Set(changes.flatMap(packagesOf));
  const others = changes.flatMap((change) => (change.kind === 'incompatiblePackage' ? [idOf(saidOf<'incompatiblePackage'>(change).other)] : []));
  const made = new Set(changes.flatMap(({ kind, operation, key }) => (kind === 'package' && operation === 'create' ? [key] : [])));
  if (own.size === 0) return { findings: [], notKnown: [], made: [] };
  const known = await readDesignsOf(graph, [...own, ...others].filter((id) => !made.has(id)));
  const excluded = known.flatMap(({ conflicts }) => conflicts.flatMap(({ kind, otherId }) => (kind === 'package' ? [otherId] : [])));
  const read = [...known, ...(await readDesignsOf(graph, excluded.filter((id) => !known.some(({ design }) => design.id === id))))];
  const after = apply(read, changes);
  const tenant = await lookAround(graph, after, AT_ONCE, await databaseNow(), true);
  const { findings, notKnown } = lintTenant({ ...tenant, packages: tenant.packages, catalogs: withChanges(tenant.catalogs, changes) });
  return { findings: findings.filter(({ packageId }) => own.has(packageId)), notKnown, made: [...made] };
}

/** What a change says of its object; the kind is the caller's to know. */
function saidOf<K extends keyof WantedOf>({ wanted, base }: DraftChange): WantedOf[K] {
  return (wanted ?? base) as WantedOf[K];
}

/** The packages a change is about. */
function packagesOf(change: DraftChange): string[] {
  switch (change.kind) {
    case 'package':
      return [change.objectId ?? change.key];
    case 'packageRole':
    case 'policy':
    case 'incompatiblePackage':
    case 'incompatibleGroup':
      return [idOf(saidOf<'policy'>(change).package)];
    default:
      return [];
  }
}

/** The packages as they would be. A resource or role that the draft makes has no id yet and goes by its key. */
function apply(read: readonly ReadDesign[], changes: readonly DraftChange[]): ReadDesign[] {
  const packages = new Map(read.map(({ design, conflicts }) => [design.id, { design: { ...design }, conflicts: [...conflicts] }]));
  for (const change of changes) {
    const { kind, operation, objectId, key } = change;
    if (kind === 'package' && operation === 'create') {
      const { catalog, name, description, hidden } = saidOf<'package'>(change);
      packages.set(key, { design: { id: key, name, description, hidden, catalogId: idOf(catalog), catalogName: catalog.name ?? '', roles: [], policies: [] }, conflicts: [] });
    } else if (kind === 'package' && operation === 'delete') packages.delete(objectId ?? '');
  }
  for (const change of changes) {
    const of = packages.get(packagesOf(change)[0] ?? '');
    if (of) applyTo(of, change);
  }
  return [...packages.values()];
}

function applyTo(of: ReadDesign, change: DraftChange): void {
  const { design } = of;
  const { kind, operation, objectId, key } = change;
  const keeps = operation !== 'delete';
  switch (kind) {
    case 'package': {
      const { name, description, hidden } = saidOf<'package'>(change);
      Object.assign(design, { name, description, hidden });
      return;
    }
    case 'packageRole': {
      const { roleName, roleOriginId, resource, resourceName, originId, originSystem } = saidOf<'packageRole'>(change);
      design.roles = keeps ? [...design.roles, { id: key, roleName, roleOriginId, resourceId: idOf(resource), resourceName, originId, originSystem }] : design.roles.filter(({ id }) => pairId(design.id, id) !== objectId);
      return;
    }
    case 'policy': {
      const others = design.policies.filter(({ id }) => id !== objectId);
      design.policies = keeps ? [...others, policyOf({ ...(saidOf<'policy'>(change).document as WrittenPolicy), id: objectId ?? key })] : others;
      return;
    }
    case 'incompatiblePackage': {
      const { other } = saidOf<'incompatiblePackage'>(change);
      exclude(of, 'package', idOf(other), other.name ?? '', keeps);
      return;
    }
    case 'incompatibleGroup': {
      const { groupId, groupName } = saidOf<'incompatibleGroup'>(change);
      exclude(of, 'group', groupId, groupName, keeps);
      return;
    }
    case 'catalog':
    case 'catalogResource':
    case 'catalogRole':
    case 'catalogCreator':
    case 'connectedOrganization':
    case 'organizationSponsor':
    case 'workflowExtension':
    case 'settings':
  }
}

function exclude(of: ReadDesign, kind: 'package' | 'group', otherId: string, name: string, keeps: boolean): void {
  const others = of.conflicts.filter((each) => each.kind !== kind || each.otherId !== otherId);
  of.conflicts = keeps ? [...others, { packageId: of.design.id, kind, otherId, name }] : others;
}

function withChanges(catalogs: ReadonlyMap<string, LintedCatalog>, changes: readonly DraftChange[]): Map<string, LintedCatalog> {
  const after = new Map(catalogs);
  for (const change of changes) {
    if (change.kind !== 'catalog' || change.operation === 'delete') continue;
    const { name, published } = saidOf<'catalog'>(change);
    const id = change.objectId ?? change.key;
    after.set(id, { id, name, published, general: after.get(id)?.general ?? false });
  }
  return after;
}
