import type { ApprovalStage, AssignmentRequest } from '../../model/governance';
import { mayReadCatalog, noRole, requireGovernanceScope } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, GraphError, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { render } from '../odata/render';
import { defineShape } from '../odata/thing';
import { bodyOf, invalidModel, memberIn, textIn } from './body';
import { EM, governanceList, governanceObject, idIn, isoOrNull } from './governance-query';
import { decide } from './state-machine';

const showStage: Show<ApprovalStage> = defineShape<ApprovalStage, World>({
  type: 'approvalStage',
  properties: {
    id: (stage) => stage.id,
    displayName: () => null,
    reviewedDateTime: (stage) => isoOrNull(stage.reviewed),
    reviewResult: (stage) => stage.reviewResult,
    status: (stage) => stage.status,
    assignedToMe: (stage, { caller }) => stage.approverIds.includes(caller.userId),
    justification: (stage) => stage.justification,
    reviewedBy: (stage, { tenant }) => {
      const person = stage.reviewedById === null ? undefined : tenant.users.get(stage.reviewedById);
      return person ? { id: person.id, displayName: person.displayName, userPrincipalName: person.userPrincipalName } : null;
    },
  },
});

/** An approval is the decision part of a request and has the request's id. */
const showApprovalOf: Show<AssignmentRequest> = defineShape<AssignmentRequest, World>({
  type: 'approval',
  properties: { id: (request) => request.id },
  navigations: { stages: (request, world) => request.stages.map((stage) => showStage(stage, world)) },
});

function approvalIn(context: Context): AssignmentRequest {
  const request = context.tenant.governance.assignmentRequests.get(idIn(context));
  const approves = request?.stages.some((stage) => stage.approverIds.includes(context.caller.userId)) ?? false;
  const catalogId = request && context.tenant.governance.packages.get(request.packageId)?.catalogId;
  if (request && !approves && !mayReadCatalog(context, catalogId ?? '')) throw noRole();
  if (!request || request.stages.length === 0) throw noSuchResource('The approval was not found.');
  return request;
}

function stageIn(context: Context): { request: AssignmentRequest; stage: ApprovalStage } {
  const request = approvalIn(context);
  const stage = request.stages.find((candidate) => candidate.id === idIn(context, 'stageId'));
  if (!stage) throw noSuchResource('The approval stage was not found.');
  return { request, stage };
}

const APPROVALS = `${EM}/accessPackageAssignmentApprovals`;

export const approvalRoutes: Routes = {
  [`GET ${APPROVALS}/filterByCurrentUser(on='{on}')`]: (context) => {
    if (context.at.on?.toLowerCase() !== 'approver') throw badRequest('InvalidModel', `The value '${context.at.on}' of the parameter 'on' is not valid.`);
    const { userId } = context.caller;
    const waiting = context.tenant.governance.requestsByApprover(userId).filter((request) =>
      request.state === 'pendingApproval' && request.stages.some((stage) => stage.status === 'InProgress' && stage.approverIds.includes(userId)));
    return governanceList(context, { collection: 'accessPackageAssignmentApprovals', show: showApprovalOf, rows: () => listed(waiting), filters: {} });
  },
  [`GET ${APPROVALS}/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    const request = approvalIn(context);
    const answer = governanceObject(context, 'accessPackageAssignmentApprovals', showApprovalOf, request);
    // The stages come along unasked, as Graph's own example has them.
    return { ...answer, body: { ...(answer.body as object), stages: request.stages.map((stage) => render(showStage(stage, context), { select: null, expand: [] })) } };
  },
  [`GET ${APPROVALS}/{id}/stages`]: (context) => {
    requireGovernanceScope(context, 'read');
    const value = approvalIn(context).stages.map((stage) => render(showStage(stage, context), { select: null, expand: [] }));
    return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#approvalStages', value } };
  },
  [`GET ${APPROVALS}/{id}/stages/{stageId}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return governanceObject(context, 'accessPackageAssignmentApprovals/stages', showStage, stageIn(context).stage);
  },
  [`PATCH ${APPROVALS}/{id}/stages/{stageId}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const { request, stage } = stageIn(context);
    const { userId } = context.caller;
    if (!stage.approverIds.includes(userId) || request.targetId === userId) throw noRole();
    if (stage.status !== 'InProgress' || request.state !== 'pendingApproval') throw new GraphError(409, 'StageAlreadyReviewed', 'The stage has been decided already.');
    const body = bodyOf(context, ['reviewResult', 'justification']);
    const result = memberIn(body, 'reviewResult', ['Approve', 'Deny']);
    if (!result) throw invalidModel('reviewResult is required.');
    const justification = textIn(body, 'justification') ?? '';
    if (stage.isJustificationRequired && justification.trim() === '') throw invalidModel('justification is required.');
    decide(context.tenant, request, { by: userId, result, justification }, context.now);
    return { status: 204 };
  },
};
