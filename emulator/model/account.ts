import type { User } from './directory';

/** A person without what the directory gives them. */
export type Account = Omit<User, 'id' | 'managerId'>;

const NO_EXTENSIONS = {};

/** What a new account has unless it says otherwise. */
export function newAccount(userPrincipalName: string, more: Partial<Account> & { displayName: string }): Account {
  return {
    givenName: null,
    surname: null,
    userPrincipalName,
    mail: null,
    mailNickname: userPrincipalName.replace(/@.*/, '').replace('#EXT#', ''),
    jobTitle: null,
    department: null,
    companyName: null,
    officeLocation: null,
    streetAddress: null,
    postalCode: null,
    city: null,
    state: null,
    country: null,
    usageLocation: null,
    employeeId: null,
    employeeType: null,
    employeeHireDate: null,
    mobilePhone: null,
    businessPhones: [],
    faxNumber: null,
    preferredLanguage: null,
    passwordPolicies: null,
    accountEnabled: true,
    userType: 'Member',
    creationType: null,
    externalUserState: null,
    homeDomain: null,
    onPremisesSyncEnabled: null,
    extensions: NO_EXTENSIONS,
    createdDateTime: '2021-03-01T08:00:00Z',
    licensed: false,
    ...more,
  };
}
