import 'server-only';
import { createHash } from 'node:crypto';
import type { Assignment } from '@/lib/authoring/assignment';
import { isObject } from '@/lib/authoring/policy-document';
import { canonicalJson, recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { listGivenAnew } from '@/lib/db/handed-over';
import { lockPhase } from '@/lib/db/phases';
import { getRehearsal } from '@/lib/db/rehearsals';
import { findReversal, insertReversal } from '@/lib/db/reversals';
import type { NewReversalItem, NewReversalPolicy } from '@/lib/db/reversals';
import { listItems } from '@/lib/db/run-items';
import { listPolicies } from '@/lib/db/run-policies';
import { getRun } from '@/lib/db/runs';
import { findTokenCache } from '@/lib/db/token-caches';
import { groupedBy } from '@/lib/directory/grouped-by';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { roleKey, roleKind } from '@/lib/directory/route';
import type { RoleRoutes } from '@/lib/directory/route';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { plainScopes } from '@/lib/graph/permissions';
import { PLACE_SCOPES } from '@/lib/graph/place-writes';
import { aboutPhase } from './edit-rollout';
import { loadHeldBefore } from './held-before';
import { readLiveAssignments } from './live-assignments';
import { readMarked } from './marked-requests';
import { planItem } from './plan-reversal';
import type { PlannedItem, ReversalWish, RoleBefore } from './plan-reversal';
import { gainersOf } from './rehearsal';
import type { Rehearsal } from './rehearsal';
import { keeperKey } from './reversal';
import type { HeldRole, ReversalWay } from './reversal';
import { lossesOf } from './reversal-losses';
import { loadFrozen, readStanding } from './reversal-standing';
import { choiceFor, differencesFromSigned, loadSignedChoices } from './signed-reversal';
import type { Admin } from './rollout';
import { CLOCK_SKEW_MS, ITEM_STATES } from './run';
import type { Run, RunItem } from './run';
import type { RunPolicy } from './run-policy';

/** An assignment that the run gave somebody and that is still there. */
type Given = { personId: string; personName: string; packageId: string; packageName: string; assignmentId: string; /** No resource took them, by what Entra says. */ failed: boolean };

export type ReversalAsked = { choice: ReversalWay; sites: boolean };

/**
 * Computes what taking back a run does today, from what its people held before and what it gave; changes nothing.
 * @throws AppError `notFound`; `conflict` while the run sends, or once a reversal of it runs; Graph's own
 */
export async function rehearseReversal(admin: Admin, runId: string, { choice, sites }: ReversalAsked, graph: Graph = graphFor(admin)): Promise<{ id: string; number: number; hash: string }> {
  const run = await getRun(runId);
  if (run.state === 'running') throw new AppError('conflict', `run ${run.id} is running`, { say: 'The run is still sending. Stop it, or wait until it has settled; then take it back.' });
  const now = await databaseNow();
  const [rehearsal, scopes, signed] = await Promise.all([getRehearsal(run.rehearsalId), findTokenCache(admin.tokenCacheId), loadSignedChoices(run.phaseId)]);
  const granted = plainScopes(scopes?.grantedScopes ?? []);
  const mayRestore = (role: HeldRole): boolean | null => PLACE_SCOPES[roleKind(role)]?.some((scope) => granted.has(scope)) ?? null;
  const written = (await listPolicies(run.id)).filter((policy) => policy.savedAt && policy.written);
  const given = await readGiven(graph, run, rehearsal, written);
  const planned = await planItems(graph, run, rehearsal, given, { choiceOf: (held) => choiceFor(choice, signed, held), sites, mayRestore }, now);
  const differs = differencesFromSigned(choice, signed, planned.map(({ personId, decided }) => ({ personId, roles: decided })));
  const taking = new Set(written.filter(takesOnLeaving).map(({ packageId }) => packageId));
  const items = planned.map(({ decided: _decided, ...item }) => (taking.has(item.packageId) ? underRule(item) : item));
  // Where somebody has to be left as they are, the rule stays too: going back, it would take from them what they may have had.
  const staying = new Set(items.filter((item) => taking.has(item.packageId) && item.action === 'leave').map(({ packageId }) => packageId));
  const policies = written.filter(({ packageId }) => !staying.has(packageId)).flatMap(({ packageId, packageName, policyId, policyName, written: as, before }): NewReversalPolicy[] => (policyId && as ? [{ packageId, packageName, policyId, policyName, written: as, before }] : []));
  const external = new Map(rehearsal.people.map((person) => [person.id, person.external !== false]));
  const losing = new Set(items.filter(({ action }) => action === 'remove' || action === 'restore').map(({ personId }) => personId));
  const losses = [
    ...written.filter(({ packageId }) => staying.has(packageId)).map(({ packageName }) => `The rule of “${packageName}” stays as the run left it: of some people it cannot be told what they had before, and by the earlier rule Entra would take it from them.`),
    ...written.filter(({ groupId, packageId }) => groupId && rehearsal.design.packages.some((each) => each.packageId === packageId && each.delivery?.mode === 'invite' && each.delivery.groupId === null)).map(({ packageName }) => `The group that was made for the invitation to “${packageName}” stays, and lets nobody ask any more. Delete it in Microsoft Entra where nothing else uses it.`),
    ...lossesOf(rehearsal.design, rehearsal.effects, { people: losing.size, external: [...losing].filter((id) => external.get(id)).length }),
  ];
  const hash = hashOf(run, choice, items, policies);
  const keepers = [...new Map(items.filter(({ action }) => action === 'bridge').map(({ packageId, packageName, held }) => [`${packageId} ${keeperKey(held)}`, { packageId, packageName, roles: keeperKey(held) }])).values()];

  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    const known = await findReversal(run.id, tx);
    if (known && known.state !== 'rehearsed') throw new AppError('conflict', `reversal ${known.id} of run ${run.id} is ${known.state}`, { say: 'This run is being taken back already.' });
    const stored = await insertReversal(tx, { runId: run.id, choice, hash, losses, differs, tenantReadAt: now, createdBy: admin.personId, createdByName: admin.name }, items, policies,
      keepers.map(({ packageId, packageName, roles }, index) => ({ packageId, roles, name: `Kept from ${packageName} (run ${run.id.slice(0, 8)}, ${(known?.number ?? 0) + 1}.${index + 1})` })));
    const count = (action: string): number => items.filter((item) => item.action === action).length;
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.rehearse', runId: run.id, after: { reversal: stored.number, hash, choice, remove: count('remove'), leave: count('leave'), bridge: count('bridge'), restore: count('restore'), clear: count('clear'), policies: policies.length, ...(differs.length > 0 ? { otherThanSigned: differs.map(({ name, signed: was }) => ({ resource: name, signed: was })) } : {}) } }]);
    return { ...stored, hash };
  });
}

