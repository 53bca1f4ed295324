import { CATALOG_CREATOR } from '@/lib/authoring/catalog-roles';
import { isKey } from '@/lib/authoring/draft';
import type { DraftKind, DraftStep, Ref, Wanted, WantedOf } from '@/lib/authoring/draft';
import { isSame } from '@/lib/authoring/merge-versions';
import { isObject } from '@/lib/authoring/policy-document';
import type { Json, PolicyDocument } from '@/lib/authoring/policy-document';
import { extensionRefs } from '@/lib/authoring/policy-subject';
import { AppError } from '@/lib/errors';
import type { GraphOperation } from './operations';
import { bodyOfPolicy } from './policy-documents';
import { bodyOfExtension } from './workflow-extension-body';

const EM = '/identityGovernance/entitlementManagement';

/** The one call that does a step: what goes over the wire, and what is shown to whoever wants to see it. */
export type DraftCall = { operation: GraphOperation; path: Record<string, string>; body?: { [name: string]: Json } };

export type StepToCall = Pick<DraftStep, 'kind' | 'operation' | 'objectId' | 'wanted' | 'before'>;

/** Gives the id of a reference; of what is not made yet whatever stands for it. */
export type IdOf = (kind: DraftKind, ref: Ref) => string;

type Of<K extends DraftKind> = { create?: (wanted: WantedOf[K], idOf: IdOf) => DraftCall; update?: (id: string, wanted: WantedOf[K], before: WantedOf[K], idOf: IdOf) => DraftCall; delete?: (id: string, before: WantedOf[K], idOf: IdOf) => DraftCall };

/** Only what changes of the fields; a PATCH leaves the others. */
function changed(before: { [name: string]: Json }, after: { [name: string]: Json }): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !isSame(before[name], value)));
}

const catalogFields = ({ name, description, published, externallyVisible }: WantedOf['catalog']): { [name: string]: Json } => ({ displayName: name, description, state: published ? 'published' : 'unpublished', isExternallyVisible: externallyVisible });
const packageFields = ({ name, description, hidden }: WantedOf['package']): { [name: string]: Json } => ({ displayName: name, description, isHidden: hidden });
const organizationFields = ({ name, description, state }: WantedOf['connectedOrganization']): { [name: string]: Json } => ({ displayName: name, description, state });

const reference = (collection: string, id: string): { [name: string]: Json } => ({ '@odata.id': `https://graph.microsoft.com/v1.0${collection}/${id}` });

/** Each custom extension by its type and id alone. */
function calling(document: PolicyDocument, idOf: IdOf): PolicyDocument {
  const { customExtensionStageSettings: settings } = document;
  if (!Array.isArray(settings)) return document;
  return {
    ...document,
    customExtensionStageSettings: settings.map((setting): Json => {
      const [ref] = extensionRefs({ customExtensionStageSettings: [setting] });
      if (!ref || !isObject(setting) || !isObject(setting.customExtension)) return setting;
      const type = setting.customExtension['@odata.type'];
      return { ...setting, customExtension: { ...(type === undefined ? {} : { '@odata.type': type }), id: idOf('workflowExtension', ref) } };
    }),
  };
}

const SPONSORS = { internal: 'internalSponsors', external: 'externalSponsors' } as const;

