import type { SignIn } from '../model/sign-in-activity';
import { guidOf } from '../model/guid';
import { hasEntraRole } from './authority';
import type { Context, Routes, Show, World } from './context';
import { answerObject } from './directory-query';
import { checkDocumentedFilter } from './documented-filter';
import { badRequest, GraphError, noSuchObject } from './graph-error';
import { answerList, listed } from './odata/collection';
import { defineShape } from './odata/thing';
import { unfilled } from './unfilled';

/** https://learn.microsoft.com/graph/api/signin-list: both the usual and the largest page. */
const PAGE = 1000;
const SCOPES = ['AuditLog.Read.All', 'Directory.Read.All'];

/** https://learn.microsoft.com/graph/api/resources/signin */
const showSignIn: Show<SignIn> = defineShape<SignIn, World>({
  type: 'signIn',
  properties: {
    id: ({ id }) => id,
    createdDateTime: ({ at }) => new Date(at).toISOString(),
    userId: ({ userId }) => userId,
    userDisplayName: ({ userId }, { tenant }) => tenant.users.get(userId)?.displayName ?? null,
    userPrincipalName: ({ userId }, { tenant }) => tenant.users.get(userId)?.userPrincipalName ?? null,
    appId: ({ appId }) => appId,
    appDisplayName: ({ appId }, { tenant }) => [...tenant.servicePrincipals.values()].find((principal) => principal.appId === appId)?.displayName ?? null,
    ipAddress: () => '203.0.113.20',
    clientAppUsed: () => 'Browser',
    correlationId: ({ id }) => guidOf(`${id}:correlation`),
    conditionalAccessStatus: () => 'notApplied',
    isInteractive: () => true,
    riskDetail: () => 'none',
    riskLevelAggregated: () => 'none',
    riskLevelDuringSignIn: () => 'none',
    riskState: () => 'none',
    status: ({ errorCode }) => ({ errorCode, failureReason: errorCode === 0 ? 'Other.' : 'The sign-in did not succeed.', additionalDetails: null }),
    deviceDetail: () => ({ deviceId: '', displayName: null, operatingSystem: 'Windows', browser: 'Edge 142.0.0', isCompliant: null, isManaged: null, trustType: null }),
    location: () => ({ city: 'Hamburg', state: 'Hamburg', countryOrRegion: 'DE', geoCoordinates: { altitude: null, latitude: 53.55, longitude: 9.99 } }),
    resourceDisplayName: () => 'Microsoft Graph',
    resourceId: () => '00000003-0000-0000-c000-000000000000',
    ...unfilled('', 'appliedConditionalAccessPolicies riskEventTypes riskEventTypes_v2'),
  },
});

const TEXT = ['eq', 'startswith'];

/** https://learn.microsoft.com/graph/api/signin-list */
const FILTERS = {
  id: ['eq'], userid: ['eq'], appid: ['eq'], createddatetime: ['eq', 'le', 'ge'], userdisplayname: TEXT, userprincipalname: TEXT, appdisplayname: TEXT, ipaddress: TEXT,
  'location/city': TEXT, 'location/state': TEXT, 'location/countryorregion': TEXT, 'status/errorcode': ['eq'], clientappused: ['eq'], conditionalaccessstatus: ['eq'],
  'devicedetail/browser': TEXT, 'devicedetail/operatingsystem': TEXT, correlationid: ['eq'],
};

/** It takes both permissions, a licence, and a role that reads reports: an Identity Governance Administrator has none. */
function requireReadsSignIns(context: Context): void {
  const missing = SCOPES.filter((scope) => !context.caller.scopes.includes(scope));
  if (missing.length > 0) throw new GraphError(403, 'Authentication_MSGraphPermissionMissing', `Calling principal does not have required MSGraph permissions ${missing.join(',')}`);
  if (context.tenant.settings.licences === 'none') throw new GraphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', "Neither tenant is B2C or tenant doesn't have premium license");
  if (!hasEntraRole(context, ['Global Administrator', 'Global Reader', 'Security Administrator', 'Security Reader', 'Reports Reader'])) throw new GraphError(403, 'Authentication_RequestFromUnsupportedUserRole', 'User is not in the allowed roles');
}

export const signInRoutes: Routes = {
  'GET /auditLogs/signIns': (context) => {
    requireReadsSignIns(context);
    const signIns = context.tenant.signIns.newestFirst(context.now);
    return answerList(context, {
      metadata: 'auditLogs/signIns', shapes: [showSignIn.shape], rows: () => listed(signIns), show: (signIn: SignIn) => showSignIn(signIn, context), pageSize: PAGE, maxTop: PAGE,
      check: ({ filter, search, orderby, count, expand }) => {
        checkDocumentedFilter(filter, FILTERS);
        if (search || count || expand.length > 0) throw badRequest('BadRequest', 'The query specified in the URI is not valid: only $filter, $orderby, $top and $skiptoken are supported.');
        const unsorted = orderby.find(({ path }) => !/^createdDateTime$/i.test(path));
        if (unsorted) throw badRequest('BadRequest', `Sorting by '${unsorted.path}' is not supported.`);
      },
    });
  },
  'GET /auditLogs/signIns/{id}': (context) => {
    requireReadsSignIns(context);
    const signIn = context.tenant.signIns.newestFirst(context.now).find(({ id }) => id === context.at.id);
    if (!signIn) throw noSuchObject(context.at.id ?? '');
    return answerObject(context, 'auditLogs/signIns', showSignIn.shape, showSignIn(signIn, context));
  },
};
