import type { Application, AppRole, AppRoleAssignment, ServicePrincipal, Site } from '../model/directory';
import { DEFAULT_ACCESS } from '../model/directory';
import { guidOf } from '../model/guid';
import { DOMAIN } from './name-book';
import type { Pairs } from './groups';
import type { Chance } from './random';

const MICROSOFT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

const PORTAL_ROLES = [
  ['Rollout.Admin', 'Rollout admin', 'Author packages, plan and run rollouts'],
  ['Rollout.Helpdesk', 'Rollout helpdesk', 'Look people up and write support notes'],
  ['Rollout.Auditor', 'Rollout auditor', 'Read everything, change nothing'],
] as const;

/** Applications people use, by name with their roles; one has none and gives default access. */
const CATALOGUE: readonly { name: string; description: string; roles: readonly [value: string, description: string][]; owner: 'jonas' | 'other'; provisioned?: true }[] = [
  { name: 'Halden Ledger', description: 'General ledger and accounts', roles: [['Reader', 'Read postings and balances'], ['Poster', 'Post journal entries'], ['Approver', 'Approve journal entries']], owner: 'jonas', provisioned: true },
  { name: 'Halden Travel', description: 'Travel requests and expenses', roles: [['Traveller', 'Hand in travel expenses'], ['Cost approver', 'Approve travel expenses']], owner: 'jonas', provisioned: true },
  { name: 'Plantwise MES', description: 'Manufacturing execution', roles: [['Operator', 'Run orders on a line'], ['Shift lead', 'Plan a shift'], ['Process engineer', 'Change recipes']], owner: 'other' },
  { name: 'Cadence PLM', description: 'Drawings and parts', roles: [['Viewer', 'Read drawings'], ['Designer', 'Change drawings']], owner: 'other' },
  { name: 'Relata CRM', description: 'Customers and quotations', roles: [['Sales user', 'Work with customers'], ['Sales manager', 'See every region']], owner: 'other', provisioned: true },
  { name: 'Statwell Reports', description: 'Reports and dashboards', roles: [['Reader', 'Read reports'], ['Author', 'Make reports']], owner: 'jonas' },
  { name: 'Docuvault', description: 'Contracts and archive', roles: [['Reader', 'Read contracts'], ['Contributor', 'File contracts']], owner: 'other' },
  { name: 'Timekeeper', description: 'Working hours', roles: [], owner: 'other' },
];

/** Applications, their service principals, who owns them and who holds which role. */
export class ApplicationSeed {
  readonly applications: Application[] = [];
  readonly servicePrincipals: ServicePrincipal[] = [];
  readonly owners: Pairs = [];
  readonly appRoleAssignments: AppRoleAssignment[] = [];

  constructor(private readonly seed: number, private readonly chance: Chance, private readonly tenantId: string, private readonly idOf: (position: number) => string) {}

  /** People are named by position. */
  draw(jonas: number, others: Uint32Array, employees: Uint32Array): void {
    for (const { name, description, roles, owner, provisioned } of CATALOGUE) {
      const appRoles = roles.map(([value, says]): AppRole => ({ id: guidOf(`${this.seed}:role:${name}:${value}`), displayName: value, description: says, value: value.replaceAll(' ', '.') }));
      const principal = this.register(name, description, guidOf(`${this.seed}:app:${name}`), appRoles, [owner === 'jonas' ? jonas : this.chance.one(others)]);
      if (provisioned) principal.provisioned = true;
      const roleIds = appRoles.length > 0 ? appRoles.map((role) => role.id) : [DEFAULT_ACCESS];
      for (const user of this.chance.some(employees, 12)) this.assign(principal, this.chance.one(roleIds), this.idOf(user));
    }
  }

