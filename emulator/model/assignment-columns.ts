import type { Assignment } from './governance';
import { Grouping } from './grouping';
import type { PeopleColumns } from './people-columns';
import { PositionIds } from './position-id';
import type { Described } from './table';

const ASSIGNMENTS = 2;

/** A package with the policy its people were assigned by, who they are, and since when. */
export type Assigned = { packageId: string; policyId: string; people: Uint32Array; created: Uint32Array };

/**
 * Delivered assignments of the seed, without end, sixteen bytes each. Requests for them are not there:
 * Entra keeps a request for three months.
 */
export class AssignmentColumns implements Described<Assignment> {
  readonly size: number;
  private readonly packages: Uint16Array;
  private readonly targets: Uint32Array;
  private readonly created: Uint32Array;
  private readonly starts: number[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly ids: PositionIds;
  private byTarget: Grouping | null = null;

  constructor(seed: number, private readonly people: PeopleColumns, private readonly assigned: readonly Assigned[]) {
    this.ids = new PositionIds(seed, ASSIGNMENTS);
    this.size = assigned.reduce((sum, one) => sum + one.people.length, 0);
    this.packages = new Uint16Array(this.size);
    this.targets = new Uint32Array(this.size);
    this.created = new Uint32Array(this.size);
    let at = 0;
    assigned.forEach((one, number) => {
      this.numbers.set(one.packageId, number);
      this.numbers.set(one.policyId, number);
      this.starts.push(at);
      this.packages.fill(number, at, at + one.people.length);
      this.targets.set(one.people, at);
      this.created.set(one.created, at);
      at += one.people.length;
    });
    this.starts.push(at);
  }

  at(position: number): Assignment {
    const one = this.assigned[this.packages[position] ?? 0];
    const created = (this.created[position] ?? 0) * 1000;
    return {
      id: this.ids.idOf(position),
      packageId: one?.packageId ?? '',
      policyId: one?.policyId ?? '',
      targetId: this.people.idOf(this.targets[position] ?? 0),
      state: 'delivered',
      status: 'Delivered',
      schedule: { startDateTime: new Date(created).toISOString(), expiration: { type: 'noExpiration', endDateTime: null, duration: null } },
      expired: null,
      created,
    };
  }

  positionOf(id: string): number {
    return this.ids.positionOf(id, this.size);
  }

  /** The policy an assignment was made by; undefined for one that is not of the seed. */
  policyOf(id: string): string | undefined {
    const position = this.positionOf(id);
    return position < 0 ? undefined : this.assigned[this.packages[position] ?? 0]?.policyId;
  }

  /** Positions of the assignments of a package, by a policy, or of a person: those of a package stand together. */
  of(packagePolicyOrTargetId: string): { count: number; positionAt: (place: number) => number } {
    const number = this.numbers.get(packagePolicyOrTargetId);
    if (number !== undefined) {
      const start = this.starts[number] ?? 0;
      return { count: (this.starts[number + 1] ?? start) - start, positionAt: (place) => start + place };
    }
    const target = this.people.positionOf(packagePolicyOrTargetId);
    this.byTarget ??= new Grouping(this.people.size, this.size, (position) => this.targets[position] ?? 0);
    const positions = target < 0 ? NONE : this.byTarget.of(target);
    return { count: positions.length, positionAt: (place) => positions[place] ?? -1 };
  }
}

const NONE = new Uint32Array(0);
