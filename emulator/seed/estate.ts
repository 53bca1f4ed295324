import type { Assigned } from '../model/assignment-columns';
import type { Tenant } from '../model';
import type { TenantSize } from '../model/tenant-state';
import { guidOf } from '../model/guid';
import type { GovernanceSeed } from './governance';
import type { GroupSeed } from './groups';
import type { PeopleSeed } from './people';
import type { Chance } from './random';
import { DEPARTMENTS, OFFICES } from './words';

/** What a department's packages are for; with an office behind it each has a name of its own. */
const PURPOSES = [
  'Reports reader', 'Planning board', 'Archive contributor', 'Test bench', 'Supplier portal', 'Quality records', 'Project workspace',
  'Budget viewer', 'Training records', 'Document control', 'Service console', 'Data export',
] as const;

type Planned = { number: number; department: string; name: string; groupId: string; people: Uint32Array; created: Uint32Array };

const OLDEST = Date.parse('2025-01-06T08:00:00Z') / 1000;
/** Requests are kept for three months, and none are told of these: they are older. */
const YOUNGEST = Date.parse('2026-07-31T16:00:00Z') / 1000;

/** The access packages a large organisation has beside the five it always has: one group each, assigned to people of a department. */
export class EstateSeed {
  private readonly planned: Planned[] = [];

  constructor(private readonly seed: number, private readonly chance: Chance, private readonly people: PeopleSeed, private readonly groups: GroupSeed) {}

  /** Decides who gets which package, and puts them into its group. */
  draw({ packages, assignments }: Pick<TenantSize, 'packages' | 'assignments'>): void {
    const pools = new Map(DEPARTMENTS.map(({ name }) => [name, this.people.active(name)]));
    const everybody = this.people.active();
    let left = assignments;
    for (let number = 0; number < packages; number += 1) {
      const department = DEPARTMENTS[number % DEPARTMENTS.length]?.name ?? '';
      const share = left / (packages - number);
      const wanted = number === packages - 1 ? left : Math.round(share * (0.6 + 0.8 * this.chance.next()));
      const pool = (pools.get(department)?.length ?? 0) >= wanted * 2 ? pools.get(department) : everybody;
      const people = this.chance.some(pool ?? everybody, wanted);
      left -= people.length;
      const name = packageName(number);
      const group = this.groups.assigned(`Access – ${department} – ${name}`, `People with the package ${name} of ${department}`, people, [this.chance.one(everybody)]);
      const created = people.map(() => OLDEST + this.chance.below(YOUNGEST - OLDEST)).sort();
      this.planned.push({ number, department, name, groupId: group.id, people, created });
    }
  }

  assigned(): Assigned[] {
    return this.planned.map(({ number, people, created }) => ({ packageId: this.id('package', number), policyId: this.id('policy', number), people, created }));
  }

  /** Enters the catalogs, one for each department, and the packages in them. */
  enter(tenant: Tenant, governance: GovernanceSeed): void {
    const catalogs = new Map([...new Set(this.planned.map(({ department }) => department))].map((department) =>
      [department, governance.catalog(`${department} services`, `What people in ${department} ask for`)]));
    for (const { number, department, name, groupId } of this.planned) {
      const catalog = catalogs.get(department);
      const group = tenant.groups.get(groupId);
      if (!catalog || !group) throw new Error(`the seed planned ${name} for nobody`);
      governance.resource(catalog, 'AadGroup', group.displayName, group.id);
      governance.bare(catalog, { displayName: name, description: `${name} for ${department}`, resource: group.displayName, role: 'Member' }, this.id('package', number), this.id('policy', number));
    }
  }

  private id(kind: string, number: number): string {
    return guidOf(`${this.seed}:estate ${kind}:${number}`);
  }
}

function packageName(number: number): string {
  const round = Math.floor(number / DEPARTMENTS.length);
  const purpose = PURPOSES[(number + round) % PURPOSES.length];
  const office = OFFICES[Math.floor(round / PURPOSES.length) % OFFICES.length];
  const wave = Math.floor(round / (PURPOSES.length * OFFICES.length));
  return `${purpose}${round < PURPOSES.length ? '' : `, ${office?.city}`}${wave > 0 ? ` ${wave + 1}` : ''}`;
}
