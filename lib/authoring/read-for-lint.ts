import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { countClashes, listPackagesOfRollouts } from '@/lib/db/lint-scope';
import { readFeeds } from '@/lib/db/mirror-feed';
import { HELD_MS, isWithin } from '@/lib/directory/freshness';
import { assignmentsFeed } from '@/lib/directory/mirror';
import { isAppError, orNotKnown } from '@/lib/errors';
import { allCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { groupFacts, groupsWithin } from '@/lib/graph/groups';
import { listPackages, loadPackageDesign, readConflicts } from '@/lib/graph/packages';
import type { ReadConflict } from '@/lib/graph/packages';
import { policiesThatAsk } from '@/lib/graph/policy-documents';
import { assignmentsRequired } from '@/lib/graph/service-principals';
import { countFitting, usersWhere } from '@/lib/graph/users';
import { countScopes } from './count-scopes';
import { resourceKey } from './lint/linted';
import type { LintedAccount, LintedConflict, LintedPackage, LintedResource, LintedTenant } from './lint/linted';
import type { PackageDesign, PolicySubject } from './package-design';
import { readLimits } from './read-limits';

/** Whoever reads for long is told how far it has come, and waits where the tenant says so; both may end it by throwing. */
export type Reading = { packages: (read: number) => Promise<void>; wait: (seconds: number) => Promise<void> };

/** How often one part is asked for again after the tenant said to wait, and for how long where it does not say. */
const MOST_WAITS = 10;
const WAIT_SECONDS = 10;

/** A package and what it excludes. */
export type ReadDesign = { design: PackageDesign; conflicts: ReadConflict[] };

type PageOfDesigns = { read: ReadDesign[]; next: string | null };

/**
 * Everything the rules look at, of the tenant as it is: packages by pages and in batches, and of what hangs on them each
 * thing once. What the reader may not read, or is not held, stays unknown. Writes nothing.
 * @throws AppError Graph's own where packages cannot be read
 */
export async function readForLint(graph: Graph, reading: Reading): Promise<LintedTenant> {
  const now = await databaseNow();
  return lookAround(graph, await readDesigns(graph, reading), reading, now);
}

/** What hangs on these packages, each thing once; what may not be read stays unknown. `then` is true of packages as a draft makes them. @throws AppError Graph's own */
export async function lookAround(graph: Graph, read: readonly ReadDesign[], reading: Reading, now: Date, then = false): Promise<LintedTenant> {
  const designs = read.map(({ design }) => design);
  const roles = designs.flatMap((design) => design.roles);
  const deciders = decidersOf(designs);
  const [catalogs, resources, limits, accounts, groupSizes, scopes, packages] = await Promise.all([
    inTime(reading, () => orNotKnown(allCatalogs(graph))), inTime(reading, () => readResources(graph, roles)), inTime(reading, () => readLimits(graph, designs, then)), inTime(reading, () => readAccounts(graph, deciders)), inTime(reading, () => readGroupSizes(graph, deciders)),
    countScopes(designs, now, (filters) => inTime(reading, () => countFitting(graph, filters))), inTime(reading, () => aroundThem(graph, read, now, then)),
  ]);
  for (const [key, allowed] of limits) resources.set(key, { ...resources.get(key), limits: allowed });
  return { packages, catalogs: new Map((catalogs ?? []).map((catalog) => [catalog.id, catalog])), resources, accounts, groupSizes, scopes, now };
}

/** Page by page, so that nothing waits for a list of thousands and a stop is seen between two. */
async function readDesigns(graph: Graph, reading: Reading): Promise<ReadDesign[]> {
  const read: ReadDesign[] = [];
  let next: string | null = null;
  do {
    const from: string | null = next;
    const page: PageOfDesigns = await inTime(reading, () => readPage(graph, from));
    for (const each of page.read) read.push(each);
    await reading.packages(read.length);
    next = page.next;
  } while (next);
  return read;
}

async function readPage(graph: Graph, from: string | null): Promise<PageOfDesigns> {
  const { items, next } = await listPackages(graph, { text: '', next: from });
  return { read: await readDesignsOf(graph, items.map(({ id }) => id)), next };
}

/** These packages with what they exclude, in batches; one that is gone is missing. @throws AppError Graph's own */
export async function readDesignsOf(graph: Graph, ids: readonly string[]): Promise<ReadDesign[]> {
  const all = [...new Set(ids)];
  const [designs, conflicts] = await Promise.all([loadPackageDesign(graph, all), readConflicts(graph, all)]);
  const excluded = byPackage(conflicts);
  return all.flatMap((id) => { const design = designs.get(id); return design ? [{ design, conflicts: excluded.get(id) ?? [] }] : []; });
}

/** One part, asked for again once the time is over that the tenant says to wait: thousands of packages are not begun anew for it. */
async function inTime<T>({ wait }: Reading, read: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await read();
    } catch (error) {
      if (!isAppError(error, 'throttled') || waits === MOST_WAITS) throw error;
      await wait(error.details.retryAfter ?? WAIT_SECONDS);
    }
  }
}

