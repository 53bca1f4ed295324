import 'server-only';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { membersOfGroup, ownerPagesOfGroup, roleAssignableAmong } from '@/lib/graph/groups';
import { appRoleHolders } from '@/lib/graph/service-principals';
import { codeOf } from './rehearsal';
import type { ChangeSet, RehearsedDesign, RehearsedRole, RoleMembers } from './rehearsal';

type Role = Pick<RehearsedRole, 'originId' | 'originSystem' | 'roleOriginId'>;

/** How many hold a role, and which of the phase's people are among them. */
type Holders = { count: number; ofPhase: Set<string> };

const keyOf = (role: Role): string => `${role.originId} ${role.roleOriginId}`;

/**
 * The design with the members of each of its roles, before and through this change set, and which groups can hold Entra roles. Each resource is read once, in
 * pages of which only the phase's people are kept. A role Graph does not tell about stays without (null).
 * @throws AppError Graph's own, but for what the reader may not read
 */
export async function withMembers(graph: Graph, set: ChangeSet): Promise<RehearsedDesign> {
  const roles = [...new Map(set.design.packages.flatMap((each) => each.roles).map((role) => [keyOf(role), role])).values()];
  const phase = new Set(set.people.map((person) => person.id));
  const groups = roles.filter((role) => role.originSystem === 'AadGroup').map((role) => role.originId);
  const [holders, assignable] = await Promise.all([
    Promise.all(roles.map(async (role): Promise<[string, Holders | null]> => [keyOf(role), await readHolders(graph, role, phase)])),
    roleAssignableAmong(graph, groups),
  ]);
  const known = new Map(holders);
  const packages = set.design.packages.map((each) => ({ ...each, roles: each.roles.map((role) => ({ ...role, roleAssignable: assignable.has(role.originId), members: countMembers(set, keyOf(role), known.get(keyOf(role)) ?? null) })) }));
  return { packages };
}

async function readHolders(graph: Graph, role: Role, phase: ReadonlySet<string>): Promise<Holders | null> {
  const pages = pagesOf(graph, role);
  if (!pages) return null;
  const holders: Holders = { count: 0, ofPhase: new Set() };
  try {
    for await (const ids of pages) {
      holders.count += ids.length;
      for (const id of ids) if (phase.has(id)) holders.ofPhase.add(id);
    }
    return holders;
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/** The ids of those who hold a role, in pages; null for roles Graph v1.0 lists nobody of: sites, and the eligible ones of a group. */
function pagesOf(graph: Graph, { originSystem, originId, roleOriginId }: Role): AsyncGenerator<string[]> | null {
  if (originSystem === 'AadApplication') return holdersOf(graph, originId, roleOriginId);
  if (originSystem !== 'AadGroup') return null;
  if (roleOriginId === `Member_${originId}`) return memberIds(graph, originId);
  return roleOriginId === `Owner_${originId}` ? ownerIds(graph, originId) : null;
}

async function* memberIds(graph: Graph, groupId: string): AsyncGenerator<string[]> {
  for await (const { people } of membersOfGroup(graph, groupId)) yield people.map((person) => person.id);
}

async function* ownerIds(graph: Graph, groupId: string): AsyncGenerator<string[]> {
  for await (const people of ownerPagesOfGroup(graph, groupId)) yield people.map((person) => person.id);
}

async function* holdersOf(graph: Graph, applicationId: string, appRoleId: string): AsyncGenerator<string[]> {
  for await (const items of appRoleHolders(graph, applicationId)) yield items.filter((item) => item.appRoleId === appRoleId).map((item) => item.personId);
}

function countMembers(set: ChangeSet, key: string, holders: Holders | null): RoleMembers | null {
  if (!holders) return null;
  const giving = new Set(set.design.packages.filter((each) => each.roles.some((role) => keyOf(role) === key)).map((each) => each.packageId));
  const blocks = set.packages.filter((block) => giving.has(block.packageId));
  const assign = codeOf('assign');
  const gain = set.people.filter((person, index) => !holders.ofPhase.has(person.id) && blocks.some((block) => block.codes[index] === assign)).length;
  return { before: holders.count, gain, already: holders.ofPhase.size };
}
