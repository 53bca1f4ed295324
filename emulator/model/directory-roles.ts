import type { EntraRole } from './directory';
import { ENTRA_ROLES } from './directory';
import { guidOf } from './guid';

/** Template ids of the directory roles, as tokens and `roleTemplateId` name them (learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). */
export const ROLE_TEMPLATES: Record<EntraRole, string> = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Identity Governance Administrator': '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'SharePoint Administrator': 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
  'Compliance Administrator': '17315797-102d-40b4-93e0-432062caca18',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Reports Reader': '4a5d8f65-41da-4de4-8968-e035b65339cf',
};

/** The id a role has in one tenant; its template's is the same everywhere. */
export const roleId = (tenantId: string, role: EntraRole): string => guidOf(`${tenantId}:role:${role}`);

/** The role of that id in a tenant. */
export const roleOfId = (tenantId: string, id: string): EntraRole | undefined => ENTRA_ROLES.find((role) => roleId(tenantId, role) === id);
