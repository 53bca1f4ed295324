import type { AssignmentColumns } from './assignment-columns';
import type { AuditEntry } from './audit-log';
import type { ChangeLogState } from './change-log';
import type { Crowds } from './crowds';
import type { Application, AppRoleAssignment, DeletedApplication, DeletedGroup, DeletedPrincipal, DeletedUser, Device, EntraRole, Group, ServicePrincipal, Site } from './directory';
import type { GovernanceState } from './governance-store';
import { PUBLISHED_LIMITS } from './limits';
import type { LinksState } from './links';
import type { Letter } from './outbox';
import type { PeopleState } from './people';
import type { PeopleColumns } from './people-columns';
import type { SignIn } from './sign-in-activity';
import type { Persona, Settings, TenantInfo } from '../wire';

/** How large the organisation is; with the seed it decides everything in it. */
export type TenantSize = { users: number; packages: number; assignments: number };

/** The part of the organisation that is large and never changed once the seed has made it. */
export type Seeded = { people: PeopleColumns; crowds: Crowds; assignments: AssignmentColumns; fingerprint: string };

/** What the state file holds: small things whole, of people, memberships and assignments only what the seed did not make. */
export type TenantState = {
  seed: number;
  size: TenantSize;
  /** Tells whether the seed still makes what this state stands on. */
  fingerprint: string;
  made: number;
  info: TenantInfo;
  personas: Persona[];
  settings: Settings;
  users: PeopleState;
  deletedUsers: DeletedUser[];
  groups: Group[];
  deletedGroups: DeletedGroup[];
  /** Absent in a state kept before there were any. */
  deletedApplications?: DeletedApplication[];
  deletedPrincipals?: DeletedPrincipal[];
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  sites: Site[];
  /** Absent in a state kept before there were any. */
  devices?: Device[];
  members: LinksState;
  eligibleMembers: LinksState;
  /** Absent in a state kept before there were any. */
  activatedMembers?: LinksState;
  owners: LinksState;
  /** Absent in a state kept before there were any. */
  sponsors?: LinksState;
  appRoleAssignments: AppRoleAssignment[];
  entraRoles: [string, EntraRole[]][];
  entraRoleEnds?: [string, number][];
  governance: GovernanceState;
  /** Absent in a state kept before there were any, as are the logs. */
  outbox?: Letter[];
  audits?: AuditEntry[];
  signIns?: SignIn[];
  userChanges: ChangeLogState;
  groupChanges: ChangeLogState;
};

export const DEFAULT_SETTINGS: Settings = {
  deliveryMs: 1500, evaluationMs: 1500, latencyMs: 0, visibilityMs: 0, removalLagMs: 0, releaseMs: 0, policyWriteMs: 10, retryForMs: 0, provisioningMs: 5000, policyChange: 'inPlace', onBehalfRequests: false, licences: 'Governance', tokenLifetimeSeconds: 3600, limits: PUBLISHED_LIMITS,
};
