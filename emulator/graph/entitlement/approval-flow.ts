import type { Tenant } from '../../model';
import type { ApprovalStage, ApprovalStageRule, AssignmentRequest } from '../../model/governance';
import { approversOf } from './approvers';
import { durationMs } from './schedule';

const FORTNIGHT = 14 * 86_400_000;

/** What follows from a stage: it waits, everybody has agreed, or somebody refused. */
export type Outcome = 'waits' | 'approved' | 'denied';

/** Begins the approval of a request, with the stages and approvers the policy names at this moment. */
export function beginApproval(tenant: Tenant, request: AssignmentRequest, at: number): Outcome {
  const rules = tenant.governance.policies.get(request.policyId)?.requestApprovalSettings.stages ?? [];
  request.stages = rules.map((rule) => stageOf(tenant, rule, request));
  Object.assign(request, { state: 'pendingApproval', status: 'PendingApproval' });
  return openStage(tenant, request, 0, at);
}

function stageOf(tenant: Tenant, rule: ApprovalStageRule, request: AssignmentRequest): ApprovalStage {
  return {
    id: tenant.newId(),
    approverIds: approversOf(tenant, rule.primaryApprovers, rule.fallbackPrimaryApprovers, request),
    escalationApproverIds: rule.isEscalationEnabled ? approversOf(tenant, rule.escalationApprovers, rule.fallbackEscalationApprovers, request) : [],
    escalateAfterMs: rule.isEscalationEnabled ? durationMs(rule.durationBeforeEscalation) : null,
    denyAfterMs: durationMs(rule.durationBeforeAutomaticDenial) ?? FORTNIGHT,
    isJustificationRequired: rule.isApproverJustificationRequired,
    status: 'NotStarted',
    reviewResult: 'NotReviewed',
    reviewedById: null,
    reviewed: null,
    justification: '',
    escalatesAt: null,
    deniesAt: null,
  };
}

/** Waits for the approvers of a stage; a stage nobody can ever decide denies at once. */
function openStage(tenant: Tenant, request: AssignmentRequest, index: number, at: number): Outcome {
  const stage = request.stages[index];
  if (!stage || stage.approverIds.length + (stage.escalationApproverIds?.length ?? 0) === 0) {
    if (stage) stage.status = 'Expired';
    return 'denied';
  }
  stage.status = 'InProgress';
  stage.deniesAt = at + (stage.denyAfterMs ?? FORTNIGHT);
  if (stage.escalateAfterMs && stage.escalateAfterMs < (stage.denyAfterMs ?? FORTNIGHT)) stage.escalatesAt = at + stage.escalateAfterMs;
  request.status = 'PendingApproval';
  tenant.governance.askToDecide(request, stage.approverIds);
  tenant.governance.schedule(request, stage.escalatesAt ?? stage.deniesAt);
  return 'waits';
}

/** What the passing of time does to the open stage: it goes to the alternate approvers as well, or its time is over. */
export function stageIsDue(tenant: Tenant, request: AssignmentRequest, at: number): Outcome {
  const stage = request.stages.find((candidate) => candidate.status === 'InProgress');
  if (!stage || stage.escalatesAt !== at) {
    if (stage) stage.status = 'Expired';
    return 'denied';
  }
  const added = (stage.escalationApproverIds ?? []).filter((id) => !stage.approverIds.includes(id));
  stage.approverIds.push(...added);
  stage.escalatesAt = null;
  request.status = 'PendingApprovalEscalated';
  tenant.governance.askToDecide(request, added);
  tenant.governance.schedule(request, stage.deniesAt);
  return 'waits';
}

export type Decision = { by: string; result: 'Approve' | 'Deny'; justification: string };

/** Enters an approver's decision on the open stage: one of them is enough, one refusal ends it. */
export function enterDecision(tenant: Tenant, request: AssignmentRequest, decision: Decision, at: number): Outcome {
  const index = request.stages.findIndex((stage) => stage.status === 'InProgress');
  const stage = request.stages[index];
  if (!stage) return 'waits';
  Object.assign(stage, { status: 'Completed', reviewResult: decision.result, reviewedById: decision.by, reviewed: at, justification: decision.justification });
  if (decision.result === 'Deny') return 'denied';
  return index + 1 < request.stages.length ? openStage(tenant, request, index + 1, at) : 'approved';
}
