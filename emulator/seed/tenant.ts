import type { User } from '../model/directory';
import { Governance } from '../model/governance-store';
import { guidOf } from '../model/guid';
import { DEFAULT_SETTINGS, siteGroupId, Tenant } from '../model';
import type { Persona } from '../wire';
import { ApplicationSeed, sites } from './applications';
import { GovernanceSeed } from './governance';
import { GroupSeed } from './groups';
import { oddAccounts } from './odd-accounts';
import type { PersonaName } from './people';
import { DOMAIN, PeopleSeed } from './people';
import { Chance } from './random';
import { promiseLicences } from './scarce-licences';

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

/**
 * The organisation Halden Voss, the same for the same seed. `users` counts every account, people and others;
 * the odd accounts are there at any size, so fewer than 120 is refused with a RangeError.
 */
export function seedTenant({ users, seed }: { users: number; seed: number }): Tenant {
  if (users < SMALLEST) throw new RangeError(`the organisation needs at least ${SMALLEST} accounts`);
  const chance = new Chance(seed);
  const people = new PeopleSeed(seed, chance);
  const guests = Math.max(4, Math.round(users * 0.04));
  const members = Math.max(3, Math.round(users * 0.01));
  people.drawEmployees(users - guests - members - ODD_ACCOUNTS);
  people.drawExternals(guests, members);
  people.drawGaps({
    disabled: Math.max(3, Math.round(users * 0.025)),
    withoutMail: Math.max(3, Math.round(users * 0.02)),
    withoutDepartment: Math.max(2, Math.round(users * 0.01)),
  });
  const persona = (name: PersonaName): User => people.persona(name);
  const it = people.users.filter((user) => user.department === 'IT' && user.jobTitle === 'Systems Engineer');
  const colleagues = [...it, ...people.users.filter((user) => user.department === 'Engineering')].slice(0, ODD_ADMINISTRATORS - 2);
  people.users.push(...oddAccounts(seed, [persona('Ines'), persona('Eva'), ...colleagues]));

  const groups = new GroupSeed(seed, chance, people);
  groups.draw();
  const info = {
    tenantId: guidOf(`${seed}:tenant`),
    tenantName: 'Halden Voss',
    tenantDomain: DOMAIN,
    browserClientId: guidOf(`${seed}:browser client`),
    apiClientId: guidOf(`${seed}:api client`),
    apiClientSecret: `local-${guidOf(`${seed}:api secret`).replaceAll('-', '')}`,
  };
  const employees = people.users.filter((user) => user.employeeId !== null && user.accountEnabled);
  const applications = new ApplicationSeed(seed, chance, info.tenantId);
  applications.draw(persona('Jonas'), employees.filter((user) => /Director|Head|Chief|Lead|Manager/.test(user.jobTitle ?? '')), employees);
  applications.drawPortal(info.apiClientId, info.browserClientId, [
    [persona('Ines'), 'Rollout.Admin'], [persona('Eva'), 'Rollout.Admin'],
    [persona('Tomasz'), 'Rollout.Helpdesk'], [persona('Priya'), 'Rollout.Auditor'],
  ]);
  applications.drawMicrosoft();

  const tenant = new Tenant({
    seed,
    made: 0,
    info,
    personas: PERSONAS.map(({ name, role, says }): Persona => {
      const { id, displayName, userPrincipalName } = persona(name);
      return { id, name: displayName, userPrincipalName, role, says };
    }),
    settings: { ...DEFAULT_SETTINGS },
    users: people.users,
    groups: groups.groups,
    applications: applications.applications,
    servicePrincipals: applications.servicePrincipals,
    sites: sites(seed),
    members: groups.members,
    owners: [...groups.owners, ...applications.owners],
    appRoleAssignments: applications.appRoleAssignments,
    entraRoles: [],
    governance: new Governance().toJSON(),
    deletedUsers: [],
    deletedGroups: [],
    eligibleMembers: [],
  });
  giveEntraRoles(tenant, people);
  openSites(tenant);
  promiseLicences(tenant);
  new GovernanceSeed(tenant, chance, persona('Ines')).draw(
    employees.filter((user) => user.department === 'Finance' && user.id !== persona('Marta').id),
    employees.filter((user) => user.department === 'Production' || user.department === 'Maintenance'),
    // Two people whose sign-in was blocked meanwhile: what could not be delivered to them stands in the lists.
    people.users.filter((user) => user.employeeId !== null && !user.accountEnabled).slice(0, 2),
    persona('Eva'),
  );
  // What the seed itself did happened to nobody.
  tenant.audits.clear();
  return tenant;
}

const ODD_ADMINISTRATORS = 6;
const ODD_ACCOUNTS = 18 + ODD_ADMINISTRATORS;

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
  for (const name of ['Ines', 'Eva'] as const) {
    tenant.setEntraRoles(people.persona(name).id, ['Identity Governance Administrator', 'Groups Administrator', 'SharePoint Administrator']);
  }
  for (const name of ['Tomasz', 'Priya'] as const) tenant.setEntraRoles(people.persona(name).id, ['Global Reader']);
  for (const user of people.users) {
    if (user.userPrincipalName.startsWith('emergency-access-')) tenant.setEntraRoles(user.id, ['Global Administrator']);
    if (user.userPrincipalName.startsWith('adm-')) tenant.setEntraRoles(user.id, ['Global Reader', 'User Administrator']);
  }
}
