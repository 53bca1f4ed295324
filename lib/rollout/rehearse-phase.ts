import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { saveChanges } from '@/lib/db/cohort-changes';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { findCalendarOfPhase } from '@/lib/db/calendars';
import { listCohort } from '@/lib/db/cohort-members';
import { getPhase, lockPhase, stepPhase } from '@/lib/db/phases';
import { storeNotes } from '@/lib/db/rehearsal-notes';
import { storeRehearsal } from '@/lib/db/rehearsals';
import { getRollout, touchRollout } from '@/lib/db/rollouts';
import { FRESH_MS } from '@/lib/directory/freshness';
import { AppError, orNotKnown } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { listProducts } from '@/lib/graph/licences';
import { inTurns } from '@/lib/in-turns';
import { stepsOf } from '@/lib/steps';
import { baselineSteps } from './baseline';
import { baselineTotals } from './baseline-totals';
import { changeSetSteps } from './change-set';
import type { ReadPackage } from './change-set';
import { aboutPhase } from './edit-rollout';
import type { Basis, CohortMember } from './cohort';
import { lookAtCohort } from './look-at-cohort';
import { endOfPolicy } from './access-end';
import type { ChangeCalendar } from './change-calendar';
import { packRehearsal } from './packed-rehearsal';
import { canChangeCohort } from './phase';
import { withApprovals } from './phase-approvals';
import { loadDeliveryPlan, planDelivery, underTheirPolicies } from './plan-delivery';
import type { DeliveryPlan } from './plan-delivery';
import { countRehearsal } from './rehearsal';
import type { RehearsedDesign } from './rehearsal';
import { notesOf } from './rehearsal-note';
import { hashSteps } from './rehearsal-codec';
import { readBaseline } from './read-baseline';
import { openHeldPhase } from './read-held';
import { readEffects } from './read-effects';
import { readMembership } from './read-membership';
import { readPackages } from './read-packages';
import type { HeldHoldings } from './read-packages';
import { readUsed, roomLeft } from './read-room';
import { groupsAmong, withMembers } from './role-members';
import type { Admin, RolloutPackage } from './rollout';
import { settleSignatures } from './settle-signatures';

/** A small phase reads in the tenant itself who holds a role, unless more than so many do. */
const FEW_HOLDERS = 5_000;

export type Rehearsed = { id: string; number: number; hash: string };

/**
 * Rehearses a phase: reads the tenant, works out what a run would do for each person and package, and stores it under
 * the next number. Changes nothing in the tenant. The same tenant and cohort give the same hash.
 * @throws AppError `notFound`; `conflict` when the phase has started, has nobody in it, or its cohort changed while the
 * tenant was being read; Graph's own.
 */
