import 'server-only';
import { createHash } from 'node:crypto';
import type { PackageDesign, PackagePolicy } from '@/lib/authoring/package-design';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { insertHandoverKeepers } from '@/lib/db/handover-keepers';
import { countFailedHandover, findHandover, insertHandover, listHandoverTargets } from '@/lib/db/handovers';
import type { NewHandoverItem } from '@/lib/db/handovers';
import { listPhases } from '@/lib/db/phases';
import { listGiven } from '@/lib/db/pilot-holders';
import { getRollout, lockRollout } from '@/lib/db/rollouts';
import type { Account } from '@/lib/directory/account-kind';
import { getAccounts } from '@/lib/directory/accounts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import { endOfPolicy } from './access-end';
import { outsideOf } from './change-set';
import { peopleWords } from './count-words';
import { aboutRollout } from './edit-rollout';
import { isExtendable, LEFT, spreadEnds } from './handover-item';
import type { HandoverTarget, HandoverWay } from './handover-item';
import { readLiveAssignments } from './live-assignments';
import { readScope } from './read-packages';
import type { Admin, RolloutPackage } from './rollout';
import { workingCalendarOf } from './working-calendar';
import type { WorkCalendar } from './working-days';

/** A handover as it was kept, ready to be started by its hash. */
export type RehearsedHandover = { id: string; number: number; hash: string };

/**
 * Reads who holds a rollout's packages under the policy their pilot gave them by, and computes where each goes and when
 * their access ends then; changes nothing in the tenant.
 * @param way by bridge where the tenant does not change the policy of an assignment in place
 * @throws AppError `notFound`; `conflict` while a handover runs, somebody is between two policies, a package or policy is gone, or a policy can give nobody anything; Graph's own
 */
export async function rehearseHandover(admin: Admin, rolloutId: string, way: HandoverWay = 'inPlace', graph: Graph = graphFor(admin)): Promise<RehearsedHandover> {
  const [rollout, phases, targets, now] = await Promise.all([getRollout(rolloutId), listPhases(rolloutId), listHandoverTargets(rolloutId), databaseNow()]);
  const last = phases.at(-1);
  if (!last) throw new AppError('internal', `rollout ${rolloutId} has no phase`);
  const [designs, calendar] = await Promise.all([loadPackageDesign(graph, rollout.packages.map(({ packageId }) => packageId), [...targets.values()].map(({ policyId }) => policyId)), workingCalendarOf(last.id)]);
  const items: NewHandoverItem[] = [];
  for (const each of rollout.packages) items.push(...(await itemsOf(graph, rolloutId, way, each, designs.get(each.packageId), targets.get(each.packageId) ?? null, calendar, now)));
  return keepRehearsed(admin, rolloutId, { way, back: false, now, items });
}

/** Keeps a rehearsed handover of either direction. @throws AppError `conflict` while one runs, or somebody is between two policies */
export async function keepRehearsed(admin: Admin, rolloutId: string, { way, back, now, items }: { way: HandoverWay; back: boolean; now: Date; items: readonly NewHandoverItem[] }): Promise<RehearsedHandover> {
  const hash = hashOf(`${back ? 'putting back' : 'handover'} of ${rolloutId}, ${way}`, items);
  return inTransaction(async (tx) => {
    const locked = await lockRollout(tx, rolloutId);
    const newest = await findHandover(rolloutId, tx);
    if (newest?.state === 'running') throw new AppError('conflict', `a handover of ${rolloutId} is running`, { say: 'People are being moved already. Rehearse again once that has ended.' });
    const { between } = newest ? await countFailedHandover(newest.id, tx) : { between: 0 };
    if (between > 0) throw new AppError('conflict', `${between} of handover ${newest?.id ?? ''} are between two policies`, { say: `${peopleWords(between)} ${between === 1 ? 'is' : 'are'} between two policies, with the access kept by a small package. Try what failed again first, so that they arrive.` });
    const stored = await insertHandover(tx, { rolloutId, way, back, hash, tenantReadAt: now, createdBy: admin.personId, createdByName: admin.name }, items);
    if (way === 'bridge') await insertHandoverKeepers(tx, stored.id, keepersOf(rolloutId, stored.number, items));
    await recordAudit(tx, [{ ...aboutRollout(admin, locked), action: back ? 'handover.rehearseBack' : 'handover.rehearse', after: { handover: stored.number, hash, way, holders: items.length, moves: items.filter(({ state }) => state === 'queued').length } }]);
    return { ...stored, hash };
  });
}

/** The small packages a bridge needs: one for each package somebody of which is moved. */
function keepersOf(rolloutId: string, number: number, items: readonly NewHandoverItem[]): { packageId: string; name: string }[] {
  const moving = new Map(items.filter(({ state }) => state === 'queued').map(({ packageId, packageName }) => [packageId, packageName]));
  return [...moving].map(([packageId, packageName]) => ({ packageId, name: `Kept while handing over ${packageName} (${rolloutId.slice(0, 8)}, ${number})` }));
}

