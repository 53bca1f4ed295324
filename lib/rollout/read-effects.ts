import 'server-only';
import { membersOf } from '@/lib/directory/directory';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getExternalLifecycle, governedAmong } from '@/lib/graph/governance-settings';
import { managersOf } from '@/lib/graph/users';
import type { PolicySubject } from '@/lib/authoring/package-design';
import type { ReadPackage } from './change-set';
import { collisionsOf } from './collisions';
import type { ApprovalEffect, ExternalEffect, PhaseEffects, ResourceEffects } from './effects';
import { lintPackages } from './lint-packages';
import { orNull } from './read-membership';
import type { UsedSoFar } from './read-room';
import { codeOf } from './rehearsal';
import type { ChangeSet } from './rehearsal';
import { DELIVERED_WITHIN_HOURS, REQUESTS_IN_THREE_MONTHS, WRITES_A_SECOND } from './service-limits';

/** People whose manager, or externals whose governance, is read one by one while somebody waits; of more it is left open. */
const MOST_READ_ONE_BY_ONE = 1000;

/** Names of approvers that are kept. */
const MOST_NAMES = 20;

/** What was read for a change set, and what came of it. */
export type Rehearsing = { set: Omit<ChangeSet, 'baseline'>; read: readonly ReadPackage[]; resources: ResourceEffects[]; used: UsedSoFar; roleAssignable: ReadonlySet<string>; now: Date };

/**
 * What a phase does beside its outcomes, from what was read for them and a few readings more.
 * @throws AppError Graph's own, but for what the reader may not read
 */
export async function readEffects(graph: Graph, { set, read, resources, used, roleAssignable, now }: Rehearsing): Promise<PhaseEffects> {
  const requests = set.packages.reduce((sum, block) => sum + block.totals.assign, 0);
  const gaining = placesGaining(set);
  const [approvals, externals] = await Promise.all([readApprovals(graph, set, read), readExternals(graph, set, gaining)]);
  const { licences } = used;
  const licensed = licences?.licensed ?? null;
  return {
    resources,
    approvals,
    externals,
    collisions: collisionsOf(read, now),
    quota: { limit: REQUESTS_IN_THREE_MONTHS.value, dated: REQUESTS_IN_THREE_MONTHS.dated, counted: used.requests.counted, more: used.requests.more, phase: requests, reversal: requests, expiries: used.expiries },
    licences: licences && {
      products: licences.products,
      seatsLeft: licences.seatsLeft,
      without: licensed && gaining.filter((place) => !set.people[place]?.external && !licensed.has(set.people[place]?.id ?? '')).length,
    },
    forecast: { requests, askedSeconds: Math.ceil(requests / WRITES_A_SECOND), deliveredHours: DELIVERED_WITHIN_HOURS },
    findings: lintPackages(read.map(({ packageId, packageName, policyId, design, conflicts }) => ({ packageId, packageName, policyId, design, conflicts, roleAssignable }))),
  };
}

function placesGaining({ people, packages }: Pick<ChangeSet, 'people' | 'packages'>): number[] {
  const assign = codeOf('assign');
  const gains = new Uint8Array(people.length);
  for (const { codes } of packages) for (let place = 0; place < gains.length; place += 1) if (codes[place] === assign) gains[place] = 1;
  return people.flatMap((_, place) => (gains[place] === 1 ? [place] : []));
}

/** For each package whose policy asks for an approval: the requests it would make, and who would be written to about them. */
async function readApprovals(graph: Graph, set: Rehearsing['set'], read: readonly ReadPackage[]): Promise<ApprovalEffect[]> {
  const asking = read.filter(({ policy }) => policy?.approvalRequired);
  return Promise.all(asking.map(async ({ packageId, packageName, policyId, design, policy }): Promise<ApprovalEffect> => {
    const places = set.exceptions.filter((group) => group.packageId === packageId && group.reason === 'approvalRequired').flatMap((group) => [...group.places]);
    const [stage] = design?.policies.find((each) => each.id === policyId)?.stages ?? [];
    const deciders = await readDeciders(graph, stage?.approvers ?? [], places.map((place) => set.people[place]?.id ?? ''));
    return {
      packageId, packageName, policyName: policy?.name ?? '', requests: places.length,
      mails: deciders && places.length * deciders.everyRequest.size + deciders.byManager,
      approvers: deciders && new Set([...deciders.everyRequest.keys(), ...deciders.managers.keys()]).size,
      names: deciders ? [...new Map([...deciders.everyRequest, ...deciders.managers]).values()].sort().slice(0, MOST_NAMES) : [],
    };
  }));
}

/** Who decides on each request, by id; and the managers, each of whom decides on their own people alone. */
type Deciders = { everyRequest: Map<string, string>; managers: Map<string, string>; byManager: number };

/** Null where not all of them can be told. */
async function readDeciders(graph: Graph, approvers: readonly PolicySubject[], personIds: string[]): Promise<Deciders | null> {
  const deciders: Deciders = { everyRequest: new Map(), managers: new Map(), byManager: 0 };
  for (const { kind, id, name } of approvers) {
    if (kind === 'person') deciders.everyRequest.set(id, name);
    else if (kind === 'group') {
      const people = await membersOfGroup(graph, id);
      if (!people) return null;
      for (const person of people) deciders.everyRequest.set(person.id, person.name);
    } else if (kind === 'manager' && personIds.length <= MOST_READ_ONE_BY_ONE) {
      const managers = await managersOf(graph, personIds);
      deciders.byManager = managers.size;
      for (const manager of managers.values()) deciders.managers.set(manager.id, manager.name);
    } else return null;
  }
  return deciders;
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
  const [lifecycle, governed] = await Promise.all([orNull(getExternalLifecycle(graph)), ids.length <= MOST_READ_ONE_BY_ONE ? orNull(governedAmong(graph, ids)) : null]);
  return { gaining: ids.length, action: lifecycle?.action ?? 'unknown', daysUntilDeleted: lifecycle?.daysUntilDeleted ?? null, governed: governed && governed.size };
}
