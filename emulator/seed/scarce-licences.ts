import { POWER_BI } from '../graph/licences';
import type { Tenant } from '../model';
import { guidOf } from '../model/guid';

/** More people than the organisation has seats for. */
const PROMISED = 15;

/** A group that gives its members a licence of which there are too few: the last to come stand there without one. */
export function promiseLicences(tenant: Tenant): void {
  const displayName = 'Licences – Power BI';
  const group = tenant.groups.add({
    id: guidOf(`${tenant.seed}:group:${displayName}`), displayName, description: 'Gives its members a licence; asked for more than was bought', groupTypes: [], mail: null, mailEnabled: false,
    mailNickname: 'licences-power-bi', securityEnabled: true, membershipRule: null, isAssignableToRole: null, onPremisesSyncEnabled: null, visibility: null,
    isManagementRestricted: false, isPimManaged: false, assignedLicenses: [POWER_BI], createdDateTime: '2025-04-02T07:30:00Z',
  });
  for (const staff of tenant.groups.values()) {
    if (staff.displayName !== 'Finance – Staff') continue;
    for (const id of [...tenant.members.of(staff.id)].slice(0, PROMISED)) tenant.members.add(group.id, id);
  }
  const eva = tenant.personas.find(({ name }) => name.startsWith('Eva '));
  if (eva) tenant.owners.add(group.id, eva.id);
}
