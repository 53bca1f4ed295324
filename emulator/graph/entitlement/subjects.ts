import type { User } from '../../model/directory';
import { guidOf } from '../../model/guid';
import type { Show, World } from '../context';
import { defineShape } from '../odata/thing';

export type Subject = { objectId: string | null; user: User | undefined };

/** What stands where the service never found whom an assignment is for. */
export const NOBODY: Subject = { objectId: null, user: undefined };

/** A person as entitlement management knows them; of somebody deleted only the object id is left. */
export const showSubject: Show<Subject> = defineShape<Subject, World>({
  type: 'accessPackageSubject',
  properties: {
    id: ({ objectId }) => guidOf(`subject:${objectId ?? ''}`),
    objectId: ({ objectId }) => objectId,
    displayName: ({ user }) => user?.displayName ?? null,
    principalName: ({ user }) => user?.userPrincipalName ?? null,
    email: ({ user }) => user?.mail ?? null,
    onPremisesSecurityIdentifier: () => null,
    subjectType: () => 'user',
    subjectLifecycle: ({ user }) => (user?.homeDomain ? 'notGoverned' : 'notDefined'),
  },
  navigations: { connectedOrganization: () => null },
});

export const subjectOf = ({ tenant }: World, objectId: string): Subject => ({ objectId, user: tenant.users.get(objectId) });
