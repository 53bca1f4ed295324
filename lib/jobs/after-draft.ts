import 'server-only';
import { recordAudit } from '@/lib/audit';
import { askOwner, reconcileApprovals } from '@/lib/authoring/ask-owner';
import { isKey } from '@/lib/authoring/draft';
import type { DraftStep, WantedOf } from '@/lib/authoring/draft';
import { nameOwner } from '@/lib/authoring/name-owner';
import { inTransaction } from '@/lib/db/client';
import { noteDraftStep, OWNER_NOT_ASKED } from '@/lib/db/draft-steps';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import { isAppError } from '@/lib/errors';
import { readCatalogs } from '@/lib/graph/catalogs';
import { loadPackageDesign } from '@/lib/graph/packages';
import { log } from '@/lib/log';
import { standIn } from '@/lib/rollout/stand-in';
import { voidWidened } from '@/lib/rollout/void-widened';
import type { DraftWork } from './draft-work';

/**
 * What follows from what a draft did: owners of new resources are asked, what owners approved is held against what packages
 * hand out now, and signatures that cover less than that are void. Safe to run again.
 */
export async function afterDraft(work: DraftWork): Promise<void> {
  const written = work.steps.filter((step) => step.written && step.state === 'done');
  await askOwners(work, written.filter(({ kind, operation }) => kind === 'catalogResource' && operation === 'create'));
  const made = new Map(written.flatMap(({ kind, operation, objectId, wanted }) => (kind === 'package' && operation === 'create' && objectId && wanted && 'catalog' in wanted && !isKey(wanted.catalog) ? [[objectId, wanted.catalog.id]] : [])));
  const packages = [...new Set(written.flatMap(({ wanted, before }) => {
    const said = wanted ?? before;
    return said && 'package' in said && !isKey(said.package) ? [said.package.id] : [];
  }))];
  const changed = [...(await loadPackageDesign(work.graph, packages.filter((id) => !made.has(id)))).values()];
  const catalogIds = [...new Set([...changed.map(({ catalogId }) => catalogId), ...made.values()])];
  const approved = new Set((await listStandingApprovals(catalogIds)).map(({ catalogId }) => catalogId));
  for (const catalogId of approved) await reconcileApprovals(work.actor, work.graph, catalogId);
  for (const { id } of changed) await voidWidened(work.actor, work.graph, id);
  const [copy] = work.steps.flatMap(({ kind, operation, state, objectId }) => (kind === 'package' && operation === 'create' && state === 'done' && objectId ? [objectId] : []));
  if (!work.undo && copy) await takePlace(work, copy);
}

/** A rollout that has started meanwhile keeps what it has; the draft's page says so, and everything else is done. */
async function takePlace(work: DraftWork, packageId: string): Promise<void> {
  try {
    await standIn({ ...work.actor, tokenCacheId: work.tokenCacheId }, work.graph, work.draft, packageId);
  } catch (error) {
    if (!isAppError(error, 'conflict') && !isAppError(error, 'invalid')) throw error;
    log('warn', 'draft.keeps-its-place', { draftId: work.draft.id, message: error.message });
  }
}

/** A question that was promised and not asked stands on its step and in the audit, with what to do. */
async function tellNotAsked(work: DraftWork, stepId: string, { name, originId, ownerId, ownerName = '' }: WantedOf['catalogResource'] & { ownerId: string }, why: string): Promise<void> {
  await inTransaction(async (tx) => {
    if (!(await noteDraftStep(tx, stepId, OWNER_NOT_ASKED, `${ownerName || 'Its owner'} was not asked about it: ${why}`))) return;
    await recordAudit(tx, [{ action: 'approval.notAsked', outcome: 'failed', actor: work.actor, subject: { personId: ownerId, name: ownerName, userPrincipalName: '' }, objectType: 'resource', objectId: originId, objectName: name, reason: why, detail: { draft: work.draft.id } }]);
  });
}

async function askOwners(work: DraftWork, steps: readonly DraftStep[]): Promise<void> {
  const asked = steps.flatMap(({ id, objectId, wanted }) => (objectId && wanted && 'ownerId' in wanted && wanted.ownerId && !isKey(wanted.catalog) ? [{ stepId: id, objectId, wanted, ownerId: wanted.ownerId, catalogId: wanted.catalog.id }] : []));
  if (asked.length === 0) return;
  const names = new Map((await readCatalogs(work.graph, asked.map(({ catalogId }) => catalogId))).map(({ id, name }) => [id, name]));
  for (const { stepId, objectId, wanted, ownerId, catalogId } of asked) {
    const { name, originId, originSystem } = wanted;
    try {
      const owner = await nameOwner(work.actor, work.graph, { resource: { name, originId, originSystem }, ownerId });
      await askOwner(work.actor, work.graph, { catalogId, catalogName: names.get(catalogId) ?? '', resourceId: objectId, name, originId, originSystem }, owner);
    } catch (error) {
      // They left or were disabled since: the step and the catalog's page say so, and everything else is done.
      if (!isAppError(error, 'invalid')) throw error;
      await tellNotAsked(work, stepId, { ...wanted, ownerId }, Object.values(error.details.fields ?? {})[0] ?? error.sentence);
      log('warn', 'draft.owner-not-asked', { draftId: work.draft.id, message: error.message });
    }
  }
}
