import { Grouping, lowerBound } from './grouping';

/** Who the seed put into which group, by positions: four bytes at each end of a membership. Not changed afterwards. */
export class Crowds {
  private readonly members: Uint32Array[] = [];
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private groupsOfPerson: { grouping: Grouping; groups: Uint32Array } | null = null;

  /** `size` is how many people there are. */
  constructor(private readonly size: number) {}

  /** Enters a group with its people, ascending; more for a group already entered are added to it. */
  enter(groupId: string, people: Uint32Array): void {
    const known = this.numbers.get(groupId);
    this.groupsOfPerson = null;
    if (known !== undefined) {
      this.members[known] = Uint32Array.from(new Set([...this.of(groupId), ...people])).sort();
      return;
    }
    this.numbers.set(groupId, this.names.push(groupId) - 1);
    this.members.push(people);
  }

  /** People of a group, ascending. */
  of(groupId: string): Uint32Array {
    return this.members[this.numbers.get(groupId) ?? -1] ?? NOBODY;
  }

  has(groupId: string, person: number): boolean {
    const people = this.of(groupId);
    return people[lowerBound(people, person)] === person;
  }

  groups(): readonly string[] {
    return this.names;
  }

  /** Groups a person was put into. */
  containing(person: number): string[] {
    if (person < 0 || person >= this.size) return [];
    const { grouping, groups } = (this.groupsOfPerson ??= this.turn());
    return Array.from(grouping.of(person), (pair) => this.names[groups[pair] ?? 0] ?? '');
  }

  /** The pairs from the person's end. */
  private turn(): { grouping: Grouping; groups: Uint32Array } {
    const total = this.members.reduce((sum, people) => sum + people.length, 0);
    const people = new Uint32Array(total);
    const groups = new Uint32Array(total);
    let at = 0;
    this.members.forEach((members, group) => {
      people.set(members, at);
      groups.fill(group, at, at + members.length);
      at += members.length;
    });
    return { grouping: new Grouping(this.size, total, (pair) => people[pair] ?? 0), groups };
  }
}

const NOBODY = new Uint32Array(0);
