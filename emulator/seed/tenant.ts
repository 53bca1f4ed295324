import { createHash } from 'node:crypto';
import { AssignmentColumns } from '../model/assignment-columns';
import { Crowds } from '../model/crowds';
import type { User } from '../model/directory';
import { Governance } from '../model/governance-store';
import { guidOf } from '../model/guid';
import type { PeopleColumns } from '../model/people-columns';
import { siteGroupId, Tenant } from '../model';
import type { Seeded, TenantSize } from '../model/tenant-state';
import { DEFAULT_SETTINGS } from '../model/tenant-state';
import type { Persona, Settings } from '../wire';
import { ApplicationSeed, sites } from './applications';
import { EstateSeed } from './estate';
import { GovernanceSeed } from './governance';
import { drawDevices } from './devices';
import { GroupSeed } from './groups';
import { oddAccounts } from './odd-accounts';
import type { PersonaName } from './people';
import { DOMAIN } from './name-book';
import { PeopleSeed } from './people';
import { Chance } from './random';

const SMALLEST = 120;

/** Who the account picker offers first. */
const PERSONAS: readonly { name: PersonaName; role: string; says: string }[] = [
  { name: 'Ines', role: 'Identity admin', says: 'Builds catalogs and packages, plans rollouts and starts them.' },
  { name: 'Eva', role: 'Identity admin', says: 'The second pair of eyes: signs what Ines built, takes over a run.' },
  { name: 'Marta', role: 'Resource owner', says: 'Heads the general ledger; owns the groups of finance.' },
  { name: 'Jonas', role: 'Resource owner', says: 'Owns Halden Ledger and the applications around it.' },
  { name: 'Tomasz', role: 'Helpdesk agent', says: 'Answers callers and writes support notes; changes nothing in the tenant.' },
  { name: 'Priya', role: 'Auditor', says: 'Reads everything, changes nothing.' },
  { name: 'Ana', role: 'Employee', says: 'Has no role in the portal.' },
];

/** How large the organisation is unless it is told: five packages, and from some thousands of people on many more. */
function usualSize(users: number): TenantSize {
  const large = users >= 5000;
  return { users, packages: large ? Math.min(200, FEWEST_PACKAGES + Math.round(users / 2000)) : FEWEST_PACKAGES, assignments: large ? Math.min(300_000, Math.round(users * 0.6)) : 0 };
}

/** What `seedTenant` made: the large part, which a state file leaves out, and the whole. */
export type Organisation = { seeded: Seeded; tenant: Tenant };

export type SeedOptions = { users: number; seed: number; packages?: number; assignments?: number };

export const seedTenant = (options: SeedOptions): Tenant => seedOrganisation(options).tenant;

/**
 * The organisation Halden Voss, the same for the same seed and size. `users` counts every account, people and others;
 * the odd accounts are there at any size, so fewer than 120 is refused with a RangeError. `packages` counts all;
 * `assignments` those of the packages beside the first five, whose people have a story each.
 */
