/**
 * A policy as its editor has it: every property of v1.0 as something that can be typed, whatever state the typing is in.
 * write-policy-form.ts takes it back into the document it was made of. Pure: read in the browser too.
 */
import { amountOf } from './policy-amount';
import type { Amount } from './policy-amount';
import { isObject } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';
import { idOf, kindOf, subjectsIn } from './policy-subject';
import type { Subject } from './policy-subject';
import { questionsOf } from './policy-question';
import type { QuestionForm } from './policy-question';
import { reviewOf } from './policy-review';
import type { ReviewForm } from './policy-review';

/** Whom a policy is open to, in the order of the editor. `automatic` assigns by its own rule; another word of Graph's is kept. */
export const SCOPES = ['notSpecified', 'specificDirectoryUsers', 'allMemberUsers', 'allDirectoryUsers', 'automatic', 'specificConnectedOrganizationUsers', 'allConfiguredConnectedOrganizationUsers', 'allExternalUsers'] as const;
export type Scope = (typeof SCOPES)[number];

const OUTSIDE_SCOPES: ReadonlySet<string> = new Set<Scope>(['specificConnectedOrganizationUsers', 'allConfiguredConnectedOrganizationUsers', 'allExternalUsers']);

/** Whether it is open to people of other organisations alone. */
export function isOutsideScope(scope: string): boolean {
  return OUTSIDE_SCOPES.has(scope);
}

/** What a policy for people of other organisations means in a catalog that they may not ask from. */
export function closedWords(catalogName: string): string {
  return `People of other organisations may not ask from the catalog “${catalogName}”, so nobody could ask by this policy. Make the catalog visible to externals too.`;
}

/** One decision. `from` is its place in the document it was read from, null for a new one; `key` is the same however it is moved. */
export type StageForm = {
  key: string;
  from: number | null;
  visibility: string;
  deadline: Amount;
  reason: boolean;
  approvers: Subject[];
  fallbacks: Subject[];
  escalates: boolean;
  escalateAfter: Amount;
  escalation: Subject[];
  escalationFallbacks: Subject[];
};

/** Which extension of the catalog is called, and when: of the tenant by its id, of the draft by the key of its change. */
export type ExtensionForm = { key: string; from: number | null; stage: string; extensionId: string; type: string };

export type PolicyForm = {
  name: string;
  description: string;
  scope: string;
  targets: Subject[];
  rule: string;
  /** What the rule does: `assigns` gives the package, `removes` takes it from who leaves, `grace` later. */
  automatic: { assigns: boolean; removes: boolean; grace: Amount };
  requests: { add: boolean; extend: boolean; giveBack: boolean; ownDates: boolean; forAdd: boolean; forExtend: boolean; forGiveBack: boolean; requestors: Subject[] };
  approval: { toGet: boolean; toExtend: boolean; reason: boolean; stages: StageForm[] };
  /** `on` is a moment in UTC, as a browser's field has it. */
  ends: { how: string; after: Amount; on: string };
  review: ReviewForm;
  extensions: ExtensionForm[];
  mailsOff: boolean;
  questions: QuestionForm[];
};

/** The steps of a request and an assignment at which an extension can be called: https://learn.microsoft.com/graph/api/resources/customextensionstagesetting */
export const EXTENSION_STAGES = ['assignmentRequestCreated', 'assignmentRequestApproved', 'assignmentRequestGranted', 'assignmentRequestRemoved', 'assignmentFourteenDaysBeforeExpiration', 'assignmentOneDayBeforeExpiration'] as const;

/** A policy nobody has written yet: for direct assignment alone, and with an end. Every part is there, since a missing one can be refused. */
export function newPolicy(name = ''): PolicyDocument {
  return {
    displayName: name, description: '', allowedTargetScope: 'notSpecified', specificAllowedTargets: [],
    expiration: { type: 'afterDuration', duration: 'P180D', endDateTime: null },
    requestorSettings: { enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] },
    requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: false, stages: [] },
    automaticRequestSettings: null, reviewSettings: null, notificationSettings: { isAssignmentNotificationDisabled: false }, questions: [], customExtensionStageSettings: [],
  };
}

/** The same policy under another name: what the service numbered for itself is left out. */
export function cloneOf(document: PolicyDocument, name: string): PolicyDocument {
  const questions = Array.isArray(document.questions) ? document.questions.map((question): Json => (isObject(question) ? Object.fromEntries(Object.entries(question).filter(([part]) => part !== 'id')) : question)) : document.questions;
  return { ...document, displayName: name, ...(questions === undefined ? {} : { questions }) };
}

export const textIn = (of: { [name: string]: Json } | undefined, name: string): string => (typeof of?.[name] === 'string' ? of[name] : '');
export const flagIn = (of: { [name: string]: Json } | undefined, name: string): boolean => of?.[name] === true;
export const partIn = (of: { [name: string]: Json } | undefined, name: string): { [name: string]: Json } | undefined => {
  const part = of?.[name];
  return isObject(part) ? part : undefined;
};

