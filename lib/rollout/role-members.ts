import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import type { GroupFacts } from '@/lib/graph/groups';
import { baselineKey } from './baseline';
import type { RoleBaseline, RoleReading } from './baseline';
import type { BaselineTotals } from './baseline-totals';
import type { RehearsedDesign, RoleMembers } from './rehearsal';

/** What the groups among these resources say of themselves, by id; one that is gone is missing. */
export async function groupsAmong(graph: Graph, roles: readonly { originSystem: string; originId: string }[]): Promise<Map<string, GroupFacts>> {
  return groupFacts(graph, roles.filter((role) => role.originSystem === 'AadGroup').map((role) => role.originId));
}

type Counted = { baseline: readonly RoleBaseline[]; totals: readonly BaselineTotals[]; readings: readonly RoleReading[]; groups: ReadonlyMap<string, GroupFacts> };

/** The design with who holds each of its roles, before and through this change set, and which groups can hold Entra roles; null where not everybody who holds the role is told. */
export function withMembers(design: RehearsedDesign, { baseline, totals, readings, groups }: Counted): RehearsedDesign {
  const holders = new Map(readings.map(({ role, held }) => [baselineKey(role), held.holders]));
  const members = new Map(baseline.map((role, index): [string, RoleMembers | null] => {
    const before = holders.get(baselineKey(role)) ?? null;
    const counted = totals[index];
    return [baselineKey(role), before === null || !counted ? null : { before, gain: counted.gain, already: counted.already, ...(counted.mayGain ? { mayGain: counted.mayGain } : {}) }];
  }));
  return { packages: design.packages.map((each) => ({ ...each, roles: each.roles.map((role) => ({ ...role, roleAssignable: groups.get(role.originId)?.roleAssignable ?? false, members: members.get(baselineKey(role)) ?? null })) })) };
}
