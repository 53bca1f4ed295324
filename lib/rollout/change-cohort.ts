import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { saveCohortRead } from '@/lib/db/cohort-changes';
import { insertLeftOut } from '@/lib/db/cohort-left-out';
import { listMatchingIds } from '@/lib/db/cohort-list';
import { deleteMembers, findMemberIds, insertMembers } from '@/lib/db/cohort-members';
import type { Brought } from '@/lib/db/cohort-members';
import { deleteEmptySources, deleteSource, ensureSource, getSource } from '@/lib/db/cohort-sources';
import type { NewSource } from '@/lib/db/cohort-sources';
import { bumpPhase, lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { touchRollout } from '@/lib/db/rollouts';
import type { AccountKind, Special } from '@/lib/directory/account-kind';
import { AppError } from '@/lib/errors';
import { MOST_PEOPLE } from './cohort';
import type { Basis, MemberFilter } from './cohort';
import { aboutPhase } from './edit-rollout';
import { holdForSources } from './hold-for-sources';
import { canChangeCohort } from './phase';
import { holdingRehearsal } from './standing';
import type { Admin } from './rollout';
import { tally } from './tally';
import type { Tally } from './tally';

/** @throws AppError `conflict` once requests of the phase may be on their way, or the rollout is over. */
export function assertCohortOpen(phase: PhaseInRollout): void {
  if (phase.rolloutState === 'abandoned' || phase.rolloutState === 'finished') throw new AppError('conflict', `rollout of phase ${phase.id} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState} and takes no more changes.` });
  if (!canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” has started, so its cohort stays as it is.` });
}

export type CohortEvent = Pick<AuditInput, 'action' | 'before' | 'after' | 'detail' | 'subject' | 'reason'>;

/**
 * One change of a cohort: where it changes anybody, the phase's revision counts up and a rehearsed phase is a draft
 * again, since what was rehearsed is no longer what would run.
 */
export async function changeCohort<T>(admin: Admin, phaseId: string, change: (tx: Db, phase: PhaseInRollout) => Promise<{ value: T; changed: number; event: CohortEvent | null }>): Promise<T> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    assertCohortOpen(phase);
    const { value, changed, event } = await change(tx, phase);
    if (changed > 0) await noteChange(tx, phase);
    await holdForSources(tx, phase.id);
    if (event) {
      const state = changed > 0 && phase.state !== 'draft' ? { state: 'draft', stateBefore: phase.state } : {};
      await recordAudit(tx, [{ ...aboutPhase(admin, phase), ...event, after: { ...(event.after as object | undefined), ...state } }]);
    }
    return value;
  });
}

/** What was rehearsed of a phase is no longer what would run. */
export async function noteChange(tx: Db, phase: PhaseInRollout): Promise<void> {
  await bumpPhase(tx, phase.id);
  if (phase.state !== 'draft') await stepPhase(tx, phase.id, phase.state, 'draft');
  await touchRollout(tx, phase.rolloutId);
}

/** Somebody a source brings, and the kind of account that would leave them out. */
export type Candidate = Brought & { special: Special | null };

/** `leftOut` are accounts of kinds that are not taken in by themselves, how many of each; `others` members of a group that are no people: nested groups and devices. */
export type Added = { added: number; already: number; leftOut: Tally<AccountKind>; others: number };

/**
 * Brings people into a cohort under a source: whoever is in it already gets one more why, accounts of special kinds are
 * kept aside to be looked at, everybody else is added. Where that is nobody, the source is not kept.
 */
export async function bring(tx: Db, phase: PhaseInRollout, source: Omit<NewSource, 'phaseId' | 'basis'>, basis: Basis, candidates: Candidate[]): Promise<Added & { sourceId: string }> {
  const members = await findMemberIds(tx, phase.id, candidates.map(({ person }) => person.id));
  const aside = candidates.flatMap(({ special, ...brought }) => (special && !members.has(brought.person.id) ? [{ ...brought, special }] : []));
  const kept = candidates.filter(({ person, special }) => !special || members.has(person.id));
  if (phase.peopleCount + kept.length - members.size > MOST_PEOPLE) throw new AppError('invalid', `more than ${MOST_PEOPLE} people`, { say: `A phase takes at most ${MOST_PEOPLE.toLocaleString('en')} people. Split it into two phases.` });
  const sourceId = await ensureSource(tx, { ...source, phaseId: phase.id, basis });
  const added = await insertMembers(tx, phase.id, sourceId, kept);
  await insertLeftOut(tx, phase.id, sourceId, aside);
  await deleteEmptySources(tx, phase.id);
  // Until now nobody was read, so all that is known is as old as this.
  if (phase.peopleCount === 0 && added > 0) await saveCohortRead(tx, phase.id, basis);
  return { added, already: kept.length - added, leftOut: tally(aside.map(({ special }) => special.kind)), others: 0, sourceId };
}

/** Whoever decides on all who match decides on as many as they were told. @throws AppError `conflict` where they are not as many any more */
export function requireAsMany(found: number, seen: number | undefined): void {
  if (seen === undefined || seen === found) return;
  throw new AppError('conflict', `${found} people match and ${seen} were seen`, { say: `The cohort was changed meanwhile: it would be ${found.toLocaleString('en-GB')} people now, not ${seen.toLocaleString('en-GB')}. Nobody was touched. Look at them again, then decide.` });
}

/**
 * Takes people out of the cohort: those named, or all who match a filter of its page. Whoever is not in it any more is
 * passed over.
 * @param seenCount how many were said to match the filter
 * @throws AppError `notFound`, `conflict`
 */
export async function removeMembers(admin: Admin, phaseId: string, who: string[] | MemberFilter, seenCount?: number): Promise<{ removed: number }> {
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const ids = Array.isArray(who) ? who : await listMatchingIds(tx, phase.id, who, await holdingRehearsal(phase, tx));
    requireAsMany(ids.length, seenCount);
    const removed = await deleteMembers(tx, phase.id, ids);
    await deleteEmptySources(tx, phase.id);
    return { value: { removed }, changed: removed, event: removed > 0 ? { action: 'cohort.remove', before: { people: phase.peopleCount }, after: { people: phase.peopleCount - removed } } : null };
  });
}

/**
 * Removes a source with everybody who is in the cohort by it alone, and its import report.
 * @throws AppError `notFound`, `conflict`
 */
export async function removeSource(admin: Admin, phaseId: string, sourceId: string): Promise<{ removed: number }> {
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const source = await getSource(phase.id, sourceId, tx);
    const removed = await deleteSource(tx, phase.id, source.id);
    return { value: { removed }, changed: removed, event: { action: 'cohort.remove', before: { source: source.label, people: phase.peopleCount }, after: { people: phase.peopleCount - removed } } };
  });
}
