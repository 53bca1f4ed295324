import type { Policy } from '../../model/governance';
import { isLive } from '../../model/governance-store';
import { requireGovernanceScope, requireReadsAll, requireReadsCatalog, requireWritesCatalog } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import { defineShape } from '../odata/thing';
import { planReview } from './access-reviews';
import type { Body } from './body';
import { forgetScope } from '../../rules/membership';
import { followRule, requireMayAutomate } from './automatic/automatic-policy';
import { bodyOf, referenceIn } from './body';
import { showCatalog } from './catalogs';
import { created, EM, governanceList, governanceObject, idIn, iso } from './governance-query';
import { showPackage } from './packages';
import { requireRoomFor } from './limits';
import { POLICY_PROPERTIES, readPolicy, requireNoEcho, showApproval } from './policy-body';
import { showQuestion } from './policy-questions';
import { makeAlone } from './policy-writes';
import { showReview } from './review-settings';
import { readStageSettings, showStageSetting } from './stage-settings';
import { showSubjectSet } from './subject-sets';

export const showPolicy: Show<Policy> = defineShape<Policy, World>({
  type: 'accessPackageAssignmentPolicy',
  properties: {
    id: (policy) => policy.id,
    displayName: (policy) => policy.displayName,
    description: (policy) => policy.description,
    allowedTargetScope: (policy) => policy.allowedTargetScope,
    createdDateTime: (policy) => iso(policy.created),
    modifiedDateTime: (policy) => iso(policy.modified),
    specificAllowedTargets: (policy) => policy.specificAllowedTargets.map(showSubjectSet),
    automaticRequestSettings: (policy) => policy.automaticRequestSettings,
    expiration: (policy) => policy.expiration,
    requestorSettings: ({ requestorSettings }) => ({ ...requestorSettings, onBehalfRequestors: requestorSettings.onBehalfRequestors.map(showSubjectSet) }),
    requestApprovalSettings: (policy) => showApproval(policy.requestApprovalSettings),
    reviewSettings: (policy) => showReview(policy.reviewSettings),
    notificationSettings: (policy) => policy.notificationSettings,
  },
  navigations: {
    accessPackage: (policy, world) => {
      const row = world.tenant.governance.packages.get(policy.packageId);
      return row ? showPackage(row, world) : null;
    },
    catalog: (policy, world) => {
      const row = world.tenant.governance.packages.get(policy.packageId);
      const catalog = row && world.tenant.governance.catalogs.get(row.catalogId);
      return catalog ? showCatalog(catalog, world) : null;
    },
    questions: (policy, world) => policy.questions.map((question) => showQuestion(question, world)),
    customExtensionStageSettings: (policy, world) => (policy.customExtensionStageSettings ?? []).map((setting) => showStageSetting(setting, world)),
  },
});

/** The policy a path names with its catalog's id; the caller's right is checked by whoever asks. */
function policyIn(context: Context): { policy: Policy; catalogId: string } {
  const { governance } = context.tenant;
  const policy = governance.policies.get(idIn(context));
  const catalogId = policy && governance.packages.get(policy.packageId)?.catalogId;
  if (!policy || catalogId === undefined) {
    requireReadsAll(context);
    throw noSuchResource('The policy was not found.');
  }
  return { policy, catalogId };
}

function readContent(context: Context, body: Body, catalogId: string) {
  const content = { ...readPolicy(body, () => context.tenant.newId()), customExtensionStageSettings: readStageSettings(context, body, catalogId) };
  const organizations = content.specificAllowedTargets.filter(({ kind }) => kind === 'connectedOrganizationMembers').length;
  requireRoomFor(context.tenant, 'connectedOrganizationsPerPolicy', organizations - 1);
  requireRoomFor(context.tenant, 'namedInOnePolicy', content.specificAllowedTargets.length - organizations - 1);
  return content;
}

export const policyRoutes: Routes = {
  /** Catalog roles do not open this list; whoever has only those reads policies through the package. */
  [`GET ${EM}/assignmentPolicies`]: (context) => {
    requireReadsAll(context);
    const { governance } = context.tenant;
    return governanceList(context, {
      collection: 'assignmentPolicies',
      show: showPolicy,
      rows: (filter) => {
        const packages = pinned(filter, 'accessPackage/id');
        return packages ? listed(packages.flatMap((id) => governance.policiesIn(id.toLowerCase()))) : (from) => governance.policies.from(from);
      },
      filters: { id: ['eq'], displayname: ['eq'], 'accesspackage/id': ['eq'] },
    });
  },
  [`GET ${EM}/assignmentPolicies/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    const { policy, catalogId } = policyIn(context);
    requireReadsCatalog(context, catalogId);
    return governanceObject(context, 'assignmentPolicies', showPolicy, policy);
  },
  [`POST ${EM}/assignmentPolicies`]: async (context) => {
    requireGovernanceScope(context, 'write');
    const { tenant, now } = context;
    const body = bodyOf(context, POLICY_PROPERTIES);
    const row = tenant.governance.packages.get(referenceIn(body, 'accessPackage'));
    if (!row) {
      requireReadsAll(context);
      throw noSuchResource('The access package was not found.');
    }
    requireWritesCatalog(context, row.catalogId, 'package');
    const content = readContent(context, body, row.catalogId);
    requireMayAutomate(context, content, row.id);
    requireRoomFor(tenant, 'policiesPerTenant', tenant.governance.policies.size);
    const policy = await makeAlone(tenant, () => tenant.governance.keepPolicy({ ...content, id: tenant.newId(), packageId: row.id, created: now, modified: now }));
    planReview(tenant, policy, now);
    followRule(tenant, policy, now);
    return created(context, 'assignmentPolicies', showPolicy, policy);
  },
  /** Replaces the whole: what the body leaves out is gone. */
  [`PUT ${EM}/assignmentPolicies/{id}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const { policy, catalogId } = policyIn(context);
    requireWritesCatalog(context, catalogId, 'package');
    const body = bodyOf(context, POLICY_PROPERTIES);
    if (referenceIn(body, 'accessPackage') !== policy.packageId) throw badRequest('InvalidModel', 'The model is invalid. A policy cannot be moved to another access package.');
    requireNoEcho(body);
    const content = readContent(context, body, catalogId);
    requireMayAutomate(context, content, policy.packageId, policy);
    Object.assign(policy, content, { modified: context.now });
    planReview(context.tenant, policy, context.now);
    followRule(context.tenant, policy, context.now);
    return governanceObject(context, 'assignmentPolicies', showPolicy, policy);
  },
  [`DELETE ${EM}/assignmentPolicies/{id}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const { policy, catalogId } = policyIn(context);
    requireWritesCatalog(context, catalogId, 'package');
    const { governance } = context.tenant;
    if (governance.assignmentsBy(policy.id).some(isLive)) {
      throw badRequest('InvalidDeletePolicyHasAssignments', 'The policy cannot be deleted because it has active assignments.');
    }
    governance.dropPolicy(policy.id);
    forgetScope(context.tenant, policy.id);
    return { status: 204 };
  },
};
