import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { baselineKey } from './baseline';
import type { RoleBaseline, RoleReading } from './baseline';
import type { BaselineTotals } from './baseline-totals';
import type { RehearsedDesign, RoleMembers } from './rehearsal';

/** Those of these groups that can hold Entra roles, by id (groups-create: isAssignableToRole never changes). */
export async function roleAssignableAmong(graph: Graph, roles: readonly { originSystem: string; originId: string }[]): Promise<Set<string>> {
  const facts = await groupFacts(graph, roles.filter((role) => role.originSystem === 'AadGroup').map((role) => role.originId));
  return new Set([...facts.values()].filter((group) => group.roleAssignable).map((group) => group.id));
}

type Counted = { baseline: readonly RoleBaseline[]; totals: readonly BaselineTotals[]; readings: readonly RoleReading[]; assignable: ReadonlySet<string> };

/** The design with who holds each of its roles, before and through this change set, and which groups can hold Entra roles; null where not everybody who holds the role is told. */
export function withMembers(design: RehearsedDesign, { baseline, totals, readings, assignable }: Counted): RehearsedDesign {
  const holders = new Map(readings.map(({ role, held }) => [baselineKey(role), held.holders]));
  const members = new Map(baseline.map((role, index): [string, RoleMembers | null] => {
    const before = holders.get(baselineKey(role)) ?? null;
    const counted = totals[index];
    return [baselineKey(role), before === null || !counted ? null : { before, gain: counted.gain, already: counted.already, ...(counted.mayGain ? { mayGain: counted.mayGain } : {}) }];
  }));
  return { packages: design.packages.map((each) => ({ ...each, roles: each.roles.map((role) => ({ ...role, roleAssignable: assignable.has(role.originId), members: members.get(baselineKey(role)) ?? null })) })) };
}
