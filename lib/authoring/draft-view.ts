import 'server-only';
import { findLastAct } from '@/lib/db/audit';
import type { Db } from '@/lib/db/client';
import { countDraftSteps, listStandingKeys, pageDraftSteps } from '@/lib/db/draft-steps';
import { getDraft, getDraftChange, listOpenDrafts, pageDraftChanges, pageDrafts } from '@/lib/db/drafts';
import type { DraftFilter, DraftRow } from '@/lib/db/drafts';
import { getJob } from '@/lib/db/jobs';
import { AppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { findResource } from '@/lib/graph/resources';
import { calledAs, pairId, saidBy } from './draft';
import type { Draft, DraftChange, DraftKind, DraftStep, DraftStepState, NewChange, WantedOf } from './draft';
import { rulesOf } from './draft-kinds';
import { againAt, waitsOf, WAITS_FOR_PERSON } from './job-waits';
import type { Again, Waits } from './job-waits';
import type { OriginSystem } from './package-design';
import { planDraft } from './plan-draft';
import type { DraftPlan } from './plan-draft';
import { readTenantNow } from './read-tenant-objects';

export type { DraftRow } from '@/lib/db/drafts';

/** A page of drafts, the last edited first. */
export async function loadDrafts(filter: DraftFilter, page: { skip: number; take: number }): Promise<{ drafts: DraftRow[]; total: number }> {
  return pageDrafts(filter, page);
}

/** Where somebody may add a change: their open drafts, the last edited first. */
export async function loadOpenDrafts(personId: string): Promise<{ id: string; name: string }[]> {
  return listOpenDrafts(personId, 20);
}

/** A change in people's words, as far as they can be said without the tenant. */
export type ChangeLine = { change: DraftChange; words: string };

export type DraftView = {
  draft: Draft;
  /** What its job waits for; null while it works. */
  waits: Waits | null;
  /** When what ends by itself is tried again; null where a person ends it. */
  again: Again | null;
  lines: ChangeLine[];
  total: number;
  kinds: { kind: DraftKind; count: number }[];
  /** How many of its steps stand in the tenant; while it can be edited the lines are the changes beside those. */
  standing: number;
};

/** Whether its changes are looked at, and not how far writing them has come. */
export function isEditable({ state }: Pick<Draft, 'state'>): boolean {
  return state === 'open' || state === 'discarded';
}

/** A draft by itself. @throws AppError `notFound` */
export async function loadDraft(draftId: string): Promise<Draft> {
  return getDraft(draftId);
}

/** By whom and when a draft was put aside; null where it is not. */
export async function loadPutAside({ id, state }: Pick<Draft, 'id' | 'state'>, tx?: Db): Promise<{ byName: string | null; at: Date } | null> {
  return state === 'discarded' ? findLastAct({ action: 'draft.discard', objectType: 'draft', objectId: id }, tx) : null;
}

/** A page of the steps of a draft that stand in the tenant. */
export async function loadStandingSteps(draftId: string, page: { skip: number; take: number }): Promise<{ steps: DraftStep[]; total: number }> {
  return pageDraftSteps(draftId, { undo: false, states: ['done'] }, page);
}

/** A draft with a page of its changes. @throws AppError `notFound` */
export async function loadDraftView(draftId: string, filter: { kind?: DraftKind; text?: string }, page: { skip: number; take: number }): Promise<DraftView> {
  const [draft, standing] = await Promise.all([getDraft(draftId), listStandingKeys(draftId)]);
  const { changes, total, kinds } = await pageDraftChanges(draftId, { ...filter, without: isEditable(draft) ? standing : [] }, page);
  const job = draft.jobId ? await getJob(draft.jobId) : null;
  const waits = job && waitsOf(job.state, job.lastError);
  return { draft, waits, again: job && waits && !WAITS_FOR_PERSON.has(waits) ? againAt(job.notBefore, new Date()) : null, lines: changes.map((change) => ({ change, words: wordsOf(change) })), total, kinds, standing: standing.length };
}

function wordsOf(change: DraftChange): string {
  return rulesOf(change.kind).words[change.operation](saidBy(change), (_kind, ref) => calledAs(ref, 'something in it'));
}

/** How far applying a draft has come, or undoing it: a page of its steps, and how many are in each state. */
export async function loadDraftSteps(draftId: string, undo: boolean, page: { skip: number; take: number }): Promise<{ steps: DraftStep[]; total: number; counts: Partial<Record<DraftStepState, number>> }> {
  const [{ steps, total }, counts] = await Promise.all([pageDraftSteps(draftId, { undo }, page), countDraftSteps(draftId, undo)]);
  return { steps, total, counts };
}

/** One change, to be edited. @throws AppError `notFound` */
export async function loadChange(draftId: string, key: string): Promise<{ draft: Draft; change: DraftChange }> {
  const [draft, change] = await Promise.all([getDraft(draftId), getDraftChange(draftId, key)]);
  return { draft, change };
}


/** A catalog as a draft says it. @throws AppError `notFound` */
export async function loadCatalogObject(graph: Graph, catalogId: string): Promise<WantedOf['catalog']> {
  const { name, description, published, externallyVisible } = await getCatalog(graph, catalogId);
  return { name, description, published, externallyVisible };
}

/** A package as a draft says it. @throws AppError `notFound` */
export async function loadPackageObject(graph: Graph, packageId: string): Promise<WantedOf['package']> {
  const { name, description, hidden, catalogId, catalogName } = await getPackageDesign(graph, packageId);
  return { catalog: { id: catalogId, name: catalogName }, name, description, hidden };
}

/** What may be removed from a page of its own, and the address that names it. */
export const REMOVABLE = ['catalog', 'package', 'packageRole', 'catalogResource'] as const;
export type Removable = { kind: (typeof REMOVABLE)[number]; objectId: string; /** Of a role its package, of a resource its catalog. */ of: string };

/**
 * The removal of something as a change of a draft, read from the tenant as it is now.
 * @throws AppError `notFound` where the tenant does not have it any more
 */
export async function removalOf(graph: Graph, { kind, objectId, of }: Removable): Promise<Extract<NewChange, { operation: 'delete' }>> {
  switch (kind) {
    case 'catalog':
      return { kind, operation: 'delete', objectId, base: await loadCatalogObject(graph, objectId) };
    case 'package':
      return { kind, operation: 'delete', objectId, base: await loadPackageObject(graph, objectId) };
    case 'packageRole': {
      const { id, name, roles } = await getPackageDesign(graph, of);
      const role = roles.find((each) => each.id === objectId);
      if (!role) throw new AppError('notFound', `package ${of} does not hand out ${objectId}`);
      const { resourceId, resourceName, originId, roleOriginId, roleName } = role;
      return { kind, operation: 'delete', objectId: pairId(id, role.id), base: { package: { id, name }, resource: { id: resourceId, name: resourceName }, resourceName, originId, originSystem: role.originSystem as OriginSystem, roleOriginId, roleName } };
    }
    case 'catalogResource': {
      const [catalog, resource] = await Promise.all([getCatalog(graph, of), findResource(graph, of, { id: objectId })]);
      if (!resource) throw new AppError('notFound', `catalog ${of} does not have ${objectId}`);
      return { kind, operation: 'delete', objectId, base: { catalog: { id: of, name: catalog.name }, originId: resource.originId, originSystem: resource.originSystem as OriginSystem, name: resource.name } };
    }
  }
}

/** What a change would mean by itself, before anybody drafts it: its blockers, and who loses or gains by it. */
export async function previewChange(graph: Graph, change: NewChange): Promise<DraftPlan> {
  const row: DraftChange = {
    id: 'preview', key: 'preview', kind: change.kind, operation: change.operation, objectId: change.operation === 'create' ? null : change.objectId, version: 0, changedByName: '', changedAt: new Date(),
    name: rulesOf(change.kind).name(saidBy({ wanted: change.operation === 'delete' ? null : change.wanted, base: change.operation === 'create' ? null : change.base })),
    wanted: change.operation === 'delete' ? null : change.wanted, base: change.operation === 'create' ? null : change.base,
  };
  return planDraft([row], await readTenantNow(graph, [row]));
}
