import 'server-only';
import { recordAudit } from '@/lib/audit';
import { db, inTransaction } from '@/lib/db/client';
import { countChanges, forgetChanges, listChanges, saveChanges } from '@/lib/db/cohort-changes';
import { listMatchingIds } from '@/lib/db/cohort-list';
import { listCohort, updateMembers } from '@/lib/db/cohort-members';
import { saveNewcomers } from '@/lib/db/cohort-sources';
import { getPhase, lockPhase } from '@/lib/db/phases';
import { getPeople } from '@/lib/directory/directory';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { assertCohortOpen } from './change-cohort';
import type { MemberFilter } from './cohort';
import { aboutPhase } from './edit-rollout';
import { lookAtCohort } from './look-at-cohort';
import type { Admin } from './rollout';
import { holdingRehearsal } from './standing';
import { tally } from './tally';

/** Of how many members something is different. */
export type Looked = { people: number; changed: number };

/**
 * Holds a cohort against the directory as it is now, and keeps what became different. Takes nobody in or out, so what was
 * rehearsed still stands.
 * @throws AppError `notFound`, `conflict`; Graph's own.
 */
export async function lookAgain(admin: Admin, phaseId: string, graph: Graph = graphFor(admin)): Promise<Looked> {
  assertCohortOpen(await getPhase(phaseId));
  const cohort = await listCohort(phaseId);
  const { basis, changes, newcomers } = await lookAtCohort(graph, phaseId, cohort, true);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    assertCohortOpen(phase);
    await saveChanges(tx, phase.id, changes, basis);
    await saveNewcomers(tx, newcomers);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'cohort.look', after: { people: cohort.length, ...tally(changes.map(({ kind }) => kind)) } }]);
  });
  const { people } = await countChanges(phaseId);
  return { people: cohort.length, changed: people };
}

/**
 * Takes what is true of members now as what they were added with, so that nothing is different about them any more. Whoever
 * left the tenant stays marked as gone.
 * @throws AppError `notFound`, `conflict`; Graph's own.
 */
export async function acceptChanges(admin: Admin, phaseId: string, who: string[] | MemberFilter, graph: Graph = graphFor(admin)): Promise<{ accepted: number }> {
  const phase = await getPhase(phaseId);
  assertCohortOpen(phase);
  const ids = Array.isArray(who) ? who : await listMatchingIds(db(), phase.id, who, await holdingRehearsal(phase));
  const changed = [...new Set((await listChanges(phase.id, ids)).map((change) => change.personId))];
  const people = [...(await getPeople(graph, changed)).values()];
  await inTransaction(async (tx) => {
    const current = await lockPhase(tx, phase.id);
    assertCohortOpen(current);
    await updateMembers(tx, current.id, people);
    await forgetChanges(tx, current.id, people.map((person) => person.id));
    if (people.length > 0) await recordAudit(tx, [{ ...aboutPhase(admin, current), action: 'cohort.accept', after: { people: people.length } }]);
  });
  return { accepted: people.length };
}