function byPackage<T extends { packageId: string }>(rows: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const row of rows) {
    const known = lists.get(row.packageId);
    if (known) known.push(row);
    else lists.set(row.packageId, [row]);
  }
  return lists;
}

async function readResources(graph: Graph, roles: readonly { originSystem: string; originId: string }[]): Promise<Map<string, LintedResource>> {
  const of = (originSystem: string): string[] => [...new Set(roles.filter((role) => role.originSystem === originSystem).map(({ originId }) => originId))];
  const [groups, required] = await Promise.all([orNotKnown(groupFacts(graph, of('AadGroup'))), orNotKnown(assignmentsRequired(graph, of('AadApplication')))]);
  return new Map([
    ...[...(groups ?? [])].map(([originId, { synchronised, distribution, dynamic, roleAssignable }]): [string, LintedResource] => [resourceKey({ originSystem: 'AadGroup', originId }), { synchronised, distribution, dynamic, roleAssignable }]),
    ...[...(required ?? [])].map(([originId, assignmentRequired]): [string, LintedResource] => [resourceKey({ originSystem: 'AadApplication', originId }), { assignmentRequired }]),
  ]);
}

/** Everybody any stage names, each once. */
function decidersOf(designs: readonly PackageDesign[]): PolicySubject[] {
  const stages = designs.flatMap(({ policies }) => policies.flatMap((policy) => policy.stages));
  const all = stages.flatMap(({ approvers, standIns = [], escalation }) => [...approvers, ...standIns, ...(escalation ? [...escalation.approvers, ...escalation.standIns] : [])]);
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

async function readAccounts(graph: Graph, deciders: readonly PolicySubject[]): Promise<Map<string, LintedAccount>> {
  const ids = deciders.filter(({ kind }) => kind === 'person').map(({ id }) => id);
  const people = await orNotKnown(usersWhere(graph, 'id', ids));
  if (!people) return new Map();
  const enabled = new Map(people.map((person) => [person.id, person.enabled]));
  return new Map(ids.map((id) => [id, enabled.has(id) ? (enabled.get(id) ? 'enabled' : 'disabled') : 'gone']));
}

/** At least so many; a group that tells nobody its members stays unknown, and one that is gone has none. */
async function readGroupSizes(graph: Graph, deciders: readonly PolicySubject[]): Promise<Map<string, number>> {
  const ids = deciders.filter(({ kind }) => kind === 'group').map(({ id }) => id);
  return (await orNotKnown(groupsWithin(graph, ids))) ?? new Map<string, number>();
}

/** Each package with what rollouts do with it, and how many of their cohorts have what excludes it. */
async function aroundThem(graph: Graph, read: readonly ReadDesign[], now: Date, then: boolean): Promise<LintedPackage[]> {
  const rollouts = byPackage(await listPackagesOfRollouts());
  const under = read.flatMap(({ design }) => (rollouts.get(design.id) ?? []).map(({ policyId }) => policyId));
  // What a draft makes of a policy says by itself whether it asks.
  const asking = (then ? null : await orNotKnown(policiesThatAsk(graph, under))) ?? new Set<string>();
  const pairs = read.flatMap(({ design, conflicts }) => (rollouts.has(design.id) ? conflicts.flatMap(({ kind, otherId }) => (kind === 'package' ? [{ packageId: design.id, otherId }] : [])) : []));
  const feeds = await readFeeds([...new Set(pairs.map(({ otherId }) => assignmentsFeed(otherId)))]);
  const held = pairs.filter(({ otherId }) => isWithin(HELD_MS, feeds.get(assignmentsFeed(otherId))?.asOf, now));
  const clashes = new Map((held.length > 0 ? await countClashes(held) : []).map(({ packageId, otherId, people }) => [`${packageId} ${otherId}`, people]));
  return read.map(({ design, conflicts }): LintedPackage => ({
    design: { ...design, policies: design.policies.map((policy) => (asking.has(policy.id) ? { ...policy, questions: true } : policy)) },
    conflicts: conflicts.map(({ kind, otherId, name }): LintedConflict => {
      const people = clashes.get(`${design.id} ${otherId}`);
      return { kind, otherId, name, ...(people === undefined ? {} : { people }) };
    }),
    rollouts: (rollouts.get(design.id) ?? []).map(({ policyId, loads, livePhase }) => ({ policyId, loads, livePhase })),
  }));
}
