import type { ServicePrincipal, User } from '../model/directory';
import { guidOf } from '../model/guid';
import { DIRECTORY_READ, hasEntraRole, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { checkDocumentedFilter } from './documented-filter';
import { badRequest, GraphError } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { answerList, listed } from './odata/collection';
import type { Json } from './odata/thing';
import { defineShape } from './odata/thing';

/** The page says nothing of a size; the other logs have this one. */
const PAGE = 1000;
/** Entra keeps the provisioning log of a licensed organisation for 30 days. https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
const KEPT_MS = 30 * 86_400_000;

type Status = { status: 'success' } | { status: 'failure' | 'skipped'; code: string; reason: string };

/** What Entra's provisioning service did about one person in one application. */
type Provisioned = { id: string; at: number; person: User; application: ServicePrincipal; found: Status };

const systemOf = (id: string, displayName: string, details: Json = {}): Json => ({ id, displayName, details });

const showProvisioned: Show<Provisioned> = defineShape<Provisioned, World>({
  type: 'provisioningObjectSummary',
  properties: {
    id: ({ id }) => id,
    activityDateTime: ({ at }) => new Date(at).toISOString(),
    tenantId: (_, { tenant }) => tenant.info.tenantId,
    jobId: ({ application }, { tenant }) => `outDelta.${tenant.info.tenantId.replaceAll('-', '')}.${application.id}`,
    cycleId: ({ id }) => guidOf(`${id}:cycle`),
    changeId: ({ id }) => guidOf(`${id}:change`),
    provisioningAction: ({ found }) => (found.status === 'skipped' ? 'other' : 'create'),
    durationInMilliseconds: () => 1800,
    servicePrincipal: ({ application }) => ({ id: application.id, displayName: application.displayName }),
    sourceSystem: (_, { tenant }) => systemOf(guidOf(`${tenant.info.tenantId}:entra`), 'Microsoft Entra ID'),
    targetSystem: ({ application }) => systemOf(guidOf(`${application.id}:system`), application.displayName, { ApplicationId: application.appId, ServicePrincipalId: application.id, ServicePrincipalDisplayName: application.displayName }),
    initiatedBy: () => ({ id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' }),
    sourceIdentity: ({ person }) => ({ id: person.id, displayName: person.displayName, identityType: 'User', details: { id: person.id, odatatype: 'User', UserPrincipalName: person.userPrincipalName } }),
    targetIdentity: ({ person, found }) => ({ id: found.status === 'success' ? guidOf(`${person.id}:account`) : '', displayName: found.status === 'success' ? person.userPrincipalName : '', identityType: 'User', details: {} }),
    provisioningStatusInfo: ({ found }) => ({ status: found.status, errorInformation: found.status === 'success' ? null : { errorCode: found.code, reason: found.reason, additionalDetails: null, errorCategory: 'nonServiceFailure', recommendedAction: null } }),
    provisioningSteps: ({ person, application, found }) => [
      { name: 'EntryImportAdd', provisioningStepType: 'import', status: 'success', description: `Received User '${person.userPrincipalName}' change of type (Add) from Microsoft Entra ID`, details: {} },
      { name: 'EntryExportAdd', provisioningStepType: 'export', status: found.status, description: found.status === 'success' ? `User '${person.userPrincipalName}' was created in ${application.displayName}` : found.reason, details: {} },
    ],
    modifiedProperties: ({ person }) => [{ displayName: 'userName', oldValue: null, newValue: person.userPrincipalName }],
  },
});

const IDENTITY = { id: ['eq'], displayname: ['eq', 'contains'] };
const under = (name: string) => Object.fromEntries(Object.entries(IDENTITY).map(([of, operators]) => [`${name}/${of}`, operators]));

/** https://learn.microsoft.com/graph/api/provisioningobjectsummary-list: eq, contains, gt and lt. */
const FILTERS = {
  id: ['eq'], activitydatetime: ['eq', 'gt', 'lt'], jobid: ['eq', 'contains'], cycleid: ['eq'], changeid: ['eq'], tenantid: ['eq'], provisioningaction: ['eq'], 'provisioningstatusinfo/status': ['eq'],
  ...under('serviceprincipal'), ...under('sourceidentity'), ...under('targetidentity'), ...under('sourcesystem'), ...under('targetsystem'),
};

/** The log is read by those who look after security, reports and applications: not by an Identity Governance Administrator. */
function requireReadsLog(context: Context): void {
  if (!context.caller.scopes.includes('ProvisioningLog.Read.All')) requireScope(context, DIRECTORY_READ.audits);
  if (context.tenant.settings.licences === 'none') {
    throw new GraphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', "Neither tenant is B2C or tenant doesn't have premium license");
  }
  if (!hasEntraRole(context, ['Global Administrator', 'Global Reader', 'Security Administrator', 'Security Reader', 'Reports Reader', 'Application Administrator'])) throw insufficientPrivileges();
}

/**
 * What came of each role that somebody holds by name in an application that is provisioned, some time after they got it:
 * blocked accounts are skipped, and of two people with one mail address neither can be told apart in the target.
 * https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works
 */
function provisionedIn({ tenant, now }: Context): Provisioned[] {
  const found: Provisioned[] = [];
  for (const application of tenant.servicePrincipals.values()) {
    if (!application.provisioned) continue;
    const grants = tenant.appRoleGrantsOn(application.id).filter(({ principalType }) => principalType === 'User');
    const people = new Map(grants.flatMap(({ principalId }) => { const person = tenant.users.get(principalId); return person ? [[principalId, person] as const] : []; }));
    const mails = new Map<string, number>();
    for (const { mail } of people.values()) if (mail) mails.set(mail.toLowerCase(), (mails.get(mail.toLowerCase()) ?? 0) + 1);
    for (const grant of grants) {
      const person = people.get(grant.principalId);
      const at = Date.parse(grant.createdDateTime) + tenant.settings.provisioningMs;
      if (person && at <= now && at > now - KEPT_MS) found.push({ id: guidOf(`${grant.id}:provisioning`), at, person, application, found: statusOf(person, application, mails) });
    }
  }
  return found.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

function statusOf(person: User, application: ServicePrincipal, mails: ReadonlyMap<string, number>): Status {
  if (!person.accountEnabled) return { status: 'skipped', code: 'NotEffectivelyEntitled', reason: `The User '${person.userPrincipalName}' will be skipped. The User is not active in Microsoft Entra ID.` };
  if ((mails.get(person.mail?.toLowerCase() ?? '') ?? 0) > 1) return { status: 'failure', code: 'DuplicateTargetEntries', reason: `More than one User in ${application.displayName} matches '${person.mail ?? ''}'.` };
  return { status: 'success' };
}

export const provisioningLogRoutes: Routes = {
  'GET /auditLogs/provisioning': (context) => {
    requireReadsLog(context);
    const entries = provisionedIn(context);
    return answerList(context, {
      metadata: 'auditLogs/provisioning', shapes: [showProvisioned.shape], rows: () => listed(entries), show: (entry: Provisioned) => showProvisioned(entry, context), pageSize: PAGE, maxTop: PAGE,
      check: ({ filter, search, orderby, count, expand }) => {
        checkDocumentedFilter(filter, FILTERS);
        if (search || count || expand.length > 0) throw badRequest('BadRequest', 'The query specified in the URI is not valid: only $filter, $orderby, $top and $skiptoken are supported.');
        const unsorted = orderby.find(({ path }) => !/^activityDateTime$/i.test(path));
        if (unsorted) throw badRequest('BadRequest', `Sorting by '${unsorted.path}' is not supported.`);
      },
    });
  },
};
