import type { Crowds } from '../model/crowds';
import type { Group } from '../model/directory';
import { ENTERPRISE, POWER_BI } from '../graph/licences';
import { guidOf } from '../model/guid';
import type { PeopleSeed } from './people';
import { DOMAIN } from './name-book';
import type { Chance } from './random';
import { DEPARTMENTS, OFFICES } from './words';

export type Pairs = [string, string[]][];

const NOBODY = new Uint32Array(0);

/** The organisation's groups with who is in them and who owns them. */
export class GroupSeed {
  readonly groups: Group[] = [];
  /** Groups in groups; people stand in the crowds. */
  readonly nested: Pairs = [];
  readonly owners: Pairs = [];
  readonly eligible: Pairs = [];
  readonly activated: Pairs = [];

  constructor(private readonly seed: number, private readonly chance: Chance, private readonly people: PeopleSeed, private readonly crowds: Crowds) {}

  draw(): void {
    const { people } = this;
    const active = people.active();
    const marta = people.persona('Marta');
    const jonas = people.persona('Jonas');

    for (const { name } of DEPARTMENTS) {
      const staff = people.active(name);
      this.assigned(`${name} – Staff`, `Everybody in ${name}`, staff, Array.from(staff.subarray(0, 1)));
    }
    const finance = people.active('Finance');
    this.assigned('Finance – Ledger', 'Post and read in the general ledger', this.chance.some(finance, 14), [marta]);
    this.assigned('Finance – Month end', 'Close of the month', this.chance.some(finance, 9), [marta]);
    this.assigned('Finance – Reporting', 'Read the group reports', this.chance.some(finance, 18), [marta, jonas]);
    this.assigned('Finance – Payments', 'Release payments; two people sign', this.chance.some(finance, 6), Array.from(finance.subarray(0, 1)));
    this.assigned('ERP – Key users', 'First contact for questions on Halden Ledger', this.chance.some(active, 12), [jonas]);
    this.assigned('ERP – Test environment', 'Sign in to the test system of Halden Ledger', this.chance.some(people.active('IT'), 8), [jonas]);
    for (const [name, description, department, count] of [
      ['Plant operations – Line control', 'Change parameters on the line', 'Production', 16],
      ['Plant operations – Maintenance orders', 'Write maintenance orders', 'Maintenance', 12],
    ] as const) {
      const staff = people.active(department);
      this.assigned(name, description, this.chance.some(staff, count), Array.from(staff.subarray(0, 1)));
    }
    this.assigned('Remote access', 'Sign in from outside', this.chance.some(active, 80), [people.persona('Eva')]);
    const contractors = people.chosen('employeeType', 'Contractor');
    this.assigned('Contractors', 'People with a contract of limited time', active.filter(contractors.has), []);
    this.drawNested(active);
    this.drawGuarded(active);
    this.drawDynamic();
    this.drawSynchronised(active);
    this.drawMicrosoft365(active);
  }

  private drawNested(active: Uint32Array): void {
    const plants = OFFICES.filter((office) => office.plant).map((office) => {
      const people = active.filter(this.people.chosen('officeLocation', office.name).has);
      return this.assigned(`${office.city} – Plant floor`, `People on the floor in ${office.city}`, this.chance.some(people, 40), Array.from(people.subarray(0, 1)));
    });
    const all = this.assigned('Plant floor – All plants', 'The plant floor groups of every plant', NOBODY, []);
    this.nested.push([all.id, plants.map((group) => group.id)]);
  }

