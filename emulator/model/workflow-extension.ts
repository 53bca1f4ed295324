/** Where a request or an assignment stands when a workflow outside is called. */
export const EXTENSION_STAGES = [
  'assignmentRequestCreated', 'assignmentRequestApproved', 'assignmentRequestGranted', 'assignmentRequestRemoved',
  'assignmentFourteenDaysBeforeExpiration', 'assignmentOneDayBeforeExpiration',
] as const;
export type ExtensionStage = (typeof EXTENSION_STAGES)[number];

/** Only the first kind can be waited for: https://learn.microsoft.com/graph/api/resources/customcalloutextension */
export type WorkflowExtensionKind = 'accessPackageAssignmentRequestWorkflowExtension' | 'accessPackageAssignmentWorkflowExtension';

export type EndpointConfiguration =
  | { kind: 'logicAppTriggerEndpointConfiguration'; subscriptionId: string; resourceGroupName: string; logicAppWorkflowName: string; url: string }
  | { kind: 'httpRequestEndpoint'; targetUrl: string };

export type WorkflowExtension = {
  id: string;
  catalogId: string;
  kind: WorkflowExtensionKind;
  displayName: string;
  description: string;
  endpoint: EndpointConfiguration;
  /** Null is proof of possession, otherwise the resource a token is asked for. */
  tokenFor: string | null;
  client: { maximumRetries: number | null; timeoutInMilliseconds: number | null } | null;
  /** How long an answer is waited for, as an ISO 8601 duration; null where nothing is waited for. */
  waits: string | null;
  createdById: string;
  modifiedById: string;
  created: number;
  modified: number;
};

/** At which stage a policy calls which extension. */
export type StageSetting = { id: string; stage: ExtensionStage; extensionId: string };

/** One call of an extension for one request. */
export type Callout = {
  id: string;
  extensionId: string;
  stage: ExtensionStage;
  status: 'calloutSent' | 'callbackReceived' | 'calloutFailed' | 'callbackTimedOut' | 'waitingForCallback';
  detail: string;
  externalCorrelationId: string;
};