export async function rehearsePhase(admin: Admin, phaseId: string, graph: Graph = graphFor(admin)): Promise<Rehearsed> {
  const phase = await getPhase(phaseId);
  if (!canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” has started and is not rehearsed again.` });
  if (phase.rolloutState === 'abandoned' || phase.rolloutState === 'finished') throw new AppError('conflict', `rollout of phase ${phase.id} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState}, so its phases are not rehearsed any more.` });
  const [{ packages: wanted }, cohort, tenantReadAt, calendar, zone] = await Promise.all([getRollout(phase.rolloutId), listCohort(phase.id), databaseNow(), findCalendarOfPhase(phase.id), readTimeZone()]);
  if (cohort.length === 0) throw new AppError('conflict', `phase ${phase.id} has nobody`, { say: `“${phase.name}” has nobody in its cohort yet. Add people first.` });

  const plan = await loadDeliveryPlan(phase, cohort);
  const [rolled, held] = await Promise.all([underTheirPolicies(graph, wanted, plan), openHeldPhase(cohort.length, wanted, tenantReadAt)]);
  const [look, { read, readings, groups, membership, used }] = await Promise.all([lookAtCohort(graph, phase.id, cohort, false, held !== null), readResources(graph, rolled, cohort, tenantReadAt, held)]);
  const roles = await withApprovals(read.flatMap((each) => each.design ?? []), new Map(read.map((each) => [each.packageId, each.roles])));
  const packages = await planDelivery(graph, read.map((each) => ({ ...each, roles: roles.get(each.packageId) ?? each.roles })), plan);
  // In turns: between the parts of a large phase whoever else asks is answered.
  const computed = await inTurns(changeSetSteps(phase.id, cohort, { people: look.people, packages, room: roomLeft(used) }));
  const baseline = await inTurns(baselineSteps(computed.people.map((person) => person.id), readings));
  const counted = await inTurns(stepsOf(baseline, (role) => baselineTotals(role, computed)));
  const effects = await readEffects(graph, { set: computed, read, resources: membership, used, groups, now: tenantReadAt });
  const set = { ...computed, baseline, effects, design: { ...withMembers(computed.design, { baseline, totals: counted, readings, groups }), ...placingOf(stillAhead(phase.accessFrom, tenantReadAt), calendar, zone, computed.design), ...reversalOf(plan) } };
  const basis = basisOf(look.basis, read, tenantReadAt);
  const totals = countRehearsal(set.people.length, set.packages);
  const [hash, packed] = await Promise.all([inTurns(hashSteps(set)), packRehearsal(set, counted)]);

  return inTransaction(async (tx) => {
    const current = await lockPhase(tx, phase.id);
    if (current.revision !== phase.revision || !canChangeCohort(current.state)) throw new AppError('conflict', `phase ${phase.id} changed while it was rehearsed`, { say: 'The phase changed while it was being rehearsed. Rehearse it again.' });
    const stored = await storeRehearsal(tx, { ...set, packed, peopleCount: set.people.length, phaseRevision: phase.revision, hash, totals, tenantReadAt: basis.asOf, readFrom: basis.from, createdBy: admin.personId, createdByName: admin.name });
    await storeNotes(tx, stored.id, notesOf(cohort, look.changes));
    await saveChanges(tx, phase.id, look.changes, look.basis);
    await stepPhase(tx, phase.id, current.state, 'rehearsed');
    await touchRollout(tx, phase.rolloutId);
    await recordAudit(tx, [{ ...aboutPhase(admin, current), action: 'phase.rehearse', before: { state: current.state }, after: { state: 'rehearsed', rehearsal: stored.number, hash, people: set.people.length, ...totals.people } }]);
    await settleSignatures(tx, await getPhase(phase.id, tx), admin);
    return { ...stored, hash };
  });
}

/** The packages as they are, who has them, and who holds what they hand out. */
async function readResources(graph: Graph, packages: RolloutPackage[], cohort: CohortMember[], readAt: Date, held: HeldHoldings | null) {
  const [read, products] = await Promise.all([readPackages(graph, packages, held), orNotKnown(listProducts(graph))]);
  const roles = read.flatMap((each) => each.roles);
  const [readings, groups, membership, used] = await Promise.all([
    readBaseline(graph, read, cohort.map((member) => member.personId), { readAt, age: FRESH_MS, ...(held ? {} : { few: FEW_HOLDERS }) }),
    groupsAmong(graph, roles),
    readMembership(graph, roles, products, readAt),
    readUsed(graph, cohort, products, read, readAt),
  ]);
  return { read, readings, groups, membership, used };
}

/** As old as the oldest of what is held that people and packages were read from; where nothing was, the tenant told it all. */
function basisOf(people: Basis, read: readonly ReadPackage[], readAt: Date): Basis {
  const held = [...(people.from === 'mirror' ? [people.asOf] : []), ...read.flatMap(({ asOf, conflicts }) => [asOf, ...conflicts.map((each) => each.asOf)].flatMap((each) => each ?? []))];
  return held.length > 0 ? { from: 'mirror', asOf: held.reduce((oldest, each) => (each < oldest ? each : oldest)) } : { from: 'tenant', asOf: readAt };
}

function reversalOf({ settings: { reversalChoice } }: DeliveryPlan): Pick<RehearsedDesign, 'reversal'> {
  return reversalChoice === 'leave' ? {} : { reversal: reversalChoice };
}

/** A begin that has passed is not asked for any more: access begins as soon as it is given, and that is what is rehearsed. */
function stillAhead(accessFrom: Date | null, now: Date): Date | null {
  return accessFrom && accessFrom > now ? accessFrom : null;
}

/** What the phase says of begin and end beyond its policies; nothing where it says no more. */
function placingOf(accessFrom: Date | null, calendar: ChangeCalendar | null, zone: string, design: RehearsedDesign): Pick<RehearsedDesign, 'placing'> {
  const mornings = calendar !== null && design.packages.some((each) => endOfPolicy(each.expiration).kind !== 'never');
  if (!accessFrom && !mornings) return {};
  return { placing: { accessFrom: accessFrom?.toISOString() ?? null, mornings, calendar: calendar?.name ?? null, timeZone: calendar?.timeZone ?? zone } };
}
