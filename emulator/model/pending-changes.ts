import { differing } from './change-log';
import type { Group, User } from './directory';

/** What changed in the directory since the membership rules were last told of it. */
export class PendingChanges {
  /** Groups named by memberOf rules: only of them is it noted who came in. */
  sources: ReadonlySet<string> = new Set();
  private people = new Map<string, Set<string> | 'new'>();
  private groups = new Set<string>();
  private arrivals: [groupId: string, memberId: string][] = [];

  /** Notes a person who was added or changed, by the properties that differ. Whoever is gone needs no judging. */
  person(before: User | undefined, after: User | undefined): void {
    if (!after) return;
    const known = this.people.get(after.id);
    if (!before || known === 'new') this.people.set(after.id, 'new');
    else this.people.set(after.id, new Set([...(known ?? []), ...differing(before, after)]));
  }

  /** Notes a group whose rule was set, changed, paused or taken away. */
  group(before: Group | undefined, after: Group | undefined): void {
    const ruleOf = (group: Group | undefined): string | null => (group?.membershipRule && group.membershipRuleProcessingState !== 'Paused' ? group.membershipRule : null);
    const id = after?.id ?? before?.id;
    if (id !== undefined && ruleOf(before) !== ruleOf(after)) this.groups.add(id);
  }

  member(groupId: string, memberId: string): void {
    if (this.sources.has(groupId)) this.arrivals.push([groupId, memberId]);
  }

  /** Takes out everything noted, or nothing when there is none. */
  take(): { people: ReadonlyMap<string, ReadonlySet<string> | 'new'>; groups: ReadonlySet<string>; arrivals: readonly (readonly [string, string])[] } | undefined {
    const { people, groups, arrivals } = this;
    if (people.size === 0 && groups.size === 0 && arrivals.length === 0) return undefined;
    this.people = new Map();
    this.groups = new Set();
    this.arrivals = [];
    return { people, groups, arrivals };
  }
}
