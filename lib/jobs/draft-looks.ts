import 'server-only';
import { isKey, jsonOf } from '@/lib/authoring/draft';
import type { DraftStep, TenantObject, Wanted } from '@/lib/authoring/draft';
import { rulesOf } from '@/lib/authoring/draft-kinds';
import { completedBy, isSame, saidIn } from '@/lib/authoring/merge-versions';
import { readTenantNow, resourceObject } from '@/lib/authoring/read-tenant-objects';
import type { StepChange } from '@/lib/db/draft-steps';
import { draftCall, idsMade } from '@/lib/graph/draft-calls';
import { readResourceRequests, readResources } from '@/lib/graph/resources';
import { changeOf, keep, resolveRefs } from './draft-work';
import type { DraftWork } from './draft-work';

/**
 * Looks up what was sent without an answer, and what Entra took and did not show yet: what is there is done, what is not
 * goes out again, and a resource is waited for.
 */
export async function lookUp(work: DraftWork, steps: readonly DraftStep[]): Promise<void> {
  // Left by a process that died in mid-call: Entra may still be at it.
  const fresh = steps.filter(({ state, stateSince }) => state === 'sending' && Date.now() - stateSince.getTime() < work.timing.visibilityMs);
  await keep(work, fresh.map((step): StepChange => ({ id: step.id, to: 'unknown', waitSeconds: work.timing.visibilityMs / 1000 })));
  const ripe = steps.filter((step) => !fresh.includes(step));
  if (ripe.length === 0) return;
  resolveRefs(work, ripe);
  const objects = await readObjects(work, ripe);
  // What is as wanted needs nobody to say what became of the request for it.
  const requests = await readResourceRequests(work.graph, catalogsOf(ripe.filter((step) => isTaken(step) && (findNow(step, objects) === undefined) === (step.operation === 'create'))));
  await work.lease.check();
  await keep(work, ripe.map((step): StepChange => ({ wanted: step.wanted, before: step.before, ...verdict(work, step, objects, requests) })));
}

/** A resource on its way in or out, which the list of its catalog tells. */
const isTaken = ({ kind, state }: DraftStep): boolean => kind === 'catalogResource' && state === 'asked';

async function readObjects(work: DraftWork, steps: readonly DraftStep[]): Promise<TenantObject[]> {
  const others = steps.filter((step) => !isTaken(step)).map(changeOf);
  const [resources, now] = await Promise.all([readResources(work.graph, catalogsOf(steps.filter(isTaken))), others.length > 0 ? readTenantNow(work.graph, others) : null]);
  return [...[...resources].flatMap(([catalogId, list]) => list.map((resource) => resourceObject(catalogId, resource))), ...(now?.objects ?? [])];
}

function catalogsOf(steps: readonly DraftStep[]): string[] {
  return [...new Set(steps.flatMap(({ wanted, before }) => {
    const said = wanted ?? before;
    return said && 'catalog' in said && !isKey(said.catalog) ? [said.catalog.id] : [];
  }))];
}

function verdict(work: DraftWork, step: DraftStep, objects: readonly TenantObject[], requests: ReadonlyMap<string, string>): StepChange {
  const found = findNow(step, objects);
  const isAsWanted = step.operation === 'delete' ? !found : found !== undefined && step.wanted !== null && isSame(jsonOf(step.wanted), saidIn(jsonOf(step.wanted), jsonOf(found.is)));
  // A policy is listed by its name alone. That was free when it was sent for the first time: what has it now was made by that.
  const isThere = step.operation === 'create' && found !== undefined && (rulesOf(step.kind).there === 'done' || step.kind === 'policy');
  if (step.operation === 'create' && found && !isAsWanted && !isThere) return { id: step.id, to: 'failed', failureCode: 'nameTaken', failure: `Somebody else made ${rulesOf(step.kind).noun} of this name meanwhile.` };
  // What Entra answered says whose it is; what it did not answer is taken for ours.
  const written = step.written || step.state !== 'asked';
  if (isAsWanted && step.operation === 'update') return { id: step.id, to: 'done', objectId: step.objectId, written, graphOperation: draftCall(step, idsMade).operation, wanted: completedOf(step, found) };
  if (isAsWanted || isThere) return { id: step.id, to: 'done', objectId: step.objectId ?? found?.objectId ?? null, written, graphOperation: draftCall(step, idsMade).operation };
  if (step.state !== 'asked') return { id: step.id, to: 'waiting' };
  const state = requests.get(work.requests.get(step.id) ?? '');
  if (state === 'deliveryFailed' || state === 'denied' || state === 'canceled') return { id: step.id, to: 'failed', failureCode: 'refusedByEntra', failure: 'Microsoft Entra took the request and could not carry it out.' };
  const waited = Date.now() - step.stateSince.getTime();
  // Entra said that it wrote it: what is not as it was written after that while was changed by somebody since.
  if (step.operation === 'update') return waited > work.timing.visibilityMs ? { id: step.id, to: 'done', objectId: step.objectId, written } : { id: step.id, to: 'asked', waitSeconds: 0.25 };
  if (waited > work.timing.shownWithinMs) return { id: step.id, to: 'failed', failureCode: 'notYetVisible', failure: 'Microsoft Entra took it and did not show it for a quarter of an hour. Look in Microsoft Entra, then go on.' };
  return { id: step.id, to: 'asked', waitSeconds: Math.min(30, Math.max(0.25, waited / 2_000)), failureCode: 'notYetVisible', failure: step.operation === 'create' ? 'Microsoft Entra took it and does not show it yet.' : 'Microsoft Entra took it and still shows it.' };
}

/** With what the tenant put into it by itself, which undoing it must not take for somebody's change. */
function completedOf({ wanted }: DraftStep, found: TenantObject | undefined): Wanted | null {
  return wanted && found ? (completedBy(jsonOf(wanted), jsonOf(found.is)) as unknown as Wanted) : wanted;
}

function findNow({ kind, objectId, wanted }: DraftStep, objects: readonly TenantObject[]): TenantObject | undefined {
  if (objectId) return objects.find((object) => object.kind === kind && object.objectId.toLowerCase() === objectId.toLowerCase());
  const { sameAs } = rulesOf(kind);
  const same = wanted && JSON.stringify(sameAs(wanted));
  return objects.find((object) => object.kind === kind && JSON.stringify(sameAs(object.is)) === same);
}
