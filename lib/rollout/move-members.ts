import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { listMatchingIds } from '@/lib/db/cohort-list';
import { copyMembers, deleteMembers } from '@/lib/db/cohort-members';
import { deleteEmptySources, ensureSource } from '@/lib/db/cohort-sources';
import { lockPhase } from '@/lib/db/phases';
import { AppError } from '@/lib/errors';
import { addedBy } from './add-people';
import { assertCohortOpen, noteChange, requireAsMany } from './change-cohort';
import type { MemberFilter } from './cohort';
import { aboutPhase } from './edit-rollout';
import { holdingRehearsal } from './standing';
import { COMING_OUTCOMES } from './rehearsal';
import type { Admin } from './rollout';

/**
 * Moves people of a cohort to another phase of the same rollout: of those chosen, or of all who match, the ones who would
 * gain something by the rehearsal that holds, or whose account is enabled where nothing is rehearsed. What brought them,
 * and who took them in, goes along.
 * @param seenCount how many of all who match were said to be able to move
 * @throws AppError `notFound`; `conflict` when one of the phases has started, the other one is of another rollout, or they are not as many any more
 */
export async function moveMembers(admin: Admin, phaseId: string, toPhaseId: string, who: string[] | MemberFilter, seenCount?: number): Promise<{ moved: number }> {
  return inTransaction(async (tx) => {
    // In one order, or two that move towards each other would wait for one another.
    const [first, second] = [phaseId.toLowerCase(), toPhaseId.toLowerCase()].sort();
    if (!first || !second || first === second) throw new AppError('invalid', 'a move to the same phase', { fields: { toPhaseId: 'Choose another phase.' } });
    const locked = [await lockPhase(tx, first), await lockPhase(tx, second)];
    const from = locked.find((phase) => phase.id === phaseId.toLowerCase());
    const to = locked.find((phase) => phase.id === toPhaseId.toLowerCase());
    if (!from || !to || from.rolloutId !== to.rolloutId) throw new AppError('notFound', `${toPhaseId} is no phase of the same rollout as ${phaseId}`);
    assertCohortOpen(from);
    assertCohortOpen(to);
    const rehearsed = await holdingRehearsal(from, tx);
    const eligible = await listMatchingIds(tx, from.id, eligibleAmong(Array.isArray(who) ? {} : who, rehearsed !== null), rehearsed);
    const chosen = Array.isArray(who) ? new Set(who.map((id) => id.toLowerCase())) : null;
    const ids = chosen ? eligible.filter((id) => chosen.has(id)) : eligible;
    requireAsMany(ids.length, seenCount);
    if (ids.length === 0) return { moved: 0 };
    const label = `Moved from ${from.name} by ${admin.name}`;
    await copyMembers(tx, from, to.id, await ensureSource(tx, { phaseId: to.id, kind: 'picked', label, ...addedBy(admin) }), ids);
    const moved = await deleteMembers(tx, from.id, ids);
    await deleteEmptySources(tx, from.id);
    await noteChange(tx, from);
    await noteChange(tx, to);
    await recordAudit(tx, [
      { ...aboutPhase(admin, from), action: 'cohort.move', before: { people: from.peopleCount }, after: { people: from.peopleCount - moved, to: to.name, moved } },
      { ...aboutPhase(admin, to), action: 'cohort.move', before: { people: to.peopleCount }, after: { from: from.name, moved } },
    ]);
    return { moved };
  });
}

/** Those of a selection who can be moved: who would gain something or might ask for it, or, where nothing is rehearsed, whoever is enabled. */
function eligibleAmong(filter: MemberFilter, rehearsed: boolean): MemberFilter {
  if (!rehearsed) return { ...filter, enabled: true };
  // Kept to other outcomes, nobody is left.
  const outcomes = COMING_OUTCOMES.filter((outcome) => !filter.outcomes || filter.outcomes.includes(outcome));
  return outcomes.length === 0 ? { ...filter, nobody: true } : { ...filter, outcomes };
}
