import { KEPT_DAYS } from './look-up';
import { KEPT_DAYS_AFTER_DELETION } from './mirror';

/** What one attribute is kept for, and how long. */
export type DataSheetLine = { of: string; attribute: string; purpose: string; retention: string };

const PERSON = `While in scope; ${KEPT_DAYS_AFTER_DELETION} days after the account was deleted; or until an admin purges the copy`;
const LINKED = 'While in scope and in the tenant, or until an admin purges the copy';
const DESIGN = 'While it is in the tenant, or until an admin purges the copy. No personal data';

/** Everything that is kept of the directory, what for, and for how long: the data sheet that Settings exports. */
export const DATA_SHEET: readonly DataSheetLine[] = [
  { of: 'Person', attribute: 'Object id', purpose: 'Tells accounts apart, and ties cohorts, runs and notes to them', retention: PERSON },
  { of: 'Person', attribute: 'Display name, given name, surname', purpose: 'Search, cohorts, what owners and helpdesk read', retention: PERSON },
  { of: 'Person', attribute: 'User principal name, mail', purpose: 'Search, matching of lists, telling namesakes apart', retention: PERSON },
  { of: 'Person', attribute: 'Employee id, employee type', purpose: 'Search, matching of lists, rules', retention: PERSON },
  { of: 'Person', attribute: 'Department, job title, company', purpose: 'Cohorts by rule and by sample, helpdesk', retention: PERSON },
  { of: 'Person', attribute: 'Office, city, country, usage location', purpose: 'Cohorts by rule and by sample, calendars by country', retention: PERSON },
  { of: 'Person', attribute: 'Account enabled, user type, identity at home or elsewhere', purpose: 'Who may be in a cohort, what a policy’s scope takes in', retention: PERSON },
  { of: 'Person', attribute: 'Synchronised from on-premises, has any licence', purpose: 'Telling people from accounts of services, rooms and shared mailboxes, which no cohort takes in by itself', retention: PERSON },
  { of: 'Person', attribute: 'Manager', purpose: 'Whom approvals go to, rules about direct reports', retention: PERSON },
  { of: 'Person', attribute: 'Further attributes, each only while a rule in use reads it', purpose: 'Cohorts by rule, automatic assignment', retention: `Until the next whole reading after no rule reads it any more; else as the person` },
  { of: 'Membership', attribute: 'Who is a direct member or owner of which group', purpose: 'By which route somebody has access: what an owner signs, what may be taken back', retention: LINKED },
  { of: 'App role', attribute: 'Who is assigned to which role of an application', purpose: 'By which route somebody has access', retention: LINKED },
  { of: 'Assignment', attribute: 'Who has which package, its policy, state, begin and end', purpose: 'What a rehearsal may assume, what helpdesk is asked about', retention: `${LINKED}; ended ones are not kept` },
  { of: 'Request', attribute: 'Who asked for which package, kind, state, when', purpose: 'What a rehearsal may assume: nobody is asked for twice', retention: 'Until it is decided, or until an admin purges the copy' },
  { of: 'Group', attribute: 'Name, description, mail, kind, membership rule, synchronised, role-assignable, hidden membership, licences it gives', purpose: 'What membership does: what an owner signs, what Entra will refuse', retention: DESIGN },
  { of: 'Package', attribute: 'Name, description, catalog, roles of resources, policies, what excludes it', purpose: 'Rehearsals, and by which packages a role is handed out', retention: DESIGN },
  { of: 'Look-up', attribute: 'Who searched or opened whom in this portal, when, and what was typed', purpose: 'So that an auditor can see whether people were looked up without need', retention: `${KEPT_DAYS} days; a purge of the copy leaves it` },
];