export function seedOrganisation(options: SeedOptions): Organisation {
  const { users, seed } = options;
  const usual = usualSize(users);
  const size: TenantSize = { users, packages: options.packages ?? usual.packages, assignments: options.assignments ?? usual.assignments };
  if (users < SMALLEST) throw new RangeError(`the organisation needs at least ${SMALLEST} accounts`);
  if (size.packages < FEWEST_PACKAGES) throw new RangeError(`the organisation has at least ${FEWEST_PACKAGES} access packages`);
  const chance = new Chance(seed);
  const people = drawPeople(seed, chance, users);
  const persona = (name: PersonaName): number => people.persona(name);
  const crowds = new Crowds(users);
  const groups = new GroupSeed(seed, chance, people, crowds);
  groups.draw();
  const estate = new EstateSeed(seed, chance, people, groups);
  estate.draw({ packages: size.packages - FEWEST_PACKAGES, assignments: size.assignments });
  const assignments = new AssignmentColumns(seed, people.columns, estate.assigned());
  const info = {
    tenantId: guidOf(`${seed}:tenant`),
    tenantName: 'Halden Voss',
    tenantDomain: DOMAIN,
    browserClientId: guidOf(`${seed}:browser client`),
    apiClientId: guidOf(`${seed}:api client`),
    apiClientSecret: `local-${guidOf(`${seed}:api secret`).replaceAll('-', '')}`,
  };
  const employees = people.active();
  const leads = people.titled(/Director|Head|Chief|Lead|Manager/);
  const leading = employees.filter(leads.has);
  const applications = new ApplicationSeed(seed, chance, info.tenantId, (position) => people.columns.idOf(position));
  applications.draw(persona('Jonas'), leading, employees);
  applications.drawPortal(info.apiClientId, info.browserClientId, [
    [persona('Ines'), 'Rollout.Admin'], [persona('Eva'), 'Rollout.Admin'],
    [persona('Tomasz'), 'Rollout.Helpdesk'], [persona('Priya'), 'Rollout.Auditor'],
  ]);
  applications.drawMicrosoft();
  const devices = drawDevices(seed, groups.groups);

  const seeded: Seeded = { people: people.columns, crowds, assignments, fingerprint: fingerprintOf(people.columns, crowds, assignments) };
  const tenant = new Tenant(seeded, {
    seed,
    size,
    fingerprint: seeded.fingerprint,
    made: 0,
    info,
    personas: PERSONAS.map(({ name, role, says }): Persona => {
      const { id, displayName, userPrincipalName } = people.columns.at(persona(name));
      return { id, name: displayName, userPrincipalName, role, says };
    }),
    settings: settingsFor(size),
    users: [],
    deletedUsers: [],
    groups: groups.groups,
    deletedGroups: [],
    applications: applications.applications,
    servicePrincipals: applications.servicePrincipals,
    sites: sites(seed),
    devices: devices.devices,
    members: { added: [...groups.nested, ...devices.members], removed: [] },
    eligibleMembers: { added: groups.eligible, removed: [] },
    activatedMembers: { added: groups.activated, removed: [] },
    owners: { added: [...groups.owners, ...applications.owners], removed: [] },
    appRoleAssignments: applications.appRoleAssignments,
    entraRoles: [],
    governance: new Governance().toJSON(),
    userChanges: { first: 0, changes: [] },
    groupChanges: { first: 0, changes: [] },
  });
  giveEntraRoles(tenant, people);
  openSites(tenant);
  const governance = new GovernanceSeed(tenant, chance, userAt(people, persona('Ines')));
  drawHistory(governance, people);
  estate.enter(tenant, governance);
  // What the seed itself did happened to nobody.
  tenant.audits.clear();
  return { seeded, tenant: new Tenant(seeded, { ...tenant.toJSON(), ...NOTHING_CHANGED }) };
}

/** Microsoft raises limits on request; an organisation near one has asked. */
function settingsFor({ assignments }: TenantSize): Settings {
  const { limits } = DEFAULT_SETTINGS;
  const near = assignments * 2 > limits.assignmentsPerTenant.value;
  return { ...DEFAULT_SETTINGS, limits: { ...limits, ...(near ? { assignmentsPerTenant: { ...limits.assignmentsPerTenant, value: assignments * 2 } } : {}) } };
}

/** What the seed itself did to people and groups is no change to anybody who asks for changes. */
const NOTHING_CHANGED = { userChanges: { first: 0, changes: [] }, groupChanges: { first: 0, changes: [] } };
const FEWEST_PACKAGES = 5;
const ODD_ADMINISTRATORS = 6;
const ODD_ACCOUNTS = 18 + ODD_ADMINISTRATORS;

