import 'server-only';
import { countKeptBefore, countLateReversals, countReversalActions, countReversalItems, countReversalPeople, countReversalRoles, countTakenFrom, findReversal, listReversalPolicies, pageReversalItems } from '@/lib/db/reversals';
import type { Reversal, ReversalFilter, ReversalPolicy } from '@/lib/db/reversals';
import { userPrincipalNamesOf } from '@/lib/db/run-items';
import { listBaselineHeads } from '@/lib/db/baselines';
import { countHeldAtStart } from '@/lib/db/held-at-start';
import { findStopInForce } from '@/lib/db/emergency-stops';
import { getRehearsal } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { canStep } from './phase';
import type { PhaseState } from './phase';
import { OPEN_ITEM_STATES } from './reversal';
import type { ReversalAction, ReversalCounts, ReversalItem, ReversalWhy } from './reversal';
import type { Run } from './run';
import { loadNeededAgreements, loadSignedChoices } from './signed-reversal';
import type { NeededAgreement, SignedChoice } from './signed-reversal';

/** What becomes of one role: people who lose it, keep it by the small package, are put back, or are left as they are. */
export type RoleLine = { key: string; resourceName: string; originSystem: string; roleName: string; packageName: string; taken: number; kept: number; restored: number; left: number };

export type ReversalView = {
  run: Run;
  reversal: Reversal | null;
  counts: ReversalCounts | null;
  actions: { action: ReversalAction; why: ReversalWhy; count: number }[];
  roles: RoleLine[];
  policies: ReversalPolicy[];
  /** What each owner signed for those who had it before; `asked` where there was anybody, so that the letter gave the choice. */
  signed: (SignedChoice & { asked: boolean })[];
  /** Whose agreement it needs beyond what was signed. */
  needed: NeededAgreement[];
  /** Whether the phase may be taken back from where it is. */
  mayStart: boolean;
  /** How many people there are: all of them, and those something is taken from. */
  people: { all: number; taken: number };
  /** Removals that Entra has not carried out in its time, and that are still looked for. */
  late: number;
  /** How many people held something of it, when the run began, otherwise than its rehearsal says. */
  otherwise: number;
  /** The stop of everything that is in force: nothing of it goes on. */
  stopId: string | null;
};

/** @throws AppError `notFound` */
export async function loadReversal(runId: string): Promise<ReversalView> {
  const [run, reversal, stop] = await Promise.all([getRun(runId), findReversal(runId), findStopInForce()]);
  const stopId = stop?.id ?? null;
  const [choices, baseline, otherwise] = await Promise.all([loadSignedChoices(run.phaseId), listBaselineHeads(run.rehearsalId), countHeldAtStart(run.id)]);
  // As the letter has it: whose place the end of an assignment would take.
  const had = new Set(baseline.filter(({ totals }) => totals.lose + totals.loseOwnPlace > 0).map(({ originSystem, originId }) => `${originSystem} ${originId}`));
  const signed = [...choices.values()].map((each) => ({ ...each, asked: had.has(`${each.resource.originSystem} ${each.resource.originId}`) }));
  const mayStart = run.state !== 'running' && canStep(run.phaseState as PhaseState, 'reversing');
  if (!reversal) return { run, reversal, counts: null, actions: [], roles: [], policies: [], signed, needed: [], mayStart, people: { all: 0, taken: 0 }, late: 0, otherwise, stopId };
  const [counts, people, actions, policies, roles, needed, late] = await Promise.all([countReversalItems(reversal.id), countReversalPeople(reversal.id), countReversalActions(reversal.id), listReversalPolicies(reversal.id), loadRoles(run, reversal), loadNeededAgreements(reversal), countLateReversals(reversal.id)]);
  return { run, reversal, counts, actions, roles, policies, signed, needed, mayStart, people, late, otherwise, stopId };
}

async function loadRoles({ rehearsalId }: Run, { id }: Reversal): Promise<RoleLine[]> {
  const [{ design }, groups] = await Promise.all([getRehearsal(rehearsalId), countReversalRoles(id)]);
  return design.packages.flatMap(({ packageId, packageName, roles }) => roles.map((role): RoleLine => {
    const line: RoleLine = { key: `${packageId} ${role.originId} ${role.roleOriginId}`, resourceName: role.resourceName, originSystem: role.originSystem, roleName: role.roleName, packageName, taken: 0, kept: 0, restored: 0, left: 0 };
    for (const group of groups) {
      if (group.packageId !== packageId) continue;
      const held = group.held.some((each) => each.originId === role.originId && each.roleOriginId === role.roleOriginId);
      // Of what never arrived nobody loses anything.
      if (group.action === 'clear') continue;
      if (group.action === 'leave') line.left += group.count;
      else if (held && group.action === 'bridge') line.kept += group.count;
      else if (held && group.action === 'restore') line.restored += group.count;
      else line.taken += group.count;
    }
    return line;
  })).filter((line) => line.taken + line.kept + line.restored + line.left > 0);
}

/**
 * What was taken back of a run: from how many people, each once. Counted in assignments, how many of those are of people who keep, or
 * got back, what they had before; `cleared` are deliveries that had failed whole, of which there was nothing to take; and policies that were put back.
 */
export type TakenBack = { over: boolean; people: number; cleared: number; kept: number; left: number; failed: number; open: number; policies: number };

/** How far a run is taken back; null where nobody has begun to. */
export async function loadTakenBack(runId: string): Promise<TakenBack | null> {
  const reversal = await findReversal(runId);
  if (!reversal || reversal.state === 'rehearsed') return null;
  const [counts, taken, kept, policies, run] = await Promise.all([countReversalItems(reversal.id), countTakenFrom(reversal.id), countKeptBefore(reversal.id), listReversalPolicies(reversal.id), getRun(runId)]);
  return { over: run.phaseState === 'reversed', ...taken, kept, left: counts.left, failed: counts.failed, open: OPEN_ITEM_STATES.reduce((all, state) => all + counts[state], 0), policies: policies.filter(({ state }) => state === 'done').length };
}

export type ShownReversalItem = ReversalItem & { userPrincipalName: string | null };

export async function loadReversalItems(reversal: Reversal, filter: ReversalFilter, page: { skip: number; take: number }): Promise<{ items: ShownReversalItem[]; total: number }> {
  const { items, total } = await pageReversalItems(reversal.id, filter, page);
  const names = await userPrincipalNamesOf(reversal.runId, items.map(({ personId }) => personId));
  return { items: items.map((item) => ({ ...item, userPrincipalName: names.get(item.personId) ?? null })), total };
}