async function itemsOf(graph: Graph, rolloutId: string, way: HandoverWay, { packageId, packageName, policyId, policyName }: RolloutPackage, design: PackageDesign | undefined, target: HandoverTarget | null, calendar: WorkCalendar, now: Date): Promise<NewHandoverItem[]> {
  if (!design) throw new AppError('conflict', `package ${packageId} is gone`, { say: `“${packageName}” is no longer in the tenant, so nobody of it can be handed over.` });
  // Whoever shall live under it is where they belong.
  if (target?.policyId === policyId) return [];
  const to = target && design.policies.find(({ id }) => id === target.policyId);
  if (target && !to) throw new AppError('conflict', `policy ${target.policyId} is gone`, { say: `The policy “${target.policyName}” of “${packageName}” is no longer in the tenant. Choose another.` });
  const trouble = to && cannotGive(to, way);
  if (trouble) throw new AppError('conflict', `policy ${to.id} gives nobody anything`, { say: `Nobody can be handed over to “${to.name}” of “${packageName}”: ${trouble}` });
  const from = design.policies.find(({ id }) => id === policyId);
  const holders = (await readLiveAssignments(graph, packageId)).filter((each) => each.policyId === policyId && each.personId);
  // What a rule gives lasts as long as it selects somebody.
  const newEnd = to && !to.automatic ? spreadEnds(endOfPolicy(to.expiration), now, calendar) : () => null;
  const given = await listGiven(rolloutId, packageId, holders.map(({ personId }) => personId));
  const { matches, leftBy } = await standingOf(graph, design, to ? [to] : [], holders.map(({ personId }) => personId), now);
  return holders.map(({ id, personId, personName, state, until }): NewHandoverItem => {
    // What others gave somebody, perhaps for good, is not the rollout's to end.
    const left = !target?.others && !given.has(personId) ? LEFT.notGiven : !to ? LEFT.noTarget : state !== 'delivered' ? LEFT.notDelivered : leftBy(to, personId);
    return {
      personId, personName, packageId, packageName, assignmentId: id, fromPolicyId: policyId, fromPolicyName: from?.name ?? policyName, given: given.has(personId), endsAt: until ? new Date(until) : null,
      extendable: from ? isExtendable(from) : false, ruleMatches: matches(personId), toPolicyId: to?.id ?? null, toPolicyName: to?.name ?? null, byRule: to?.automatic ?? false,
      newEndsAt: newEnd(personId), state: left ? 'left' : 'queued', failure: left,
    };
  });
}

/** Why a policy can give nobody anything, with what mends it; null where it can. */
function cannotGive({ automatic, assigns, questions }: PackagePolicy, way: HandoverWay): string | null {
  if (automatic && assigns === false) return 'its rule gives nobody access by itself. Let it assign automatically in Microsoft Entra, or choose another policy.';
  if (way === 'bridge' && questions && !automatic) return 'it asks questions that only people themselves can answer, so nobody can be given access under it. Take the questions out, or choose another policy.';
  return null;
}

/** How people stand towards the policies of a package, each by id. */
type Standing = {
  /** Whether the package's own rule selects somebody: it would, and does not take them over while they hold it under another policy. Null where it has none. */
  matches: (personId: string) => boolean | null;
  /** Why somebody stays who would go under one of the policies; null where it takes them, or that cannot be told. */
  leftBy: (policy: PackagePolicy, personId: string) => string | null;
};

/**
 * Reads what decides whether policies take these people: the package's rule, and whom each of `towards` is for. Entra refuses
 * whom a policy is not for, and a rule takes the access from whoever it does not select.
 * @throws AppError Graph's own
 */
export async function standingOf(graph: Graph, { policies }: PackageDesign, towards: readonly PackagePolicy[], people: readonly string[], now: Date): Promise<Standing> {
  const rule = ruleOf(policies);
  const scopes = new Map(await Promise.all(towards.filter(({ automatic }) => !automatic).map(async (policy) => [policy.id, await readScope(graph, policy)] as const)));
  const asksOfThem = rule !== null || [...scopes.values()].some(({ kind }) => kind !== 'anybody');
  const accounts = people.length > 0 && asksOfThem ? await getAccounts(graph, people, rule ? [rule] : []) : new Map<string, Account>();
  const selects = rule && compileRule(rule);
  const matches = (personId: string): boolean | null => {
    const account = accounts.get(personId);
    return selects && (account ? selects(account.attributes, now.getTime()) : false);
  };
  return {
    matches,
    leftBy: ({ id, automatic }, personId) => {
      if (automatic) return leftByRule(matches(personId));
      const [scope, account] = [scopes.get(id), accounts.get(personId)];
      const outside = scope && account ? outsideOf(scope, account) : null;
      return outside && LEFT[outside];
    },
  };
}

function leftByRule(selects: boolean | null): string | null {
  return selects === null ? LEFT.ruleUnread : selects ? null : LEFT.notSelected;
}

function ruleOf(policies: readonly PackagePolicy[]): Rule | null {
  const text = policies.find(({ automatic }) => automatic)?.targets.find(({ kind }) => kind === 'rule')?.id;
  const parsed = text ? parseRule(text) : null;
  return parsed?.ok ? parsed.rule : null;
}

/** Over everything the handover would do: what is started is what was shown. */
function hashOf(what: string, items: readonly NewHandoverItem[]): string {
  const hash = createHash('sha256').update(`${what}\n`);
  const lines = items.map(({ packageId, personId, assignmentId, fromPolicyId, toPolicyId, newEndsAt, state }) => `${packageId} ${personId} ${assignmentId} ${fromPolicyId} ${toPolicyId ?? '-'} ${newEndsAt?.toISOString() ?? 'never'} ${state}\n`);
  for (const line of lines.sort()) hash.update(line);
  return hash.digest('hex');
}