  /** Groups that not everybody who administers groups may change, or whose members are not there all the time. */
  private drawGuarded(active: Uint32Array): void {
    const { people } = this;
    const it = people.active('IT');
    const forRoles = { isAssignableToRole: true, visibility: 'Private' } as const;
    this.assigned('Privileged – Identity operators', 'May be given Entra roles', this.sorted('Ines'), [], forRoles);
    const helpdesk = this.assigned('Privileged – Helpdesk operators', 'Reset passwords; members for some hours at a time', this.sorted('Tomasz'), [people.persona('Ines')], { ...forRoles, isPimManaged: true });
    const breakGlass = this.assigned('Plant operations – Emergency override', 'Override interlocks; members for some hours at a time', NOBODY, [], { isPimManaged: true });
    const onDuty = this.sorted('Tomasz');
    this.makeEligible(helpdesk, Uint32Array.from(new Set([...this.chance.some(it, 3), ...onDuty])));
    this.activated.push([helpdesk.id, this.idsOf(onDuty)]);
    this.makeEligible(breakGlass, this.chance.some(people.active('Maintenance'), 4));
    const executives = active.filter(people.titled(/^(Chief|General Counsel)/).has);
    this.assigned('Executives – Devices', 'Devices of the management', executives, [], { isManagementRestricted: true });
    this.assigned('Works council', 'Employee representatives', this.chance.some(active, 7), [], { isManagementRestricted: true });
    this.assigned('Licences – Microsoft 365 E5', 'Gives its members a licence', this.chance.some(active, 60), [people.persona('Eva')], { assignedLicenses: [ENTERPRISE] });
    // More people than the organisation bought seats for: the last to come stand there without one.
    this.assigned('Licences – Power BI', 'Gives its members a licence; asked for more than was bought', people.active('Finance').slice(0, 15), [people.persona('Eva')], { assignedLicenses: [POWER_BI] });
  }

  private sorted(...names: Parameters<PeopleSeed['persona']>[0][]): Uint32Array {
    return Uint32Array.from(names, (name) => this.people.persona(name)).sort();
  }

  private makeEligible(group: Group, people: Uint32Array): void {
    this.eligible.push([group.id, this.idsOf(people)]);
  }

  private idsOf(people: Uint32Array): string[] {
    return Array.from(people, (position) => this.people.columns.idOf(position));
  }

  private drawDynamic(): void {
    const { people } = this;
    const enabled = people.chosen('accountEnabled', true);
    const everybody = (...of: Parameters<PeopleSeed['chosen']>): Uint32Array => people.chosen(...of).positions().filter(enabled.has);
    const dynamic = (displayName: string, membershipRule: string, members: Uint32Array): Group =>
      this.group(displayName, `Follows a rule: ${displayName.toLowerCase()}`, members, [], { groupTypes: ['DynamicMembership'], membershipRule });
    dynamic('All employees', '(user.employeeId -ne null) and (user.accountEnabled -eq true)', people.active());
    dynamic('All Germany', '(user.country -eq "Germany") and (user.accountEnabled -eq true)', everybody('country', 'Germany'));
    dynamic('All Engineering', '(user.department -eq "Engineering") and (user.accountEnabled -eq true)', everybody('department', 'Engineering'));
    dynamic('All guests', '(user.userType -eq "Guest")', people.chosen('userType', 'Guest').positions());
  }

  private drawSynchronised(active: Uint32Array): void {
    const synced = active.filter(this.people.chosen('onPremisesSyncEnabled', true).has);
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

  private drawMicrosoft365(active: Uint32Array): void {
    const guests = this.people.chosen('userType', 'Guest').positions();
    const owners = [this.people.persona('Marta'), this.people.persona('Jonas')];
    for (const [name, nickname, visibility, count] of [
      ['Finance leadership', 'finance-leadership', 'Private', 10], ['Project Nordlicht', 'project-nordlicht', 'Private', 22],
      ['Sales EMEA', 'sales-emea', 'Private', 30], ['Gdańsk expansion', 'gdansk-expansion', 'Private', 16],
      ['Company news', 'company-news', 'Public', 60], ['Reorganisation 2027', 'reorganisation-2027', 'HiddenMembership', 9],
      ['Employee assistance', 'employee-assistance', 'HiddenMembership', 6],
    ] as const) {
      const members = [...this.chance.some(active, count), ...(name.startsWith('Project') ? guests.subarray(0, 4) : [])];
      this.group(name, name, Uint32Array.from(members).sort(), name.startsWith('Finance') ? owners.slice(0, 1) : [this.chance.one(active)], {
        groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, mail: `${nickname}@${DOMAIN}`, mailNickname: nickname, visibility,
      });
    }
  }

  assigned(displayName: string, description: string, members: Uint32Array, owners: readonly number[], more: Partial<Group> = {}): Group {
    return this.group(displayName, description, members, owners, more);
  }

  private group(displayName: string, description: string, members: Uint32Array, owners: readonly number[], more: Partial<Group>): Group {
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
    if (members.length > 0) this.crowds.enter(group.id, members);
    if (owners.length > 0) this.owners.push([group.id, owners.map((position) => this.people.columns.idOf(position))]);
    return group;
  }
}
