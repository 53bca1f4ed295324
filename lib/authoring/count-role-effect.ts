import 'server-only';
import { heldBefore } from '@/lib/db/held-before';
import { HELD_MS } from '@/lib/directory/freshness';
import type { RoleHolders } from '@/lib/directory/route';
import { roleKey } from '@/lib/directory/route';
import type { Graph } from '@/lib/graph/client';
import { readRoleHolders } from '@/lib/rollout/read-baseline';
import { packagesGiving, readHolders } from '@/lib/rollout/read-package-holders';
import type { Holders } from '@/lib/rollout/read-package-holders';
import { otherWays, unknownTo, verdictOf } from './read-role-effect';
import type { EffectAsked, GivenThen } from './read-role-effect';
import { ROLE_VERDICTS } from './role-effect';
import type { EffectCount, RoleVerdict } from './role-effect';

/** Of a package that the mirror does not hold so many pages of a hundred are read in the tenant; then the count says that there are more. */
const MOST_PAGES = 50;

/** Ids in one question to the database. */
const SLICE = 5_000;

/**
 * How many of all who have a package gain, lose or keep a role, of each of these: by ids alone. Who has the packages and who
 * stands in the resources is taken as the directory is held where that is young enough, and each is read in the tenant once
 * where it is not; the count says as of when.
 * @throws AppError Graph's own
 */
export async function countEffects(graph: Graph, asked: readonly Omit<EffectAsked, 'then'>[], then: GivenThen = new Map()): Promise<EffectCount[]> {
  const readAt = new Date();
  const roles = [...new Map(asked.map(({ change: { role } }) => [roleKey(role), role])).values()];
  const giving = await packagesGiving(graph, roles, readAt);
  const givers = asked.map((each) => giversOf(each, new Set(giving.get(roleKey(each.change.role))?.keys()), then));
  const holders = await readHolders(graph, [...new Set([...asked.map(({ packageId }) => packageId), ...givers.flat()])], { readAt, states: ['delivered'], age: HELD_MS, mostPages: MOST_PAGES });
  const people = new Set(asked.flatMap(({ packageId }) => [...(holders.get(packageId)?.people ?? [])]));
  const standing = new Map((await readRoleHolders(graph, roles, people, { readAt, age: HELD_MS })).map(({ role, held }) => [roleKey(role), held]));
  return Promise.all(asked.map((each, index) => countOne(each, { of: holdersOf(holders, each.packageId), others: (givers[index] ?? []).map((id) => holdersOf(holders, id)), standing: standing.get(roleKey(each.change.role)) })));
}

function holdersOf(holders: ReadonlyMap<string, Holders>, packageId: string): Holders {
  const found = holders.get(packageId);
  if (!found) throw new Error(`who has ${packageId} was not read`);
  return found;
}

/** The other packages that will hand the role out. */
function giversOf({ packageId, change }: Omit<EffectAsked, 'then'>, now: ReadonlySet<string>, then: GivenThen): string[] {
  const key = roleKey(change.role);
  const begin = [...then].flatMap(([of, gives]) => (gives && of.endsWith(` ${key}`) ? [of.slice(0, -key.length - 1)] : []));
  return [...new Set([...now, ...begin])].filter((id) => id !== packageId && then.get(id) !== false && then.get(`${id} ${key}`) !== false);
}

type Read = { of: Holders; others: Holders[]; standing: RoleHolders | undefined };

async function countOne({ packageId, change }: Omit<EffectAsked, 'then'>, { of, others, standing }: Read): Promise<EffectCount> {
  if (!standing) throw new Error(`who stands in ${change.role.originId} was not read`);
  const verdicts = Object.fromEntries(ROLE_VERDICTS.map((verdict) => [verdict, 0])) as Record<RoleVerdict, number>;
  const losing: string[] = [];
  for (const id of of.people) {
    const verdict = verdictOf(change, others.filter((other) => other.people.has(id)), otherWays(standing, id, change.operation), standing);
    verdicts[verdict] += 1;
    if (verdict === 'loses') losing.push(id);
  }
  let [hadBefore, known] = [0, 0];
  for (let from = 0; from < losing.length; from += SLICE) {
    const before = await heldBefore(packageId, change.role, losing.slice(from, from + SLICE));
    known += before.size;
    hadBefore += [...before.values()].filter(Boolean).length;
  }
  const asOf = [of, ...others, standing].reduce((oldest, { asOf: at }) => (at && at < oldest ? at : oldest), of.asOf);
  return { looked: of.people.size, more: of.more || others.some(({ more }) => more), verdicts, hadBefore, beforeNotKnown: losing.length - known, unknown: unknownTo(standing, change), asOf };
}