function drawPeople(seed: number, chance: Chance, users: number): PeopleSeed {
  const people = new PeopleSeed(seed, chance, users);
  const guests = Math.max(4, Math.round(users * 0.04));
  const members = Math.max(3, Math.round(users * 0.01));
  people.drawEmployees(users - guests - members - ODD_ACCOUNTS);
  people.drawExternals(guests, members);
  people.drawGaps({
    disabled: Math.max(3, Math.round(users * 0.025)),
    withoutMail: Math.max(3, Math.round(users * 0.02)),
    withoutDepartment: Math.max(2, Math.round(users * 0.01)),
  });
  const engineers = people.active('IT').filter(people.chosen('jobTitle', 'Systems Engineer').has);
  const colleagues = [...engineers, ...people.active('Engineering').subarray(0, ODD_ADMINISTRATORS)].slice(0, ODD_ADMINISTRATORS - 2);
  const administrators = [people.persona('Ines'), people.persona('Eva'), ...colleagues];
  for (const odd of oddAccounts(administrators.map((position) => userAt(people, position)))) people.addAccount(odd);
  return people;
}

const userAt = (people: PeopleSeed, position: number): User => people.columns.at(position);

/** The stories of the first five packages: who has them, who asked, who was refused. */
function drawHistory(governance: GovernanceSeed, people: PeopleSeed): void {
  const first = (positions: Uint32Array, count: number): User[] => Array.from(positions.subarray(0, count), (position) => userAt(people, position));
  const marta = people.persona('Marta');
  const floor = Uint32Array.from([...people.active('Production').subarray(0, 50), ...people.active('Maintenance').subarray(0, 50)]).sort();
  const blocked = people.chosen('accountEnabled', false).positions().filter(people.employees().has);
  governance.draw(
    first(people.active('Finance').filter((position) => position !== marta), 40),
    first(floor, 50),
    // Two people whose sign-in was blocked meanwhile: what could not be delivered to them stands in the lists.
    first(blocked, 2),
    userAt(people, people.persona('Eva')),
  );
}

/** Who set up which sites; nobody of the personas is let into the audit room. */
function openSites(tenant: Tenant): void {
  const owners: Record<string, readonly PersonaName[]> = { finance: ['Ines', 'Eva', 'Marta'], 'plant-hamburg': ['Ines', 'Eva', 'Jonas'], 'plant-gdansk': ['Ines', 'Eva'] };
  for (const site of tenant.sites.values()) {
    for (const given of owners[site.name] ?? []) {
      const persona = tenant.personas.find(({ name }) => name.startsWith(`${given} `));
      if (persona) tenant.members.add(siteGroupId(site.id, '3'), persona.id);
    }
  }
}

/** Identity Governance Administrator may add applications to a catalog; for groups and sites it takes the roles beside it. */
function giveEntraRoles(tenant: Tenant, people: PeopleSeed): void {
  const { columns } = people;
  for (const name of ['Ines', 'Eva'] as const) {
    tenant.setEntraRoles(columns.idOf(people.persona(name)), ['Identity Governance Administrator', 'Groups Administrator', 'SharePoint Administrator']);
  }
  for (const name of ['Tomasz', 'Priya'] as const) tenant.setEntraRoles(columns.idOf(people.persona(name)), ['Global Reader']);
  for (let position = columns.size - ODD_ACCOUNTS; position < columns.size; position += 1) {
    const { id, userPrincipalName } = columns.at(position);
    if (userPrincipalName.startsWith('emergency-access-')) tenant.setEntraRoles(id, ['Global Administrator']);
    if (userPrincipalName.startsWith('adm-')) tenant.setEntraRoles(id, ['Global Reader', 'User Administrator']);
  }
}

/** Tells one organisation from another by a thousand of its people, its memberships and its assignments. */
function fingerprintOf(people: PeopleColumns, crowds: Crowds, assignments: AssignmentColumns): string {
  const hash = createHash('sha256');
  const sample = (size: number, tell: (position: number) => unknown): void => {
    const step = Math.max(1, Math.floor(size / 1000));
    for (let position = 0; position < size; position += step) hash.update(JSON.stringify(tell(position)));
  };
  sample(people.size, (position) => people.at(position));
  sample(assignments.size, (position) => assignments.at(position));
  for (const group of crowds.groups()) sample(crowds.of(group).length, (place) => [group, crowds.of(group)[place]]);
  return hash.digest('base64url');
}
