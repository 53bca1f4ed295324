import { randomUUID } from 'node:crypto';
import type { Tenant } from '../model';
import type { Clock, Graph, GraphRequest, GraphResponse } from '../wire';
import { appRoleAssignmentRoutes } from './app-role-assignments';
import { noticeChanges } from '../rules/membership';
import { applicationWriteRoutes } from './application-writes';
import { applicationRoutes } from './applications';
import { answerBatch } from './batch';
import { deletedItemRoutes } from './deleted-items';
import type { Routes } from './context';
import { groupDeltaRoutes } from './delta/group-delta';
import { userDeltaRoutes } from './delta/user-delta';
import { directoryAuditRoutes } from './directory-audits';
import { directoryObjectRoutes } from './directory-objects';
import { assignmentScheduleRoutes } from './assignment-schedules';
import { eligibilityScheduleRoutes } from './eligibility-schedules';
import { approvalRoutes } from './entitlement/approvals';
import { assignmentRequestRoutes } from './entitlement/assignment-requests';
import { assignmentRoutes } from './entitlement/assignments';
import { catalogRoutes } from './entitlement/catalogs';
import { connectedOrganizationRoutes } from './entitlement/connected-organizations';
import { environmentRoutes } from './entitlement/environments';
import { incompatibleRoutes } from './entitlement/incompatible';
import { packageRoutes } from './entitlement/packages';
import { policyRoutes } from './entitlement/policies';
import { answerRelation, relationIn } from './entitlement/relations';
import { provisioningLogRoutes } from './provisioning-log';
import { signInRoutes } from './sign-ins';
import { requestableRoutes } from './entitlement/requestable';
import { resourceRequestRoutes } from './entitlement/resource-requests';
import { resourceRoutes } from './entitlement/resources';
import { resumeRoutes } from './entitlement/resume';
import { governanceSettingsRoutes } from './entitlement/settings';
import { advanceTo } from './entitlement/state-machine';
import { subjectRoutes } from './entitlement/subjects';
import { workflowExtensionRoutes } from './entitlement/workflow-extensions';
import { watchGovernance } from './governance-audit';
import { requireGovernanceLicence } from './governance-licence';
import { governanceRoleRoutes } from './governance-roles';
import { errorBody, GraphError } from './graph-error';
import { groupReferenceRoutes } from './group-references';
import { groupWriteRoutes } from './group-writes';
import { groupRoutes } from './groups';
import { licenceRoutes } from './licences';
import { mailRoutes } from './mail';
import { memberGroupRoutes } from './member-groups';
import { organizationRoutes } from './organization';
import { Router, spelledOut } from './router';
import { servicePrincipalWriteRoutes } from './service-principal-writes';
import { servicePrincipalRoutes } from './service-principals';
import { siteRoutes } from './sites';
import { userRelationRoutes } from './user-relations';
import { userWriteRoutes } from './user-writes';
import { userRoutes } from './users';

const TABLES: readonly Routes[] = [
  // Before the routes that take any text for an id.
  userDeltaRoutes, groupDeltaRoutes,
  userRoutes, userRelationRoutes, userWriteRoutes, groupRoutes, groupReferenceRoutes, groupWriteRoutes, memberGroupRoutes, deletedItemRoutes,
  servicePrincipalRoutes, appRoleAssignmentRoutes, applicationRoutes, applicationWriteRoutes, servicePrincipalWriteRoutes, siteRoutes, organizationRoutes, licenceRoutes, directoryObjectRoutes, mailRoutes,
  directoryAuditRoutes, provisioningLogRoutes, signInRoutes, governanceRoleRoutes, eligibilityScheduleRoutes, assignmentScheduleRoutes,
  requestableRoutes, catalogRoutes, workflowExtensionRoutes, resourceRoutes, resourceRequestRoutes, environmentRoutes, packageRoutes, incompatibleRoutes, policyRoutes,
  assignmentRequestRoutes, resumeRoutes, assignmentRoutes, approvalRoutes, governanceSettingsRoutes, connectedOrganizationRoutes, subjectRoutes,
];

/** Every operation there is, as method and path template; who may do each stands in authority-table.ts. */
export const routeLines: readonly string[] = TABLES.flatMap((table) => Object.keys(table));

/**
 * Microsoft Graph v1.0 over one tenant. Every request first brings the tenant to the moment of the clock.
 * The requests of a `$batch` go through `inner`, by default this same Graph, so that whatever stands before it
 * (faults, a record) can be put before them too.
 */
export function createGraph(tenant: Tenant, clock: Clock, inner?: Graph['handle']): Graph {
  const router = new Router(...TABLES);

  const answer = async (request: GraphRequest): Promise<GraphResponse> => {
    if (request.path === '/$batch') {
      if (request.method !== 'POST') throw notOffered(request);
      return answerBatch(request, inner ?? handle);
    }
    const route = router.find(request.method, request.path);
    if (route === 'method') throw notOffered(request);
    const relation = route ? null : relationIn(request);
    if (relation && typeof router.find('GET', relation.of.path) === 'object') return answerRelation(relation, clock.now(), answer);
    if (!route) throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${router.unknownSegment(request.path)}'.`);
    requireGovernanceLicence(tenant, request);
    const context = { tenant, now: clock.now(), caller: request.caller, request, at: route.at };
    const note = request.method === 'GET' ? null : watchGovernance(route.line, context);
    const response = await route.handler(context);
    note?.(response);
    return response;
  };

  async function handle(asked: GraphRequest): Promise<GraphResponse> {
    const request = { ...asked, path: spelledOut(asked.path) };
    const requestId = randomUUID();
    const clientRequestId = request.headers['client-request-id'] ?? requestId;
    const ids = { 'request-id': requestId, 'client-request-id': clientRequestId };
    advanceTo(tenant, clock.now());
    try {
      const { status, headers, body } = await answer(request);
      return { status, headers: { ...ids, ...headers }, ...(body === undefined ? {} : { body }) };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return { status: error.status, headers: { ...ids, ...error.headers }, body: errorBody(error, requestId, clientRequestId, clock.now()) };
    } finally {
      noticeChanges(tenant, clock.now());
    }
  }

  return { handle };
}

const notOffered = ({ method }: GraphRequest): GraphError =>
  new GraphError(405, 'Request_BadRequest', `Specified HTTP method '${method}' is not allowed for the request target.`);
