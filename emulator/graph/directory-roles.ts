import type { EntraRole } from '../model/directory';
import { roleId, ROLE_TEMPLATES } from '../model/directory-roles';
import type { Show, World } from './context';
import type { ShapeNames } from './odata/thing';
import { defineShape } from './odata/thing';

/** A role somebody holds in Entra; it stands beside the groups they are in. https://learn.microsoft.com/graph/api/resources/directoryrole */
export const showDirectoryRole: Show<EntraRole> = defineShape<EntraRole, World>({
  type: 'directoryRole',
  properties: {
    id: (role, { tenant }) => roleId(tenant.info.tenantId, role),
    deletedDateTime: () => null,
    description: (role) => `The Microsoft Entra role ${role}.`,
    displayName: (role) => role,
    roleTemplateId: (role) => ROLE_TEMPLATES[role],
  },
});

const nothing = () => null;

/** Types a list of directory objects may be narrowed to and of which this organisation has none. */
export const ABSENT_KINDS: readonly ShapeNames[] = [
  defineShape<never, World>({
    type: 'administrativeUnit',
    properties: { id: nothing, deletedDateTime: nothing, description: nothing, displayName: nothing, isMemberManagementRestricted: nothing, membershipRule: nothing, membershipType: nothing, visibility: nothing },
  }).shape,
  defineShape<never, World>({
    type: 'orgContact',
    properties: { id: nothing, deletedDateTime: nothing, companyName: nothing, department: nothing, displayName: nothing, givenName: nothing, jobTitle: nothing, mail: nothing, mailNickname: nothing, proxyAddresses: nothing, surname: nothing },
  }).shape,
];