  /** The portal's two registrations: its API with the app roles, and the browser client. */
  drawPortal(apiClientId: string, browserClientId: string, holders: readonly [number, (typeof PORTAL_ROLES)[number][0]][]): void {
    const appRoles = PORTAL_ROLES.map(([value, displayName, description]): AppRole => ({ id: guidOf(`${this.seed}:role:portal:${value}`), displayName, description, value }));
    const api = this.register('Access Rollout', 'Brings access packages to people in phases', apiClientId, appRoles, []);
    this.register('Access Rollout (browser)', 'Signs people in to Access Rollout', browserClientId, [], []);
    for (const [user, value] of holders) {
      const role = appRoles.find((candidate) => candidate.value === value);
      if (role) this.assign(api, role.id, this.idOf(user));
    }
  }

  /** Services of Microsoft's own, which no catalog takes. */
  drawMicrosoft(): void {
    for (const [name, appId] of [
      ['Microsoft Graph', '00000003-0000-0000-c000-000000000000'],
      ['Office 365 Exchange Online', '00000002-0000-0ff1-ce00-000000000000'],
      ['Office 365 SharePoint Online', '00000003-0000-0ff1-ce00-000000000000'],
    ] as const) {
      this.servicePrincipals.push({ ...this.principal(name, null, appId, []), appOwnerOrganizationId: MICROSOFT, publisherName: 'Microsoft Services', tags: [] });
    }
  }

  private register(displayName: string, description: string, appId: string, appRoles: AppRole[], owners: readonly number[]): ServicePrincipal {
    const principal = this.principal(displayName, description, appId, appRoles);
    const application: Application = {
      id: guidOf(`${this.seed}:application:${displayName}`), appId, displayName, description, publisherDomain: DOMAIN, appRoles, createdDateTime: principal.createdDateTime,
    };
    this.applications.push(application);
    this.servicePrincipals.push(principal);
    if (owners.length > 0) {
      const ids = owners.map(this.idOf);
      this.owners.push([application.id, ids], [principal.id, ids]);
    }
    return principal;
  }

  private principal(displayName: string, description: string | null, appId: string, appRoles: AppRole[]): ServicePrincipal {
    return {
      id: guidOf(`${this.seed}:principal:${displayName}`),
      appId,
      displayName,
      description,
      appOwnerOrganizationId: this.tenantId,
      publisherName: 'Halden Voss',
      appRoleAssignmentRequired: true,
      homepage: null,
      appRoles,
      tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
      createdDateTime: this.chance.moment('2021-02-01', '2025-12-01'),
    };
  }

  private assign(principal: ServicePrincipal, appRoleId: string, userId: string): void {
    this.appRoleAssignments.push({
      id: guidOf(`${this.seed}:grant:${principal.id}:${userId}:${appRoleId}`),
      appRoleId, principalId: userId, principalType: 'User', resourceId: principal.id,
      createdDateTime: this.chance.moment('2024-01-08', '2026-09-01'),
    });
  }
}

const OPEN_SITES: ReadonlySet<string> = new Set(['intranet', 'engineering-library']);

/** The organisation's sites, each with the three groups SharePoint makes. */
export function sites(seed: number): Site[] {
  const host = 'haldenvoss.sharepoint.example';
  return ([
    ['finance', 'Finance', 'Policies, calendars and month end of finance'],
    ['audit-room', 'Audit room', 'What external auditors are shown'],
    ['plant-hamburg', 'Plant Hamburg', 'Shift plans and work instructions'],
    ['plant-gdansk', 'Plant Gdańsk', 'Shift plans and work instructions'],
    ['engineering-library', 'Engineering library', 'Standards, drawings and test reports'],
    ['intranet', 'Intranet', 'News for everybody'],
  ] as const).map(([name, displayName, description]) => ({
    id: `${host},${guidOf(`${seed}:site:${name}`)},${guidOf(`${seed}:web:${name}`)}`,
    name,
    displayName,
    description,
    webUrl: `https://${host}/sites/${name}`,
    isOpen: OPEN_SITES.has(name),
    createdDateTime: '2022-05-02T09:30:00Z',
    lastModifiedDateTime: '2026-08-17T14:05:00Z',
    roles: [
      { number: '3', displayName: `${displayName} Owners` },
      { number: '4', displayName: `${displayName} Visitors` },
      { number: '5', displayName: `${displayName} Members` },
    ],
  }));
}
