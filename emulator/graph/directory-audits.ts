import type { AuditEntry, AuditTarget } from '../model/audit-log';
import { DIRECTORY_READ, hasEntraRole, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { answerObject } from './directory-query';
import { badRequest, GraphError, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { checkDocumentedFilter } from './documented-filter';
import { answerList, listed } from './odata/collection';
import type { Json } from './odata/thing';
import { defineShape } from './odata/thing';

/** https://learn.microsoft.com/graph/api/directoryaudit-list: both the usual and the largest page. */
const PAGE = 1000;

const showTarget = ({ id, type, displayName, userPrincipalName, changes }: AuditTarget): Json => ({
  id, displayName, type, userPrincipalName, groupType: null, modifiedProperties: changes.map(({ name, before, after }) => ({ displayName: name, oldValue: before, newValue: after })),
});

const showAudit: Show<AuditEntry> = defineShape<AuditEntry, World>({
  type: 'directoryAudit',
  properties: {
    id: (entry) => entry.id,
    category: (entry) => entry.category,
    correlationId: (entry) => entry.correlationId,
    result: (entry) => entry.result,
    resultReason: (entry) => entry.reason,
    activityDisplayName: (entry) => entry.activity,
    activityDateTime: (entry) => new Date(entry.at).toISOString(),
    loggedByService: (entry) => entry.service,
    operationType: (entry) => entry.operation,
    initiatedBy: (entry) => ({
      user: entry.by && { id: entry.by.userId, displayName: entry.by.displayName, userPrincipalName: entry.by.userPrincipalName, ipAddress: null },
      app: entry.app === null ? null : { appId: null, displayName: entry.app, servicePrincipalId: null, servicePrincipalName: null },
    }),
    targetResources: (entry) => entry.targets.map(showTarget),
    additionalDetails: (entry) => entry.details.map(({ key, value }) => ({ key, value })),
  },
});

const FILTERS = {
  id: ['eq'], activitydatetime: ['eq', 'ge', 'le', 'gt', 'lt'], category: ['eq'], correlationid: ['eq'], result: ['eq'], loggedbyservice: ['eq'], operationtype: ['eq'],
  activitydisplayname: ['eq', 'startswith'],
  'initiatedby/user/id': ['eq'], 'initiatedby/user/displayname': ['eq'], 'initiatedby/user/userprincipalname': ['eq', 'startswith'],
  'initiatedby/app/appid': ['eq'], 'initiatedby/app/displayname': ['eq'],
  targetresources: ['any'], 'targetresources/id': ['eq'], 'targetresources/displayname': ['eq', 'startswith'], 'targetresources/userprincipalname': ['eq', 'startswith'],
};

/** The audit log is read by those who look after security and reports, not by whoever administers: not by an Identity Governance Administrator. */
function requireReadsAudits(context: Context): void {
  requireScope(context, DIRECTORY_READ.audits);
  if (context.tenant.settings.licences === 'none') {
    throw new GraphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', "Neither tenant is B2C or tenant doesn't have premium license");
  }
  if (!hasEntraRole(context, ['Global Administrator', 'Global Reader', 'Security Administrator', 'Security Reader', 'Reports Reader'])) throw insufficientPrivileges();
}

export const directoryAuditRoutes: Routes = {
  'GET /auditLogs/directoryAudits': (context) => {
    requireReadsAudits(context);
    const entries = context.tenant.audits.newestFirst(context.now);
    return answerList(context, {
      metadata: 'auditLogs/directoryAudits', shapes: [showAudit.shape], rows: () => listed(entries), show: (entry: AuditEntry) => showAudit(entry, context), pageSize: PAGE, maxTop: PAGE,
      check: ({ filter, search, orderby, count, expand }) => {
        checkDocumentedFilter(filter, FILTERS);
        if (search || count || expand.length > 0) throw badRequest('BadRequest', 'The query specified in the URI is not valid: only $filter, $orderby, $select, $top and $skiptoken are supported.');
        const unsorted = orderby.find(({ path }) => !/^(activityDateTime|category|activityDisplayName)$/i.test(path));
        if (unsorted) throw badRequest('BadRequest', `Sorting by '${unsorted.path}' is not supported.`);
      },
    });
  },
  'GET /auditLogs/directoryAudits/{id}': (context) => {
    requireReadsAudits(context);
    const entry = context.tenant.audits.newestFirst(context.now).find(({ id }) => id === context.at.id);
    if (!entry) throw noSuchObject(context.at.id ?? '');
    return answerObject(context, 'auditLogs/directoryAudits', showAudit.shape, showAudit(entry, context));
  },
};