/** Whether it assigns by a rule; such a policy names the rule among its targets. */
export function isAutomatic(document: PolicyDocument): boolean {
  return isObject(document.automaticRequestSettings) && document.allowedTargetScope === 'specificDirectoryUsers';
}

/** A document as the editor shows it. */
export function formOf(document: PolicyDocument): PolicyForm {
  const automatic = isAutomatic(document);
  const named = subjectsIn(document.specificAllowedTargets);
  const rule = automatic ? named.find((subject) => kindOf(subject) === 'rule') : undefined;
  const [assigns, asks, approval, ends] = ['automaticRequestSettings', 'requestorSettings', 'requestApprovalSettings', 'expiration'].map((name) => partIn(document, name));
  return {
    name: textIn(document, 'displayName'),
    description: textIn(document, 'description'),
    scope: automatic ? 'automatic' : textIn(document, 'allowedTargetScope') || 'notSpecified',
    targets: named.filter((subject) => subject !== rule),
    rule: rule ? idOf(rule) : '',
    automatic: { assigns: assigns ? flagIn(assigns, 'requestAccessForAllowedTargets') : true, removes: assigns ? flagIn(assigns, 'removeAccessWhenTargetLeavesAllowedTargets') : true, grace: amountOf(assigns?.gracePeriodBeforeAccessRemoval) },
    requests: {
      add: flagIn(asks, 'enableTargetsToSelfAddAccess'), extend: flagIn(asks, 'enableTargetsToSelfUpdateAccess'), giveBack: flagIn(asks, 'enableTargetsToSelfRemoveAccess'), ownDates: flagIn(asks, 'allowCustomAssignmentSchedule'),
      forAdd: flagIn(asks, 'enableOnBehalfRequestorsToAddAccess'), forExtend: flagIn(asks, 'enableOnBehalfRequestorsToUpdateAccess'), forGiveBack: flagIn(asks, 'enableOnBehalfRequestorsToRemoveAccess'),
      requestors: subjectsIn(asks?.onBehalfRequestors),
    },
    approval: { toGet: flagIn(approval, 'isApprovalRequiredForAdd'), toExtend: flagIn(approval, 'isApprovalRequiredForUpdate'), reason: flagIn(approval, 'isRequestorJustificationRequired'), stages: subjectsIn(approval?.stages).map(stageOf) },
    ends: { how: textIn(ends, 'type') || 'notSpecified', after: amountOf(ends?.duration), on: textIn(ends, 'endDateTime').slice(0, 16) },
    review: reviewOf(partIn(document, 'reviewSettings')),
    extensions: subjectsIn(document.customExtensionStageSettings).map((setting, index) => ({ key: `e${index}`, from: index, stage: textIn(setting, 'stage'), extensionId: textIn(partIn(setting, 'customExtension'), 'id') || textIn(partIn(setting, 'customExtension'), 'key'), type: textIn(partIn(setting, 'customExtension'), '@odata.type') })),
    mailsOff: flagIn(partIn(document, 'notificationSettings'), 'isAssignmentNotificationDisabled'),
    questions: questionsOf(document.questions),
  };
}

function stageOf(stage: { [name: string]: Json }, index: number): StageForm {
  return {
    key: `s${index}`, from: index,
    visibility: textIn(stage, 'approverInformationVisibility') || 'default',
    deadline: amountOf(stage.durationBeforeAutomaticDenial),
    reason: flagIn(stage, 'isApproverJustificationRequired'),
    approvers: subjectsIn(stage.primaryApprovers),
    fallbacks: subjectsIn(stage.fallbackPrimaryApprovers),
    escalates: flagIn(stage, 'isEscalationEnabled'),
    escalateAfter: amountOf(stage.durationBeforeEscalation),
    escalation: subjectsIn(stage.escalationApprovers),
    escalationFallbacks: subjectsIn(stage.fallbackEscalationApprovers),
  };
}

/** A further decision, with Entra's usual fortnight. */
export function newStage(key: string): StageForm {
  return { key, from: null, visibility: 'default', deadline: { count: '14', unit: 'days' }, reason: true, approvers: [], fallbacks: [], escalates: false, escalateAfter: { count: '', unit: 'days' }, escalation: [], escalationFallbacks: [] };
}

/** Opens a policy to others. Who cannot ask is not asked anything: a rule's people and directly assigned ones have no request to approve. */
export function withScope(form: PolicyForm, scope: string): PolicyForm {
  const asks = scope !== 'notSpecified' && scope !== 'automatic';
  const asked = form.scope !== 'notSpecified' && form.scope !== 'automatic';
  const requests = asks === asked ? form.requests : asks ? { ...form.requests, add: true, extend: true, giveBack: true } : { ...form.requests, add: false, extend: false, giveBack: false, forAdd: false, forExtend: false, forGiveBack: false };
  return { ...form, scope, requests, approval: scope === 'automatic' ? { ...form.approval, toGet: false, toExtend: false } : form.approval };
}
