import 'server-only';
import { membersOf } from '@/lib/directory/directory';
import { isAppError, orNotKnown } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getExternalLifecycle, governedAmong } from '@/lib/graph/governance-settings';
import type { GroupFacts } from '@/lib/graph/groups';
import { managersOf } from '@/lib/graph/users';
import { isLimited } from '@/lib/authoring/approval-limits';
import { resourceKey } from '@/lib/authoring/lint/linted';
import type { LintedResource } from '@/lib/authoring/lint/linted';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import type { ApprovalStage, PolicySubject } from '@/lib/authoring/package-design';
import type { ReadPackage } from './change-set';
import { collisionsOf } from './collisions';
import type { ApprovalEffect, ExternalEffect, PhaseEffects, ResourceEffects } from './effects';
import { lintPhase } from './lint-phase';
import type { UsedSoFar } from './read-room';
import { placesGaining } from './rehearsal';
import type { ChangeSet } from './rehearsal';
import { DELIVERED_WITHIN_HOURS, requestsInThreeMonths } from './service-limits';
import { WRITES_A_SECOND } from './write-limit';

/** People whose manager, or externals whose governance, is read one by one while somebody waits; of more it is left open. */
const MOST_READ_ONE_BY_ONE = 1000;

/** Names of approvers that are kept. */
const MOST_NAMES = 20;

/** What was read for a change set, and what came of it. */
export type Rehearsing = { set: Omit<ChangeSet, 'baseline'>; read: readonly ReadPackage[]; resources: ResourceEffects[]; used: UsedSoFar; groups: ReadonlyMap<string, GroupFacts>; now: Date };

/**
 * What a phase does beside its outcomes, from what was read for them and a few readings more.
 * @throws AppError Graph's own, but for what the reader may not read
 */
export async function readEffects(graph: Graph, { set, read, resources, used, groups, now }: Rehearsing): Promise<PhaseEffects> {
  const requests = set.packages.reduce((sum, block) => sum + block.totals.assign, 0);
  const gaining = placesGaining(set.people.length, set.packages);
  const [approvals, externals] = await Promise.all([readApprovals(graph, set, read), readExternals(graph, set, gaining)]);
  const { licences } = used;
  const licensed = licences?.licensed ?? null;
  const limit = requestsInThreeMonths();
  return {
    resources,
    approvals,
    externals,
    collisions: collisionsOf(read, now),
    quota: { limit: limit.value, dated: limit.dated, counted: used.requests.counted, more: used.requests.more, phase: requests, reversal: requests, expiries: used.expiries },
    licences: licences && {
      products: licences.products,
      seatsLeft: licences.seatsLeft,
      without: licensed && gaining.filter((place) => !set.people[place]?.external && !licensed.has(set.people[place]?.id ?? '')).length,
    },
    forecast: { requests, askedSeconds: Math.ceil(requests / WRITES_A_SECOND), deliveredHours: DELIVERED_WITHIN_HOURS },
    ...lintPhase(read, { groups, owned: await readOwned(set, read), exceptions: set.exceptions, now }),
  };
}

/** What owners allow of the resources these packages hand out, and who gets those by the phase. */
async function readOwned(set: Rehearsing['set'], read: readonly ReadPackage[]): Promise<Map<string, Required<Pick<LintedResource, 'limits' | 'gets'>>>> {
  const designs = read.flatMap(({ design }) => design ?? []);
  const limited = (await listStandingApprovals(designs.map(({ catalogId }) => catalogId))).filter(({ state, limits }) => state === 'approved' && isLimited(limits));
  const owned = new Map<string, Required<Pick<LintedResource, 'limits' | 'gets'>>>();
  for (const { catalogId, limits, ...resource } of limited) {
    const key = resourceKey(resource);
    const giving = new Set(designs.filter(({ roles }) => roles.some((role) => resourceKey(role) === key)).map(({ id }) => id));
    const blocks = set.packages.filter(({ packageId }) => giving.has(packageId));
    const gaining = blocks.length > 0 ? placesGaining(set.people.length, blocks) : [];
    const already = Math.max(0, ...set.design.packages.flatMap(({ roles }) => roles.flatMap((role) => (resourceKey(role) === key && role.members ? [role.members.already] : []))));
    const gets = { people: gaining.length + already, externals: gaining.filter((place) => set.people[place]?.external).length };
    if (limits) owned.set(key, { limits: [...(owned.get(key)?.limits ?? []), { catalogId, limits }], gets });
  }
  return owned;
}

