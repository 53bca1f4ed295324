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
  userType: string | null;
  managerId: string | null;
};

/** How far the directory has been read into the mirror. */
export type MirrorFeed = {
  round: number;
  /** Set while a whole load goes on. */
  roundFrom: Date | null;
  nextLink: string | null;
  deltaLink: string | null;
  loaded: number;
  expected: number | null;
  /** As of when the tenant is held whole; null before the first load is through. */
  asOf: Date | null;
};

/** The kind of the job that reads the directory. */
export const MIRROR_JOB = 'mirror';

/** As long as Entra itself can restore an account (learn.microsoft.com/entra/fundamentals/users-restore). */
export const KEPT_DAYS_AFTER_DELETION = 30;

const AFTER_DELETION = `${KEPT_DAYS_AFTER_DELETION} days after the account was deleted, or until an admin purges the copy`;

/** Which attribute of a person is kept, what for, and how long after the person left: the data sheet that Settings exports. */
export const ATTRIBUTES: readonly { attribute: string; purpose: string; retention: string }[] = [
  { attribute: 'Object id', purpose: 'Tells accounts apart, and ties cohorts, runs and notes to them', retention: AFTER_DELETION },
  { attribute: 'Display name, given name, surname', purpose: 'Search, cohorts, what owners and helpdesk read', retention: AFTER_DELETION },
  { attribute: 'User principal name, mail', purpose: 'Search, matching of lists, telling namesakes apart', retention: AFTER_DELETION },
  { attribute: 'Employee id, employee type', purpose: 'Search, matching of lists, rules', retention: AFTER_DELETION },
  { attribute: 'Department, job title, company', purpose: 'Cohorts by rule and by sample, helpdesk', retention: AFTER_DELETION },
  { attribute: 'Office, city, country, usage location', purpose: 'Cohorts by rule and by sample, calendars by country', retention: AFTER_DELETION },
  { attribute: 'Account enabled, user type, identity at home or elsewhere', purpose: 'Who may be in a cohort, what a policy’s scope takes in', retention: AFTER_DELETION },
];
