import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { baselineKey } from './baseline';
import type { RoleBaseline, RoleReading } from './baseline';
import { baselineTotals } from './baseline-totals';
import type { RehearsedDesign, RehearsedPackage, RoleMembers } from './rehearsal';

/** Those of these groups that can hold Entra roles, by id (groups-create: isAssignableToRole never changes). */
export async function roleAssignableAmong(graph: Graph, roles: readonly { originSystem: string; originId: string }[]): Promise<Set<string>> {
  const facts = await groupFacts(graph, roles.filter((role) => role.originSystem === 'AadGroup').map((role) => role.originId));
  return new Set([...facts.values()].filter((group) => group.roleAssignable).map((group) => group.id));
}

type Computed = { packages: RehearsedPackage[]; design: RehearsedDesign };

/** The design with who holds each of its roles, before and through this change set, and which groups can hold Entra roles. */
export function withMembers(set: Computed, baseline: readonly RoleBaseline[], readings: readonly RoleReading[], assignable: ReadonlySet<string>): RehearsedDesign {
  const holders = new Map(readings.map(({ role, held }) => [baselineKey(role), held.holders]));
  const members = new Map(baseline.map((role) => [baselineKey(role), countMembers(role, set, holders.get(baselineKey(role)) ?? null)]));
  return { packages: set.design.packages.map((each) => ({ ...each, roles: each.roles.map((role) => ({ ...role, roleAssignable: assignable.has(role.originId), members: members.get(baselineKey(role)) ?? null })) })) };
}

/** Null where not everybody who holds the role is told. */
function countMembers(role: RoleBaseline, set: Computed, before: number | null): RoleMembers | null {
  if (before === null) return null;
  const { gain, already } = baselineTotals(role, set);
  return { before, gain, already };
}
