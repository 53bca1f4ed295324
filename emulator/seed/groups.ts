import type { Group, User } from '../model/directory';
import { guidOf } from '../model/guid';
import type { PeopleSeed } from './people';
import { DOMAIN } from './people';
import type { Chance } from './random';
import { DEPARTMENTS, OFFICES } from './words';

export type Pairs = [string, string[]][];

/** The organisation's groups with who is in them and who owns them. */
export class GroupSeed {
  readonly groups: Group[] = [];
  readonly members: Pairs = [];
  readonly owners: Pairs = [];

  constructor(private readonly seed: number, private readonly chance: Chance, private readonly people: PeopleSeed) {}

  named(displayName: string): Group {
    const group = this.groups.find((candidate) => candidate.displayName === displayName);
    if (!group) throw new Error(`the seed made no group ${displayName}`);
    return group;
  }

  draw(): void {
    const employees = this.people.users.filter((user) => user.employeeId !== null);
    const active = employees.filter((user) => user.accountEnabled);
    const inDepartment = (name: string): User[] => active.filter((user) => user.department === name);
    const marta = this.people.persona('Marta');
    const jonas = this.people.persona('Jonas');

    for (const { name } of DEPARTMENTS) {
      const [director] = inDepartment(name);
      this.assigned(`${name} – Staff`, `Everybody in ${name}`, inDepartment(name), director ? [director] : []);
    }
    const finance = inDepartment('Finance');
    this.assigned('Finance – Ledger', 'Post and read in the general ledger', this.chance.some(finance, 14), [marta]);
    this.assigned('Finance – Month end', 'Close of the month', this.chance.some(finance, 9), [marta]);
    this.assigned('Finance – Reporting', 'Read the group reports', this.chance.some(finance, 18), [marta, jonas]);
    this.assigned('Finance – Payments', 'Release payments; two people sign', this.chance.some(finance, 6), finance.slice(0, 1));
    this.assigned('ERP – Key users', 'First contact for questions on Halden Ledger', this.chance.some(active, 12), [jonas]);
    this.assigned('ERP – Test environment', 'Sign in to the test system of Halden Ledger', this.chance.some(inDepartment('IT'), 8), [jonas]);
    this.assigned('Plant operations – Line control', 'Change parameters on the line', this.chance.some(inDepartment('Production'), 16), inDepartment('Production').slice(0, 1));
    this.assigned('Plant operations – Maintenance orders', 'Write maintenance orders', this.chance.some(inDepartment('Maintenance'), 12), inDepartment('Maintenance').slice(0, 1));
    this.assigned('Remote access', 'Sign in from outside', this.chance.some(active, 80), [this.people.persona('Eva')]);
    this.assigned('Contractors', 'People with a contract of limited time', active.filter((user) => user.employeeType === 'Contractor'), []);
    this.drawNested(active);
    this.assigned('Privileged – Identity operators', 'May be given Entra roles', [this.people.persona('Ines')], [], { isAssignableToRole: true, visibility: 'Private' });
    this.drawDynamic(active);
    this.drawSynchronised(active);
    this.drawMicrosoft365(active);
  }

  private drawNested(active: readonly User[]): void {
    const plants = OFFICES.filter((office) => office.plant).map((office) => {
      const people = active.filter((user) => user.officeLocation === office.name);
      return this.assigned(`${office.city} – Plant floor`, `People on the floor in ${office.city}`, this.chance.some(people, Math.min(people.length, 40)), people.slice(0, 1));
    });
    const all = this.assigned('Plant floor – All plants', 'The plant floor groups of every plant', [], []);
    this.members.push([all.id, plants.map((group) => group.id)]);
  }

  private drawDynamic(active: readonly User[]): void {
    const dynamic = (displayName: string, membershipRule: string, members: readonly User[]): Group =>
      this.group(displayName, `Follows a rule: ${displayName.toLowerCase()}`, members, [], { groupTypes: ['DynamicMembership'], membershipRule });
    dynamic('All employees', '(user.employeeId -ne null) and (user.accountEnabled -eq true)', active);
    dynamic('All Germany', '(user.country -eq "Germany") and (user.accountEnabled -eq true)', this.people.users.filter((user) => user.country === 'Germany' && user.accountEnabled));
    dynamic('All Engineering', '(user.department -eq "Engineering") and (user.accountEnabled -eq true)', this.people.users.filter((user) => user.department === 'Engineering' && user.accountEnabled));
    dynamic('All guests', '(user.userType -eq "Guest")', this.people.users.filter((user) => user.userType === 'Guest'));
  }

  private drawSynchronised(active: readonly User[]): void {
    const synced = active.filter((user) => user.onPremisesSyncEnabled);
    for (const [name, description, count] of [
      ['FS-Engineering-CAD-RW', 'Write to the CAD share', 20], ['FS-Finance-RO', 'Read the finance share', 15],
      ['PRT-Hamburg-Floor2', 'Printers on floor 2', 30], ['WIFI-Plant-Handhelds', 'Handheld scanners', 25],
    ] as const) {
      this.group(name, description, this.chance.some(synced, count), [], { onPremisesSyncEnabled: true });
    }
    this.group('DL Plant announcements', 'Distribution list', this.chance.some(active, 40), [], {
      onPremisesSyncEnabled: true, securityEnabled: false, mailEnabled: true, mail: `plant-announcements@${DOMAIN}`,
    });
  }

  private drawMicrosoft365(active: readonly User[]): void {
    const guests = this.people.users.filter((user) => user.userType === 'Guest');
    const owners = [this.people.persona('Marta'), this.people.persona('Jonas')];
    for (const [name, nickname, visibility, count] of [
      ['Finance leadership', 'finance-leadership', 'Private', 10], ['Project Nordlicht', 'project-nordlicht', 'Private', 22],
      ['Sales EMEA', 'sales-emea', 'Private', 30], ['Gdańsk expansion', 'gdansk-expansion', 'Private', 16],
      ['Company news', 'company-news', 'Public', 60],
    ] as const) {
      const members = [...this.chance.some(active, count), ...(name.startsWith('Project') ? guests.slice(0, 4) : [])];
      this.group(name, name, members, name.startsWith('Finance') ? owners.slice(0, 1) : [this.chance.one(active)], {
        groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, mail: `${nickname}@${DOMAIN}`, mailNickname: nickname, visibility,
      });
    }
  }

  private assigned(displayName: string, description: string, members: readonly User[], owners: readonly User[], more: Partial<Group> = {}): Group {
    return this.group(displayName, description, members, owners, more);
  }

  private group(displayName: string, description: string, members: readonly User[], owners: readonly User[], more: Partial<Group>): Group {
    const group: Group = {
      id: guidOf(`${this.seed}:group:${displayName}`),
      displayName,
      description,
      groupTypes: [],
      mail: null,
      mailEnabled: false,
      mailNickname: guidOf(`${this.seed}:nickname:${displayName}`).slice(0, 10),
      securityEnabled: true,
      membershipRule: null,
      isAssignableToRole: null,
      onPremisesSyncEnabled: null,
      visibility: null,
      isManagementRestricted: false,
      isPimManaged: false,
      assignedLicenses: [],
      createdDateTime: this.chance.moment('2021-01-11', '2026-06-01'),
      ...more,
    };
    this.groups.push(group);
    if (members.length > 0) this.members.push([group.id, members.map((user) => user.id)]);
    if (owners.length > 0) this.owners.push([group.id, owners.map((user) => user.id)]);
    return group;
  }
}