const CALLS: { [K in DraftKind]: Of<K> } = {
  // https://learn.microsoft.com/graph/api/entitlementmanagement-post-catalogs, accesspackagecatalog-update, -delete
  catalog: {
    create: (wanted) => ({ operation: `POST ${EM}/catalogs`, path: {}, body: catalogFields(wanted) }),
    update: (id, wanted, before) => ({ operation: `PATCH ${EM}/catalogs/{id}`, path: { id }, body: changed(catalogFields(before), catalogFields(wanted)) }),
    delete: (id) => ({ operation: `DELETE ${EM}/catalogs/{id}`, path: { id } }),
  },
  // https://learn.microsoft.com/graph/api/entitlementmanagement-post-resourcerequests
  catalogResource: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/resourceRequests`, path: {}, body: { requestType: 'adminAdd', resource: { originId: wanted.originId, originSystem: wanted.originSystem }, catalog: { id: idOf('catalog', wanted.catalog) } } }),
    delete: (id, before, idOf) => ({ operation: `POST ${EM}/resourceRequests`, path: {}, body: { requestType: 'adminRemove', resource: { id }, catalog: { id: idOf('catalog', before.catalog) } } }),
  },
  // https://learn.microsoft.com/graph/api/entitlementmanagement-post-accesspackages, accesspackage-update, -delete
  package: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/accessPackages`, path: {}, body: { ...packageFields(wanted), catalog: { id: idOf('catalog', wanted.catalog) } } }),
    update: (id, wanted, before) => ({ operation: `PATCH ${EM}/accessPackages/{id}`, path: { id }, body: changed(packageFields(before), packageFields(wanted)) }),
    delete: (id) => ({ operation: `DELETE ${EM}/accessPackages/{id}`, path: { id } }),
  },
  // https://learn.microsoft.com/graph/api/accesspackage-post-resourcerolescopes: the resource's id is the catalog's own of it.
  packageRole: {
    create: (wanted, idOf) => ({
      operation: `POST ${EM}/accessPackages/{id}/resourceRoleScopes`, path: { id: idOf('package', wanted.package) },
      body: {
        role: { displayName: wanted.roleName, originId: wanted.roleOriginId, originSystem: wanted.originSystem, resource: { id: idOf('catalogResource', wanted.resource) } },
        scope: { originId: wanted.originId, originSystem: wanted.originSystem, isRootScope: true },
      },
    }),
    delete: (pair, before, idOf) => ({ operation: `DELETE ${EM}/accessPackages/{id}/resourceRoleScopes/{roleScopeId}`, path: { id: idOf('package', before.package), roleScopeId: pair.slice(pair.indexOf('/') + 1) } }),
  },
  // https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-update: the whole policy is put in place of the old one.
  policy: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/assignmentPolicies`, path: {}, body: bodyOfPolicy(idOf('package', wanted.package), calling(wanted.document, idOf)) }),
    update: (id, wanted, _before, idOf) => ({ operation: `PUT ${EM}/assignmentPolicies/{id}`, path: { id }, body: bodyOfPolicy(idOf('package', wanted.package), calling(wanted.document, idOf)) }),
    delete: (id) => ({ operation: `DELETE ${EM}/assignmentPolicies/{id}`, path: { id } }),
  },
  // https://learn.microsoft.com/graph/api/accesspackage-post-incompatibleaccesspackage, accesspackage-delete-incompatibleaccesspackage
  incompatiblePackage: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/accessPackages/{id}/incompatibleAccessPackages/$ref`, path: { id: idOf('package', wanted.package) }, body: reference(`${EM}/accessPackages`, idOf('package', wanted.other)) }),
    delete: (_id, before, idOf) => ({ operation: `DELETE ${EM}/accessPackages/{id}/incompatibleAccessPackages/{otherId}/$ref`, path: { id: idOf('package', before.package), otherId: idOf('package', before.other) } }),
  },
  // https://learn.microsoft.com/graph/api/accesspackage-post-incompatiblegroup, accesspackage-delete-incompatiblegroup
  incompatibleGroup: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/accessPackages/{id}/incompatibleGroups/$ref`, path: { id: idOf('package', wanted.package) }, body: reference('/groups', wanted.groupId) }),
    delete: (_id, before, idOf) => ({ operation: `DELETE ${EM}/accessPackages/{id}/incompatibleGroups/{otherId}/$ref`, path: { id: idOf('package', before.package), otherId: before.groupId } }),
  },
  // https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments, unifiedroleassignment-delete
  catalogRole: {
    create: (wanted, idOf) => ({ operation: 'POST /roleManagement/entitlementManagement/roleAssignments', path: {}, body: { principalId: wanted.principalId, roleDefinitionId: wanted.roleId, appScopeId: `/AccessPackageCatalog/${idOf('catalog', wanted.catalog)}` } }),
    delete: (id) => ({ operation: 'DELETE /roleManagement/entitlementManagement/roleAssignments/{id}', path: { id } }),
  },
  // The scope over the whole tenant is one of the directory, that over a catalog one of the application.
  catalogCreator: {
    create: ({ principalId }) => ({ operation: 'POST /roleManagement/entitlementManagement/roleAssignments', path: {}, body: { principalId, roleDefinitionId: CATALOG_CREATOR.id, directoryScopeId: '/' } }),
    delete: (id) => ({ operation: 'DELETE /roleManagement/entitlementManagement/roleAssignments/{id}', path: { id } }),
  },
  // https://learn.microsoft.com/graph/api/entitlementmanagement-post-connectedorganizations, connectedorganization-update, -delete
  connectedOrganization: {
    create: (wanted) => ({ operation: `POST ${EM}/connectedOrganizations`, path: {}, body: { ...organizationFields(wanted), identitySources: [wanted.source] } }),
    update: (id, wanted, before) => ({ operation: `PATCH ${EM}/connectedOrganizations/{id}`, path: { id }, body: changed(organizationFields(before), organizationFields(wanted)) }),
    delete: (id) => ({ operation: `DELETE ${EM}/connectedOrganizations/{id}`, path: { id } }),
  },
  // https://learn.microsoft.com/graph/api/connectedorganization-post-internalsponsors, -post-externalsponsors, -delete-internalsponsors, -delete-externalsponsors
  organizationSponsor: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/connectedOrganizations/{id}/${SPONSORS[wanted.side]}/$ref`, path: { id: idOf('connectedOrganization', wanted.organization) }, body: reference(wanted.principalKind === 'group' ? '/groups' : '/users', wanted.principalId) }),
    delete: (_id, before, idOf) => ({ operation: `DELETE ${EM}/connectedOrganizations/{id}/${SPONSORS[before.side]}/{sponsorId}/$ref`, path: { id: idOf('connectedOrganization', before.organization), sponsorId: before.principalId } }),
  },
  // https://learn.microsoft.com/graph/api/accesspackagecatalog-post-accesspackagecustomworkflowextensions, accesspackageassignmentrequestworkflowextension-update, -delete
  workflowExtension: {
    create: (wanted, idOf) => ({ operation: `POST ${EM}/catalogs/{id}/customWorkflowExtensions`, path: { id: idOf('catalog', wanted.catalog) }, body: bodyOfExtension(wanted) }),
    update: (extensionId, wanted, _before, idOf) => ({ operation: `PUT ${EM}/catalogs/{id}/customWorkflowExtensions/{extensionId}`, path: { id: idOf('catalog', wanted.catalog), extensionId }, body: bodyOfExtension(wanted) }),
    delete: (extensionId, before, idOf) => ({ operation: `DELETE ${EM}/catalogs/{id}/customWorkflowExtensions/{extensionId}`, path: { id: idOf('catalog', before.catalog), extensionId } }),
  },
  // https://learn.microsoft.com/graph/api/entitlementmanagementsettings-update
  settings: {
    update: (_id, { externalUserLifecycleAction, daysUntilDeleted }) => ({ operation: `PATCH ${EM}/settings`, path: {}, body: { externalUserLifecycleAction, ...(daysUntilDeleted === null ? {} : { durationUntilExternalUserDeletedAfterBlocked: `P${daysUntilDeleted}D` }) } }),
  },
};

/** The Graph call of a step. @throws AppError `internal` for what no operation does, or where the step does not say enough */
export function draftCall({ kind, operation, objectId, wanted, before }: StepToCall, idOf: IdOf): DraftCall {
  const calls = CALLS[kind] as unknown as Of<DraftKind> & { create?: (wanted: Wanted, idOf: IdOf) => DraftCall; update?: (id: string, wanted: Wanted, before: Wanted, idOf: IdOf) => DraftCall; delete?: (id: string, before: Wanted, idOf: IdOf) => DraftCall };
  if (operation === 'create' && wanted && calls.create) return calls.create(wanted, idOf);
  if (operation === 'update' && wanted && before && objectId && calls.update) return calls.update(objectId, wanted, before, idOf);
  if (operation === 'delete' && before && objectId && calls.delete) return calls.delete(objectId, before, idOf);
  throw new AppError('internal', `nothing does ${operation} of ${kind}`);
}

/** Ids of what is there; @throws AppError `internal` for what is not made yet, which must not be sent. */
export const idsMade: IdOf = (kind, ref) => {
  if (isKey(ref)) throw new AppError('internal', `${kind} ${ref.key} is not made yet`);
  return ref.id;
};
