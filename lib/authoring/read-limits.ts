import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { isObjectId } from '@/lib/directory/object-id';
import { databaseNow } from '@/lib/db/client';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import { HELD_MS } from '@/lib/directory/freshness';
import { firstHolders } from '@/lib/graph/assignments';
import type { Graph } from '@/lib/graph/client';
import { usersWhere } from '@/lib/graph/users';
import { heldAsOf, heldPeople } from '@/lib/rollout/read-package-holders';
import { isLimited } from './approval-limits';
import type { ApprovalLimits } from './approval-limits';
import { HELD_STATES } from './assignment';
import { resourceKey } from './lint/linted';
import type { OwnersLimits } from './lint/linted';
import type { PackageDesign } from './package-design';
import type { ResourceApproval } from './resource-approval';

type Limited = ResourceApproval & { limits: ApprovalLimits };

type Holders = ReadonlyMap<string, { people: ReadonlySet<string>; more: boolean }>;

/**
 * What owners allow at most of the resources these packages hand out, by resource, and who has those by the packages of the
 * catalog in question. `then` is true of packages as a draft makes them. @throws AppError Graph's own
 */
export async function readLimits(graph: Graph, designs: readonly PackageDesign[], then: boolean): Promise<Map<string, OwnersLimits[]>> {
  const handed = new Set(designs.flatMap(({ catalogId, roles }) => roles.map((role) => `${catalogId} ${resourceKey(role)}`)));
  const approvals = (await listStandingApprovals(designs.map(({ catalogId }) => catalogId).filter(isObjectId))).filter((each): each is Limited => each.state === 'approved' && isLimited(each.limits) && handed.has(`${each.catalogId} ${resourceKey(each)}`));
  const counted = approvals.filter(({ limits }) => limits.people !== null || !limits.externals).map((approval) => ({ approval, packages: packagesGiving(approval, designs) }));
  const holders = await readFirstHolders(graph, [...new Set(counted.flatMap(({ packages }) => packages))]);
  const has = new Map(holders ? await Promise.all(counted.map(async ({ approval, packages }) => [approval.id, await hasOf(graph, approval, packages, holders, then)] as const)) : []);
  const found = new Map<string, OwnersLimits[]>();
  for (const { id, catalogId, limits, ownerName, answeredAt, askedAt, ...resource } of approvals) {
    const key = resourceKey(resource);
    const own = has.get(id);
    found.set(key, [...(found.get(key) ?? []), { catalogId, limits, approval: { id, ownerName, day: (answeredAt ?? askedAt).slice(0, 10) }, ...(own ? { has: own } : {}) }]);
  }
  return found;
}

/** The packages of its catalog that hand the resource out: as they are here, and of others as they were when its owner was asked. */
function packagesGiving({ catalogId, content, ...resource }: Limited, designs: readonly PackageDesign[]): string[] {
  const read = new Set(designs.map(({ id }) => id));
  const key = resourceKey(resource);
  const giving = designs.filter((design) => design.catalogId === catalogId && design.roles.some((role) => resourceKey(role) === key)).map(({ id }) => id);
  return [...new Set([...giving, ...content.grants.map(({ packageId }) => packageId).filter((id) => !read.has(id))])].filter(isObjectId);
}

/**
 * Who has each of these packages or is getting it, as the tenant's first pages say in few calls; of one with more of them,
 * all that are held of the directory, where that is recent. Null where the reader may not see it.
 */
async function readFirstHolders(graph: Graph, packageIds: readonly string[]): Promise<Holders | null> {
  if (packageIds.length === 0) return new Map();
  const first = await orNotKnown(firstHolders(graph, packageIds));
  const many = first ? [...first].flatMap(([id, { more }]) => (more ? [id] : [])) : [];
  if (!first || many.length === 0) return first;
  const young = await heldAsOf(many, HELD_MS, await databaseNow());
  const held = await heldPeople([...young.keys()], HELD_STATES);
  return new Map([...first].map(([id, read]) => { const people = held.get(id); return [id, people ? { people, more: false } : read]; }));
}

async function hasOf(graph: Graph, { limits }: Limited, packages: readonly string[], holders: Holders, then: boolean): Promise<NonNullable<OwnersLimits['has']>> {
  const read = packages.flatMap((id) => holders.get(id) ?? []);
  const people = new Set(read.flatMap((each) => [...each.people]));
  const accounts = limits.externals ? null : await orNotKnown(usersWhere(graph, 'id', [...people]));
  return { people: people.size, more: read.some(({ more }) => more), externals: accounts && accounts.filter(({ external }) => external).length, then };
}