/** For each package whose policy asks for an approval: the requests it would make, and who would be written to about them. */
async function readApprovals(graph: Graph, set: Rehearsing['set'], read: readonly ReadPackage[]): Promise<ApprovalEffect[]> {
  const asking = read.filter(({ policy }) => policy?.approvalRequired);
  return Promise.all(asking.map(async ({ packageId, packageName, policyId, design, policy }): Promise<ApprovalEffect> => {
    const places = set.exceptions.filter((group) => group.packageId === packageId && group.reason === 'approvalRequired').flatMap((group) => [...group.places]);
    const stages = design?.policies.find((each) => each.id === policyId)?.stages ?? [];
    const deciders = await readDeciders(graph, stages, places.map((place) => set.people[place]?.id ?? ''));
    return {
      packageId, packageName, policyName: policy?.name ?? '', requests: places.length,
      mails: deciders && deciders.mails,
      atMost: stages.length > 1 || stages.some((stage) => stage.escalation),
      approvers: deciders && deciders.people.size,
      names: deciders ? [...deciders.people.values()].sort().slice(0, MOST_NAMES) : [],
    };
  }));
}

/** Who is written to about requests, by id, and how many mails that makes. */
type Deciders = { mails: number; people: Map<string, string> };

/** Everybody of all stages, also who is asked after a while or in another's place; null where not all of them can be told. */
async function readDeciders(graph: Graph, stages: readonly ApprovalStage[], personIds: readonly string[]): Promise<Deciders | null> {
  const all: Deciders = { mails: 0, people: new Map() };
  const asked = stages.flatMap(({ approvers, standIns, escalation }) => [{ approvers, standIns: standIns ?? [] }, ...(escalation ? [escalation] : [])]);
  for (const { approvers, standIns } of asked) {
    const deciders = await readAsked(graph, approvers, standIns, personIds);
    if (!deciders) return null;
    all.mails += deciders.mails;
    for (const [id, name] of deciders.people) all.people.set(id, name);
  }
  return all;
}

/** Who is asked at once: the named about every request, a manager about their own people, and stand-ins about those without one. */
async function readAsked(graph: Graph, approvers: readonly PolicySubject[], standIns: readonly PolicySubject[], personIds: readonly string[]): Promise<Deciders | null> {
  const named = await readNamed(graph, approvers.filter(({ kind }) => kind !== 'manager'));
  if (!named) return null;
  const managed = approvers.find(({ kind }) => kind === 'manager');
  if (!managed) return { mails: personIds.length * named.size, people: named };
  if (personIds.length > MOST_READ_ONE_BY_ONE) return null;
  const managers = await managersAbove(graph, personIds, managed.level ?? 1);
  const without = personIds.length - managers.size;
  const instead = without > 0 ? await readNamed(graph, standIns) : new Map<string, string>();
  if (!instead) return null;
  return { mails: personIds.length * named.size + managers.size + without * instead.size, people: new Map([...named, ...[...managers.values()].map(({ id, name }) => [id, name] as const), ...instead]) };
}

/** People and members of groups, by id; null where somebody of another kind is named. */
async function readNamed(graph: Graph, subjects: readonly PolicySubject[]): Promise<Map<string, string> | null> {
  const people = new Map<string, string>();
  for (const { kind, id, name } of subjects) {
    if (kind === 'person') people.set(id, name);
    else {
      const members = kind === 'group' ? await membersOfGroup(graph, id) : null;
      if (!members) return null;
      for (const member of members) people.set(member.id, member.name);
    }
  }
  return people;
}

/** Each person's manager so many steps up; whoever has none there is missing. */
async function managersAbove(graph: Graph, personIds: readonly string[], level: number): Promise<Map<string, { id: string; name: string }>> {
  let above = new Map(personIds.map((id) => [id, { id, name: '' }]));
  for (let step = 0; step < level; step += 1) {
    const managers = await managersOf(graph, [...above.values()].map(({ id }) => id));
    above = new Map([...above].flatMap(([personId, { id }]) => { const manager = managers.get(id); return manager ? [[personId, manager] as const] : []; }));
  }
  return above;
}

async function membersOfGroup(graph: Graph, groupId: string): Promise<{ id: string; name: string }[] | null> {
  const found: { id: string; name: string }[] = [];
  try {
    for await (const { people } of membersOf(graph, groupId)) found.push(...people);
    return found;
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/** Null where no external gains anything. */
async function readExternals(graph: Graph, { people }: Rehearsing['set'], gaining: readonly number[]): Promise<ExternalEffect | null> {
  const ids = gaining.flatMap((place) => (people[place]?.external ? [people[place].id] : []));
  if (ids.length === 0) return null;
  const [lifecycle, governed] = await Promise.all([orNotKnown(getExternalLifecycle(graph)), ids.length <= MOST_READ_ONE_BY_ONE ? orNotKnown(governedAmong(graph, ids)) : null]);
  return { gaining: ids.length, action: lifecycle?.action ?? 'unknown', daysUntilDeleted: lifecycle?.daysUntilDeleted ?? null, governed: governed && governed.size };
}
