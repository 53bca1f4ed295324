import { describe, expect, test } from 'vitest';
import type { Tenant } from '../model';
import { seedTenant } from './tenant';

type Snapshot = ReturnType<Tenant['snapshot']>;
type Account = Snapshot['users'][number];
type Group = Snapshot['groups'][number];

const called = (pattern: RegExp) => ({ displayName, userPrincipalName }: Account): boolean => pattern.test(displayName) || pattern.test(userPrincipalName);
const external = ({ userPrincipalName, creationType, homeDomain }: Account): boolean => userPrincipalName.includes('#EXT#') && creationType === 'Invitation' && homeDomain !== null;
const employee = ({ employeeId }: Account): boolean => employeeId !== null;

/** Who is of each kind, told by what Graph shows of them. */
const ACCOUNTS: Record<string, (account: Account) => boolean> = {
  'guests': (account) => account.userType === 'Guest' && external(account),
  'external people who are members by type': (account) => account.userType === 'Member' && external(account),
  'disabled employees': (account) => employee(account) && !account.accountEnabled,
  'employees without mail': (account) => employee(account) && account.mail === null,
  'employees without department': (account) => employee(account) && account.department === null,
  'emergency access accounts': called(/^emergency-access-\d@/),
  'service accounts': called(/^svc-/),
  'shared mailboxes': (account) => !account.accountEnabled && account.mail !== null && account.givenName === null && !called(/^Room /)(account),
  'rooms': (account) => called(/^Room /)(account) && !account.accountEnabled && account.mail !== null,
  'directory synchronisation accounts': called(/^Sync_/),
  'separate admin accounts': called(/^adm-/),
  'synchronised people': (account) => employee(account) && account.onPremisesSyncEnabled === true,
  'people whom many report to': (account) => /Director|Chief/.test(account.jobTitle ?? ''),
};

const GROUPS: Record<string, (group: Group) => boolean> = {
  'assigned security groups': (group) => group.securityEnabled && group.groupTypes.length === 0 && group.onPremisesSyncEnabled === null,
  'dynamic groups': (group) => group.groupTypes.includes('DynamicMembership') && group.membershipRule !== null,
  'synchronised groups': (group) => group.onPremisesSyncEnabled === true,
  'Microsoft 365 groups': (group) => group.groupTypes.includes('Unified'),
  'groups with hidden members': (group) => group.visibility === 'HiddenMembership',
  'role-assignable groups': (group) => group.isAssignableToRole === true,
  'groups in a restricted management unit': (group) => group.isManagementRestricted,
  'groups under Privileged Identity Management': (group) => group.isPimManaged,
  'groups that give licences': (group) => group.assignedLicenses.length > 0,
  'groups with owners': (group) => group.owners.length > 0,
};

const SIZES = [{ users: 120, seed: 1 }, { users: 120, seed: 2 }, { users: 121, seed: 77 }, { users: 250, seed: 5 }, { users: 600, seed: 1 }, { users: 600, seed: 3 }, { users: 600, seed: 4242 }, { users: 3000, seed: 9 }, { users: 20_000, seed: 6 }];

/** Kinds of which there are fewer than two, with how many there are. */
function tooFew<Row>(rows: Row[], kinds: Record<string, (row: Row) => boolean>): [string, number][] {
  return Object.entries(kinds).map(([kind, is]): [string, number] => [kind, rows.filter(is).length]).filter(([, count]) => count < 2);
}

describe.each(SIZES)('an organisation of $users from seed $seed', (size) => {
  const { users, groups, catalogs, packages, policies, assignments } = seedTenant(size).snapshot();

  test('has at least two accounts and two groups of every kind', () => {
    expect([users.length, tooFew(users, ACCOUNTS), tooFew(groups, GROUPS)]).toEqual([size.users, [], []]);
  });

  test('has accounts of one kind at most among those that are nobody’s desk', () => {
    const desks = ['emergency access accounts', 'service accounts', 'shared mailboxes', 'rooms', 'directory synchronisation accounts', 'separate admin accounts'];
    const several = users.filter((account) => desks.filter((kind) => ACCOUNTS[kind]?.(account)).length + Number(employee(account) || external(account)) > 1);
    expect(several.map(({ userPrincipalName }) => userPrincipalName)).toEqual([]);
  });

  test('has two catalogs or more, with packages under policies, and some who hold them', () => {
    const held = new Set(assignments.map(({ packageId }) => packageId));
    expect([catalogs.length >= 2, catalogs.filter(({ id }) => !packages.some(({ catalogId }) => catalogId === id)), packages.filter(({ id }) => !policies.some(({ packageId }) => packageId === id)), held.size >= 2]).toEqual([true, [], [], true]);
  });
});
