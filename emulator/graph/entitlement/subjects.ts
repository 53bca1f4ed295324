import type { User } from '../../model/directory';
import { organizationOfDomain } from '../../model/connected-organization';
import { guidOf } from '../../model/guid';
import { isGovernanceAdministrator, noRole, requireAnyGovernanceRole, requireGovernanceScope, requireReadsAll } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { noSuchResource } from '../graph-error';
import { defineShape } from '../odata/thing';
import { bodyOf, invalidModel, memberIn } from './body';
import { listSponsors, showOrganization } from './connected-organizations';
import { EM, governanceObject, governanceThings, idIn } from './governance-query';

export type Subject = { objectId: string | null; user: User | undefined; /** All that is left where there is no object id. */ mail?: string | null };

/** What stands where the service never found whom an assignment is for: a mail address at most (microsoft-graph-docs#15230). */
export const lostSubject = ({ tenant }: World, targetId: string): Subject => ({ objectId: null, user: undefined, mail: tenant.users.get(targetId)?.mail ?? null });

const organizationOf = ({ tenant }: World, { user }: Subject) => organizationOfDomain(tenant.governance.connectedOrganizations.values(), user?.homeDomain);

/** A person as entitlement management knows them; of somebody deleted only the object id is left. */
export const showSubject: Show<Subject> = defineShape<Subject, World>({
  type: 'accessPackageSubject',
  properties: {
    id: ({ objectId, mail }) => guidOf(`subject:${objectId ?? mail ?? ''}`),
    objectId: ({ objectId }) => objectId,
    displayName: ({ user }) => user?.displayName ?? null,
    principalName: ({ user }) => user?.userPrincipalName ?? null,
    email: ({ user, mail }) => user?.mail ?? mail ?? null,
    onPremisesSecurityIdentifier: () => null,
    subjectType: () => 'user',
    subjectLifecycle: ({ objectId, user }, { tenant }) => (objectId === null ? undefined : tenant.governance.subjectLifecycles.get(objectId)) ?? (user?.homeDomain ? 'notGoverned' : 'notDefined'),
  },
  navigations: {
    connectedOrganization: (subject, world) => {
      const organization = organizationOf(world, subject);
      return organization ? showOrganization(organization, world) : null;
    },
  },
});

export const subjectOf = ({ tenant }: World, objectId: string): Subject => ({ objectId, user: tenant.users.get(objectId) });

/** The subject whose object id stands in the path; of somebody deleted, while an assignment still names them. */
function subjectIn(context: Context): Subject & { objectId: string } {
  const objectId = idIn(context, 'objectId');
  const subject = { ...subjectOf(context, objectId), objectId };
  if (!subject.user && context.tenant.governance.assignmentsBy(objectId).length === 0) throw noSuchResource('The subject was not found.');
  return subject;
}

export const subjectRoutes: Routes = {
  /** Those who have, or had, an assignment. */
  [`GET ${EM}/subjects`]: (context) => {
    requireReadsAll(context);
    const ids = new Set<string>();
    for (const { targetId } of context.tenant.governance.assignments.values()) ids.add(targetId);
    return governanceThings(context, {
      metadata: 'identityGovernance/entitlementManagement/subjects', shapes: [showSubject.shape], things: [...ids].map((id) => showSubject(subjectOf(context, id), context)),
      filters: { id: ['eq'], objectid: ['eq'], email: ['eq'], principalname: ['eq'] },
    });
  },
  [`GET ${EM}/subjects(objectId='{objectId}')`]: (context) => {
    requireGovernanceScope(context, 'read');
    requireAnyGovernanceRole(context);
    return governanceObject(context, 'subjects', showSubject, subjectIn(context));
  },
  /** Only a guest is governed: https://learn.microsoft.com/graph/api/accesspackagesubject-update */
  [`PATCH ${EM}/subjects(objectId='{objectId}')`]: (context) => {
    requireGovernanceScope(context, 'write');
    const subject = subjectIn(context);
    if (!isGovernanceAdministrator(context)) throw noRole();
    const lifecycle = memberIn(bodyOf(context, ['subjectLifecycle']), 'subjectLifecycle', ['notDefined', 'notGoverned', 'governed']);
    if (!lifecycle) throw invalidModel('subjectLifecycle is required.');
    if (!subject.user?.homeDomain) throw invalidModel('The lifecycle of an external user only can be set.');
    context.tenant.governance.subjectLifecycles.set(subject.objectId, lifecycle);
    return { status: 204 };
  },
};

/** The sponsors of the organization an assignment's target comes from. */
export function sponsorsOfTarget(context: Context, targetId: string, kind: 'internalSponsors' | 'externalSponsors') {
  const organization = organizationOf(context, subjectOf(context, targetId));
  if (!organization) throw noSuchResource('The target belongs to no connected organization.');
  return listSponsors(context, organization, kind);
}
