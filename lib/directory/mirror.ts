/** What the mirror keeps of the tenant, what for and for how long. Pure. */
import type { Person } from './person';

/** An account as the mirror keeps it: what search, cohorts, rules and helpdesk ask for, no more. */
export type MirrorPerson = Person & {
  givenName: string | null;
  surname: string | null;
  city: string | null;
  company: string | null;
  usageLocation: string | null;
  employeeId: string | null;
  employeeType: string | null;
  /** From a directory on premises. */
  synchronised: boolean;
  /** Has a licence of any product. */
  licensed: boolean;
  managerId: string | null;
};

/** A group of which members are held, with what decides what its membership does. */
export type MirrorGroup = {
  id: string;
  name: string;
  description: string | null;
  mail: string | null;
  mailEnabled: boolean;
  securityEnabled: boolean;
  microsoft365: boolean;
  dynamic: boolean;
  membershipRule: string | null;
  rulePaused: boolean;
  /** From a directory on premises. */
  synchronised: boolean;
  roleAssignable: boolean;
  /** Its members are told to nobody who asks as the portal does: unknown, never none. */
  hiddenMembership: boolean;
  /** Products whose licence it gives, by skuId. */
  licences: string[];
  /** As of when its members, and its owners, are held; null before they were read. */
  membersAsOf: Date | null;
  ownersAsOf: Date | null;
  deletedAt: Date | null;
};

export type HeldPackage = { id: string; name: string };

/** What keeps people from a package: another one, or a group they are in. */
export type Conflict = { packageId: string; kind: 'package' | 'group'; otherId: string; name: string };

/** How much of the directory is held. */
export type MirrorScope = 'nothing' | 'inScope' | 'wholeTenant';

/** How far the directory has been read into the mirror. */
export type MirrorFeed = {
  round: number;
  /** Set while a whole load goes on. */
  roundFrom: Date | null;
  /** Which of the feed's lists is being read, where it has several. */
  stage: number;
  nextLink: string | null;
  deltaLink: string | null;
  selected: string | null;
  loaded: number;
  expected: number | null;
  /** As of when the tenant is held whole; null before the first load is through. */
  asOf: Date | null;
};

/** The feeds, by the kind that stands in their row. Everybody and those in scope are two, each with its own age. */
export const peopleFeed = (scope: MirrorScope): string => (scope === 'wholeTenant' ? 'people' : 'peopleInScope');
export const PACKAGES_FEED = 'packages';
export const OWNERS_FEED = 'owners';
export const GROUPS_FEEDS = 'groups:';
export const APP_ROLES_FEEDS = 'appRoles:';
export const ASSIGNMENTS_FEEDS = 'assignments:';
/** A slice of at most 50 groups with their members. */
export const groupsFeed = (slice: number): string => `${GROUPS_FEEDS}${slice}`;
/** Who is assigned to an application's roles. */
export const appRolesFeed = (applicationId: string): string => `${APP_ROLES_FEEDS}${applicationId.toLowerCase()}`;
/** A package's assignments and open requests. */
export const assignmentsFeed = (packageId: string): string => `${ASSIGNMENTS_FEEDS}${packageId.toLowerCase()}`;

/** The further attributes of people that a reading asked for. */
export const attributesSelected = (selected: string | null): string[] => (selected ? selected.split(',') : []);

/** The kind of the job that reads the directory. */
export const MIRROR_JOB = 'mirror';

/** As long as Entra itself can restore an account (learn.microsoft.com/entra/fundamentals/users-restore). */
export const KEPT_DAYS_AFTER_DELETION = 30;