/** What the run gave and is still there: its own requests' assignments, answered or not, and those that came by its policies to whoever was to gain by them. */
async function readGiven(graph: Graph, run: Run, rehearsal: Rehearsal, written: readonly RunPolicy[]): Promise<Given[]> {
  const items = await listItems(run.id, ITEM_STATES);
  const byPackage = groupedBy(items.filter(({ attempts }) => attempts > 0), ({ packageId }) => packageId);
  // Who went to another policy by bridge has what the run gave under an assignment of another id.
  const anew = await listGivenAnew(run.rolloutId);
  const begun = run.startedAt.getTime() - CLOCK_SKEW_MS;
  const given: Given[] = [];
  for (const packageId of new Set([...byPackage.keys(), ...written.map((policy) => policy.packageId)])) {
    const live = (await readLiveAssignments(graph, packageId)).filter(({ personId }) => personId);
    const ofPerson = groupedBy(live, ({ personId }) => personId);
    const untold = (byPackage.get(packageId) ?? []).filter((item) => {
      const own = (ofPerson.get(item.personId) ?? []).find((each) => item.state !== 'skipped' && (each.id === item.assignmentId || each.id === anew.get(`${item.personId} ${packageId}`) || (!item.assignmentId && item.requestId && each.policyId === item.policyId && since(each) >= begun)));
      if (own) given.push(givenBy(item, own));
      return !own && (ofPerson.get(item.personId) ?? []).some((each) => each.policyId === item.policyId && since(each) >= begun);
    });
    // What was asked for and never answered may have been delivered all the same; others may have given it meanwhile, and ours alone carry the run's mark.
    const marked = untold.length > 0 ? await readMarked(graph, run, packageId) : new Map<string, Set<string>>();
    for (const item of untold) {
      const own = (ofPerson.get(item.personId) ?? []).find(({ id }) => marked.get(item.personId)?.has(id));
      if (own) given.push(givenBy(item, own));
    }
    const policy = written.find((each) => each.packageId === packageId);
    const block = rehearsal.packages.find((each) => each.packageId === packageId);
    if (!policy || !block) continue;
    // Entra acts on a policy before anybody has read back that it is saved.
    const gained = new Map(gainersOf(rehearsal, block).map(({ id, name }) => [id, name]));
    for (const each of live) {
      const name = gained.get(each.personId);
      if (name !== undefined && each.policyId === policy.policyId && since(each) >= begun) given.push({ personId: each.personId, personName: name, packageId, packageName: policy.packageName, assignmentId: each.id, failed: each.state === 'deliveryFailed' });
    }
  }
  return given;
}

