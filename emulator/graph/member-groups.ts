import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes } from './context';
import { badRequest } from './graph-error';
import { groupIn } from './groups';
import { principalIn } from './service-principals';
import { personIn } from './users';

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
const MOST_CHECKED = 20;
/** https://learn.microsoft.com/graph/api/directoryobject-getmembergroups */
const MOST_TOLD = 11_000;
const SCOPES = ['User.Read', 'User.Read.All', ...DIRECTORY_READ.groups, 'Application.Read.All'];

const answer = (value: string[]) => ({ status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)', value } });

function check(context: Context, id: string) {
  requireScope(context, SCOPES);
  const { groupIds } = (context.request.body ?? {}) as { groupIds?: unknown };
  if (!Array.isArray(groupIds) || groupIds.length === 0 || !groupIds.every((groupId) => typeof groupId === 'string')) throw badRequest('Request_BadRequest', "The parameter 'groupIds' must be a collection of ids.");
  if (groupIds.length > MOST_CHECKED) throw badRequest('Request_BadRequest', `The parameter 'groupIds' holds ${groupIds.length} ids; at most ${MOST_CHECKED} are allowed.`);
  const wanted = new Set(groupIds.map((groupId: string) => groupId.toLowerCase()));
  return answer(context.tenant.transitiveGroupsOf(id).flatMap((group) => (wanted.has(group.id) ? group.id : [])));
}

function tell(context: Context, id: string) {
  requireScope(context, SCOPES);
  const { securityEnabledOnly } = (context.request.body ?? {}) as { securityEnabledOnly?: unknown };
  if (typeof securityEnabledOnly !== 'boolean') throw badRequest('Request_BadRequest', "The parameter 'securityEnabledOnly' is required.");
  const ids = context.tenant.transitiveGroupsOf(id).flatMap((group) => (group.securityEnabled || !securityEnabledOnly ? group.id : []));
  if (ids.length > MOST_TOLD) throw badRequest('Directory_ResultSizeLimitExceeded', 'The result is too large to be returned.');
  return answer(ids);
}

const of = (path: string, idIn: (context: Context) => string): Routes => ({
  [`POST ${path}/checkMemberGroups`]: (context) => check(context, idIn(context)),
  [`POST ${path}/getMemberGroups`]: (context) => tell(context, idIn(context)),
});

export const memberGroupRoutes: Routes = {
  ...of('/me', (context) => personIn(context).id),
  ...of('/users/{id}', (context) => personIn(context).id),
  ...of('/groups/{id}', (context) => groupIn(context).id),
  ...of('/servicePrincipals/{id}', (context) => principalIn(context).id),
};
