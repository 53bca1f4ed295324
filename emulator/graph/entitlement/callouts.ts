import type { Tenant } from '../../model';
import type { Assignment, AssignmentRequest } from '../../model/governance';
import { endOf } from '../../model/governance-store';
import type { Callout, ExtensionStage } from '../../model/workflow-extension';
import type { Json } from '../odata/thing';
import { durationMs } from './schedule';

const DAY = 86_400_000;
const REMINDERS = { assignmentFourteenDaysBeforeExpiration: 14 * DAY, assignmentOneDayBeforeExpiration: DAY } as const;

/** The stages at which a request stands still until the workflow answers; at the others it is only told. */
const WAITING: readonly ExtensionStage[] = ['assignmentRequestCreated', 'assignmentRequestApproved'];

/**
 * Calls what the request's policy names for a stage, once a stage. True when the request now waits for the answer:
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-logic-apps-integration#launch-and-wait
 */
export function callOut(tenant: Tenant, request: AssignmentRequest, stage: ExtensionStage, at: number): boolean {
  const { governance } = tenant;
  const settings = governance.policies.get(request.policyId)?.customExtensionStageSettings?.filter((setting) => setting.stage === stage) ?? [];
  if (settings.length === 0 || request.callouts?.some((callout) => callout.stage === stage)) return false;
  const waits: number[] = [];
  for (const { extensionId } of settings) {
    const extension = governance.workflowExtensions.get(extensionId);
    if (!extension) continue;
    const wait = WAITING.includes(stage) && extension.waits !== null ? durationMs(extension.waits) : null;
    if (wait !== null) waits.push(at + wait);
    (request.callouts ??= []).push({
      id: tenant.newId(), extensionId, stage, status: wait === null ? 'calloutSent' : 'waitingForCallback', detail: '', externalCorrelationId: tenant.newId(),
    });
  }
  if (waits.length === 0) return false;
  Object.assign(request, { state: 'submitted', status: 'WaitingForCallback' });
  governance.schedule(request, Math.min(...waits));
  return true;
}

/** The calls a request waits for. */
export const waitingCallouts = (request: AssignmentRequest): Callout[] => (request.callouts ?? []).filter(({ status }) => status === 'waitingForCallback');

/** Gives up waiting for an answer; true when there was one to wait for. */
export function giveUpWaiting(request: AssignmentRequest): boolean {
  const waiting = waitingCallouts(request);
  for (const callout of waiting) callout.status = 'callbackTimedOut';
  return waiting.length > 0;
}

/** Enters the moments before an assignment's end of which its policy tells a workflow. */
export function watchReminders(tenant: Tenant, assignment: Assignment): void {
  const end = endOf(assignment);
  const stages = tenant.governance.policies.get(assignment.policyId)?.customExtensionStageSettings ?? [];
  if (end === null) return;
  for (const { stage } of stages) if (stage in REMINDERS) tenant.governance.due.add(end - REMINDERS[stage as keyof typeof REMINDERS], assignment.id);
}

/** Tells the workflow, when this is one of those moments; the call stands with the request that made the assignment. */
export function remind(tenant: Tenant, assignment: Assignment, at: number): void {
  const end = endOf(assignment);
  if (end === null || assignment.state !== 'delivered') return;
  const request = tenant.governance.requestsBy(assignment.targetId).find((candidate) => candidate.assignmentId === assignment.id && candidate.requestType.endsWith('Add'));
  if (!request) return;
  for (const [stage, before] of Object.entries(REMINDERS)) if (end - before === at) callOut(tenant, request, stage as keyof typeof REMINDERS, at);
}

/** Calls as Graph prints them. */
export const showCallouts = (callouts: readonly Callout[] | undefined): Json[] =>
  (callouts ?? []).map(({ id, extensionId, status, detail, externalCorrelationId }) => ({ id, customExtensionId: extensionId, status, detail, externalCorrelationId }));
