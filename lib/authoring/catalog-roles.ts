/** The built-in roles over a catalog (learn.microsoft.com/entra/id-governance/entitlement-management-delegate). Pure: read in the browser too. */
export const CATALOG_ROLES = [
  { id: 'ae79f266-94d4-4dab-b730-feca7e132178', name: 'Catalog owner' },
  { id: '44272f93-9762-48e8-af59-1b5351b1d6b3', name: 'Catalog reader' },
  { id: '7f480852-ebdc-47d4-87de-0d8498384a83', name: 'Access package manager' },
  { id: 'e2182095-804a-4656-ae11-64734e9b7ae5', name: 'Access package assignment manager' },
] as const;

/** Who may create catalogs: the one built-in role over the whole tenant. */
export const CATALOG_CREATOR = { id: 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8', name: 'Catalog creator' } as const;

export function catalogRoleName(roleId: string): string {
  return CATALOG_ROLES.find(({ id }) => id === roleId)?.name ?? 'a role';
}
