import { isRecord } from '../http';
import { roleId } from '../model/directory-roles';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes } from './context';
import { badRequest, noSuchObject } from './graph-error';
import { groupIn } from './groups';
import { objectById } from './references';
import { principalIn } from './service-principals';
import { personIn } from './users';

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
const MOST_CHECKED = 20;
/** https://learn.microsoft.com/graph/api/directoryobject-getmembergroups */
const MOST_TOLD = 11_000;
const SCOPES = ['User.Read', 'User.Read.All', ...DIRECTORY_READ.groups, 'Application.Read.All'];

const bodyOf = ({ request }: Context): Record<string, unknown> => (isRecord(request.body) ? request.body : {});

const answer = (value: string[]) => ({ status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)', value } });

/** Ids of the directory roles somebody holds, which stand beside groups wherever objects rather than groups are asked for. */
const rolesOf = ({ tenant }: Context, id: string): string[] => tenant.entraRolesOf(id).map((role) => roleId(tenant.info.tenantId, role));

function check(context: Context, id: string, name: 'groupIds' | 'ids') {
  requireScope(context, SCOPES);
  const { [name]: given } = bodyOf(context);
  if (!Array.isArray(given) || given.length === 0 || !given.every((one) => typeof one === 'string')) throw badRequest('Request_BadRequest', `The parameter '${name}' must be a collection of ids.`);
  if (given.length > MOST_CHECKED) throw badRequest('Request_BadRequest', `The parameter '${name}' holds ${given.length} ids; at most ${MOST_CHECKED} are allowed.`);
  const wanted = new Set(given.map((one: string) => one.toLowerCase()));
  const held = [...context.tenant.transitiveGroupsOf(id).map((group) => group.id), ...(name === 'ids' ? rolesOf(context, id) : [])];
  return answer(held.filter((one) => wanted.has(one)));
}

function tell(context: Context, id: string, withRoles: boolean) {
  requireScope(context, SCOPES);
  const { securityEnabledOnly } = bodyOf(context);
  if (typeof securityEnabledOnly !== 'boolean') throw badRequest('Request_BadRequest', "The parameter 'securityEnabledOnly' is required.");
  const groups = context.tenant.transitiveGroupsOf(id).flatMap((group) => (group.securityEnabled || !securityEnabledOnly ? group.id : []));
  const ids = withRoles ? [...groups, ...rolesOf(context, id)] : groups;
  if (ids.length > MOST_TOLD) throw badRequest('Directory_ResultSizeLimitExceeded', 'The result is too large to be returned.');
  return answer(ids);
}

const of = (path: string, idIn: (context: Context) => string): Routes => ({
  [`POST ${path}/checkMemberGroups`]: (context) => check(context, idIn(context), 'groupIds'),
  [`POST ${path}/getMemberGroups`]: (context) => tell(context, idIn(context), false),
  [`POST ${path}/checkMemberObjects`]: (context) => check(context, idIn(context), 'ids'),
  [`POST ${path}/getMemberObjects`]: (context) => tell(context, idIn(context), true),
});

function objectIn(context: Context): string {
  const id = context.at.id ?? '';
  const found = objectById(context, id);
  if (!found) throw noSuchObject(id);
  return found.id;
}

export const memberGroupRoutes: Routes = {
  ...of('/me', (context) => personIn(context).id),
  ...of('/users/{id}', (context) => personIn(context).id),
  ...of('/groups/{id}', (context) => groupIn(context).id),
  ...of('/servicePrincipals/{id}', (context) => principalIn(context).id),
  ...of('/directoryObjects/{id}', objectIn),
};