function givenBy({ personId, personName, packageId, packageName }: RunItem, { id, state }: Assignment): Given {
  return { personId, personName, packageId, packageName, assignmentId: id, failed: state === 'deliveryFailed' };
}

/** By its rule as it was before, Entra itself takes the package from whoever leaves it. */
function takesOnLeaving({ mode, before }: RunPolicy): boolean {
  const settings = before?.automaticRequestSettings;
  return mode === 'automatic' && isObject(settings) && settings.removeAccessWhenTargetLeavesAllowedTargets === true;
}

/** Nobody can be left with an assignment that their rule ends: what was held before is bridged instead. */
function underRule(item: NewReversalItem): NewReversalItem {
  return item.action === 'leave' && (item.why === 'hadBefore' || item.why === 'hadPart') ? { ...item, action: 'bridge', why: 'ruleTakes' } : item;
}

const since = (assignment: Assignment): number => Date.parse(assignment.since ?? '') || 0;

async function planItems(graph: Graph, run: Run, rehearsal: Rehearsal, given: readonly Given[], wish: ReversalWish, now: Date): Promise<(NewReversalItem & Pick<PlannedItem, 'decided'>)[]> {
  const designs = new Map(rehearsal.design.packages.map((each) => [each.packageId, each]));
  const concerned = new Set(given.map(({ packageId }) => packageId));
  const roles = [...new Map([...concerned].flatMap((id) => designs.get(id)?.roles ?? []).map((role) => [roleKey(role), role])).values()];
  const tenant = new TenantRoutes(graph, new Set(given.map(({ personId }) => personId)), now);
  const holders = new Map<string, RoleRoutes>(await Promise.all(roles.map(async (role): Promise<[string, RoleRoutes]> => [roleKey(role), await tenant.holdersOf(role)])));
  const [standing, heldBefore] = await Promise.all([loadFrozen(run.phaseId).then((frozen) => readStanding(graph, frozen, given.map(({ personId }) => personId))), loadHeldBefore(run, rehearsal.people)]);
  return given.map(({ failed, ...each }) => {
    const of = (designs.get(each.packageId)?.roles ?? []).map((role): RoleBefore => {
      const kept: HeldRole = { originSystem: role.originSystem, originId: role.originId, roleOriginId: role.roleOriginId, roleName: role.roleName, resourceName: role.resourceName, resourceId: role.resourceId };
      const now = holders.get(roleKey(role)) ?? { routes: new Map(), unknown: { reason: 'notRead', groupIds: [] }, asOf: null };
      const { holding, routes } = heldBefore(each.personId, role);
      return { role: kept, holding, routes, now };
    });
    return { ...each, ...planItem(each.personId, of, standing.get(each.personId) ?? 'gone', wish, failed) };
  });
}

/** Over everything the reversal would do and the rehearsal it takes back: what is started is what was shown. */
function hashOf({ id, rehearsalHash }: Run, choice: ReversalWay, items: readonly NewReversalItem[], policies: readonly NewReversalPolicy[]): string {
  const hash = createHash('sha256').update(`reversal of ${id} of rehearsal ${rehearsalHash} by ${choice}\n`);
  const lines = items.map(({ packageId, personId, assignmentId, action, held }) => `${packageId} ${personId} ${assignmentId} ${action} ${keeperKey(held)}\n`);
  for (const line of lines.sort()) hash.update(line);
  for (const { policyId, before } of policies) hash.update(`policy ${policyId} ${canonicalJson(before)}\n`);
  return hash.digest('hex');
}
