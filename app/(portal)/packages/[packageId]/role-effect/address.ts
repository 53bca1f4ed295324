import { addressWith } from '../../../catalogs/search-params';

/** The people whom a role's coming to a package, or its going, concerns. Read in the browser too. */
export function roleEffectHref({ packageId, operation, resourceId, roleOriginId }: { packageId: string; operation: 'add' | 'remove'; resourceId: string; roleOriginId: string }, more: { draftId?: string | null; cursor?: string | null } = {}): string {
  return addressWith(`/packages/${packageId}/role-effect`, { what: operation, resource: resourceId, role: roleOriginId, draft: more.draftId, cursor: more.cursor });
}
