import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { listCohort } from '@/lib/db/cohort-members';
import { listNotes } from '@/lib/db/rehearsal-notes';
import { keepHeldAtStart } from '@/lib/db/held-at-start';
import { getRehearsalHead } from '@/lib/db/rehearsals';
import { readBrakes, saveLooked } from '@/lib/db/run-control';
import { changeItems, listItems } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import { loadPackageDesign } from '@/lib/graph/packages';
import { clashKey, clashesNow } from '@/lib/rollout/clashes-since';
import { widenedSince } from '@/lib/rollout/changed-since';
import type { CohortChangeKind } from '@/lib/rollout/cohort';
import { lookAtCohort } from '@/lib/rollout/look-at-cohort';
import type { RunItem } from '@/lib/rollout/run';
import { failureOf } from '@/lib/rollout/run-failures';
import type { FailureCode, ItemFailure } from '@/lib/rollout/run-failures';
import { lookAtHeld } from './look-at-held';
import { aboutRun } from './run-work';
import type { RunWork } from './run-work';

/** What was held against the tenant longer ago than this is looked at again before more is sent. */
export const LOOK_AGAIN_MS = 60 * 60_000;

/** What of a change keeps somebody out, and as what: the first that is true of them. All else leaves them in. */
const KEEPS_OUT: readonly [CohortChangeKind, FailureCode][] = [['left', 'leftSince'], ['external', 'externalSince'], ['special', 'excludedSince'], ['disabled', 'disabledSince']];

/**
 * Before requests go out, and again where that was long ago: who is queued is held against the directory, and the packages
 * against what was signed. Whoever left, was disabled or is excluded by now is left out, and so is whoever became external,
 * whoever has by now what is incompatible, and whatever gives more than was signed. What the rehearsal knew already keeps nobody out, since it was signed with it.
 * What they hold by now otherwise than it says is kept, since a reversal leaves what was there before.
 */
export async function lookBefore(work: RunWork): Promise<void> {
  const { run } = work;
  const [{ lookedAt }, now] = await Promise.all([readBrakes(run.id), databaseNow()]);
  if (lookedAt && now.getTime() - lookedAt.getTime() < LOOK_AGAIN_MS) return;
  const items = await listItems(run.id, ['queued']);
  const [people, clashes, packages, held] = await Promise.all([
    keptOut(work, items),
    clashesNow(work.graph, [...new Set(items.map((item) => item.packageId))], new Set(items.map((item) => item.personId))),
    now.getTime() - run.startedAt.getTime() < LOOK_AGAIN_MS ? new Map<string, string>() : widened(work, items),
    lookAtHeld(work, new Set(items.map((item) => item.packageId)), items.map((item) => item.personId)),
  ]);
  const changes = items.flatMap((item): ItemChange[] => {
    const code = people.get(item.personId);
    const failure = code ? failureOf(code) : saying('packageWider', packages.get(item.packageId)) ?? saying('clashSince', clashes.get(clashKey(item.personId, item.packageId)));
    return failure ? [{ id: item.id, from: ['queued'], attempts: item.attempts, to: 'skipped', ...failure }] : [];
  });
  await work.lease.check();
  await inTransaction(async (tx) => {
    const changed = await changeItems(tx, changes);
    await keepHeldAtStart(tx, run.id, held);
    await saveLooked(tx, run.id);
    const otherwise = new Set(held.otherwise.map(({ personId }) => personId)).size;
    if (changed.size + otherwise > 0) await recordAudit(tx, [{ ...aboutRun(run), action: 'run.look', before: { queued: items.length }, after: { leftOut: changed.size, ...(otherwise > 0 ? { holdOtherwise: otherwise } : {}) }, detail: countCodes(changes) }]);
  });
}

/** The failure with what of it is true here; null where nothing is. */
function saying(code: FailureCode, says: string | undefined): ItemFailure | null {
  return says === undefined ? null : { ...failureOf(code), failure: `${failureOf(code).failure}: ${says}` };
}

function countCodes(changes: readonly ItemChange[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { failureCode } of changes) if (failureCode) counts[failureCode] = (counts[failureCode] ?? 0) + 1;
  return counts;
}

/** Who is not who was signed any more, and as what: by the tenant itself, since what is held of it may be minutes old. */
async function keptOut({ graph, run }: RunWork, items: readonly RunItem[]): Promise<Map<string, FailureCode>> {
  const queued = new Set(items.map((item) => item.personId));
  const cohort = (await listCohort(run.phaseId)).filter((member) => queued.has(member.personId));
  if (cohort.length === 0) return new Map();
  const [{ changes }, notes] = await Promise.all([lookAtCohort(graph, run.phaseId, cohort, false), listNotes(run.rehearsalId)]);
  const known = new Set(notes.map(({ personId, kind }) => `${personId} ${kind}`));
  const kinds = new Map<string, Set<CohortChangeKind>>();
  for (const { personId, kind } of changes) if (!known.has(`${personId} ${kind}`)) kinds.set(personId, (kinds.get(personId) ?? new Set()).add(kind));
  const found = new Map<string, FailureCode>();
  for (const [personId, each] of kinds) {
    const code = KEEPS_OUT.find(([kind]) => each.has(kind))?.[1];
    if (code) found.set(personId, code);
  }
  return found;
}

/** The packages that give more by now than was signed, and what, in sentences. */
async function widened({ graph, run }: RunWork, items: readonly RunItem[]): Promise<Map<string, string>> {
  const wanted = new Set(items.map((item) => item.packageId));
  const { design } = await getRehearsalHead(run.rehearsalId);
  const today = await loadPackageDesign(graph, [...wanted]);
  const found = new Map<string, string>();
  for (const each of design.packages.filter(({ packageId }) => wanted.has(packageId))) {
    const says = widenedSince({ ...design, packages: [each] }, today);
    if (says.length > 0) found.set(each.packageId, says.join(' '));
  }
  return found;
}
