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

export const MIRROR_FEEDS = ['people', 'groups', 'members', 'grants', 'packages', 'assignments', 'requests'] as const;
export type MirrorFeedKind = (typeof MIRROR_FEEDS)[number];

/** One stream of the tenant into the mirror. `key` names the group, application or package it is about; empty for the whole tenant. */
export type MirrorFeed = {
  kind: MirrorFeedKind;
  key: string;
  state: 'empty' | 'loading' | 'current';
  round: number;
  nextLink: string | null;
  deltaLink: string | null;
  loaded: number;
  expected: number | null;
  roundFrom: Date | null;
  asOf: Date | null;
  lastError: string | null;
};

/** Which attribute of a person is kept, what for, and how long after the person left: the data sheet that Settings exports. */
export const ATTRIBUTES: readonly { attribute: string; purpose: string; retention: string }[] = [
  { attribute: 'Object id', purpose: 'Tells accounts apart, and ties cohorts, runs and notes to them', retention: 'Until the account is deleted for good in the tenant' },
  { attribute: 'Display name, given name, surname', purpose: 'Search, cohorts, what owners and helpdesk read', retention: '30 days after the account was deleted' },
  { attribute: 'User principal name, mail', purpose: 'Search, matching of lists, telling namesakes apart', retention: '30 days after the account was deleted' },
  { attribute: 'Employee id, employee type', purpose: 'Search, matching of lists, rules', retention: '30 days after the account was deleted' },
  { attribute: 'Department, job title, company, manager', purpose: 'Cohorts by rule and by sample, owners’ substitutes, helpdesk', retention: '30 days after the account was deleted' },
  { attribute: 'Office, city, country, usage location', purpose: 'Cohorts by rule and by sample, calendars by country', retention: '30 days after the account was deleted' },
  { attribute: 'Account enabled, user type, identity at home or elsewhere', purpose: 'Who may be in a cohort, what a policy’s scope takes in', retention: '30 days after the account was deleted' },
];
