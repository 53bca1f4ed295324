import type { RunningTenant } from '@/emulator/testing';

type Tenant = RunningTenant['tenant'];

/**
 * Looks after every change of membership whether these people are still in a group, by name or by groups within it; gives
 * those who were not, at any moment, once it is stopped.
 */
export function guardAccess(tenant: Tenant, groupId: string, people: readonly string[]): { stop: () => string[] } {
  const without = new Set<string>();
  const { members } = tenant;
  const own = { remove: members.remove.bind(members), add: members.add.bind(members) };
  const isIn = (id: string, seen = new Set<string>()): boolean => [...members.to(id)].some((group) => group === groupId || (!seen.has(group) && isIn(group, seen.add(group))));
  members.remove = (from, to) => {
    own.remove(from, to);
    for (const id of people) if (!isIn(id)) without.add(id);
  };
  return {
    stop: () => {
      members.remove = own.remove;
      return [...without];
    },
  };
}
