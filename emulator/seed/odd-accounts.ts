import type { Account } from '../model/account';
import { newAccount } from '../model/account';
import type { User } from '../model/directory';
import { DOMAIN } from './name-book';
import { OFFICES } from './words';

/** Accounts that are nobody's desk: emergency access, services, shared mailboxes, rooms, directory sync, separate admin accounts. */
export function oddAccounts(administrators: readonly User[]): Account[] {
  const mailbox = (local: string, displayName: string, more: Partial<Account> = {}): Account =>
    newAccount(`${local}@${DOMAIN}`, { displayName, mail: `${local}@${DOMAIN}`, ...more });
  const silent = (local: string, displayName: string, more: Partial<Account> = {}): Account =>
    newAccount(`${local}@${DOMAIN}`, { displayName, ...more });
  const service = (local: string, more: Partial<Account> = {}): Account => silent(local, local, { jobTitle: 'Service account', passwordPolicies: 'DisablePasswordExpiration', ...more });

  return [
    silent('emergency-access-1', 'Emergency access 1'),
    silent('emergency-access-2', 'Emergency access 2'),
    service('svc-backup'),
    service('svc-mes-integration', { department: 'IT' }),
    service('svc-payroll-export', { department: 'Finance' }),
    service('svc-print', { onPremisesSyncEnabled: true }),
    // Entra disables sign-in of shared mailboxes and rooms; they stay members all the same.
    mailbox('invoices', 'Invoices', { accountEnabled: false, department: 'Finance' }),
    mailbox('careers', 'Careers', { accountEnabled: false }),
    mailbox('plant.hamburg', 'Plant Hamburg', { accountEnabled: false }),
    mailbox('service.desk', 'Service Desk', { accountEnabled: false, department: 'IT' }),
    ...OFFICES.slice(0, 3).flatMap((office) => [
      mailbox(`room-${office.code.toLowerCase()}-1`, `Room ${office.city} 1`, { accountEnabled: false, officeLocation: office.name }),
      mailbox(`room-${office.code.toLowerCase()}-2`, `Room ${office.city} 2`, { accountEnabled: false, officeLocation: office.name }),
    ]),
    silent('Sync_HVDC01_4f1c2ab07d3e', 'On-Premises Directory Synchronization Service Account'),
    silent('Sync_HVDC02_9be1507a6c42', 'On-Premises Directory Synchronization Service Account'),
    ...administrators.map((person) => {
      const local = person.userPrincipalName.replace(/@.*/, '');
      return silent(`adm-${local}`, `${person.displayName} (admin)`, {
        givenName: person.givenName, surname: person.surname, jobTitle: 'Administrator account', companyName: person.companyName,
      });
    }),
  ];
}
