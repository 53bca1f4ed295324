/**
 * A policy whole, as Graph v1.0 has it: every property a client may set, and none that only the service sets. An update
 * replaces the whole policy, so whoever changes one thing of it puts everything else back. Pure: read in the browser too.
 * https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-update
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export type PolicyDocument = { [name: string]: Json };

/** `value` is taken over as it is, `dropped` is the service's own; a list has one shape in it; `*` stands for what is not named. */
type Shape = 'value' | 'dropped' | readonly [Shape] | { readonly [name: string]: Shape };

const values = (...names: string[]): { [name: string]: Shape } => Object.fromEntries(names.map((name) => [name, 'value' as const]));

/** People, groups, rules and relations, whichever of them: https://learn.microsoft.com/graph/api/resources/subjectset */
const SUBJECTS: Shape = [values('@odata.type', 'description', 'userId', 'groupId', 'membershipRule', 'managerLevel', 'connectedOrganizationId', 'servicePrincipalId', 'rule')];

const EXPIRATION: Shape = values('type', 'duration', 'endDateTime');

const LOCALIZATIONS: Shape = [values('languageCode', 'text')];

const STAGE: Shape = {
  ...values('approverInformationVisibility', 'durationBeforeAutomaticDenial', 'durationBeforeEscalation', 'isApproverJustificationRequired', 'isEscalationEnabled'),
  primaryApprovers: SUBJECTS, fallbackPrimaryApprovers: SUBJECTS, escalationApprovers: SUBJECTS, fallbackEscalationApprovers: SUBJECTS,
};

const REVIEW: Shape = {
  ...values('isEnabled', 'expirationBehavior', 'isRecommendationEnabled', 'isReviewerJustificationRequired', 'isSelfReview'),
  primaryReviewers: SUBJECTS,
  fallbackReviewers: SUBJECTS,
  schedule: {
    startDateTime: 'value',
    expiration: EXPIRATION,
    recurrence: {
      pattern: values('type', 'interval', 'month', 'dayOfMonth', 'daysOfWeek', 'firstDayOfWeek', 'index'),
      range: values('type', 'startDate', 'endDate', 'numberOfOccurrences', 'recurrenceTimeZone'),
    },
  },
};

const QUESTION: Shape = {
  // Answers given before name the question by its id.
  ...values('@odata.type', 'id', 'sequence', 'text', 'isRequired', 'isAnswerEditable', 'isSingleLineQuestion', 'regexPattern', 'isMultipleSelectionAllowed'),
  localizations: LOCALIZATIONS,
  choices: [{ ...values('actualValue', 'text'), localizations: LOCALIZATIONS }],
};

const POLICY: { readonly [name: string]: Shape } = {
  ...values('displayName', 'description', 'allowedTargetScope'),
  id: 'dropped', createdDateTime: 'dropped', modifiedDateTime: 'dropped', accessPackage: 'dropped', catalog: 'dropped',
  specificAllowedTargets: SUBJECTS,
  expiration: EXPIRATION,
  requestorSettings: {
    ...values('allowCustomAssignmentSchedule', 'enableTargetsToSelfAddAccess', 'enableTargetsToSelfUpdateAccess', 'enableTargetsToSelfRemoveAccess', 'enableOnBehalfRequestorsToAddAccess', 'enableOnBehalfRequestorsToUpdateAccess', 'enableOnBehalfRequestorsToRemoveAccess'),
    onBehalfRequestors: SUBJECTS,
  },
  requestApprovalSettings: { ...values('isApprovalRequiredForAdd', 'isApprovalRequiredForUpdate', 'isRequestorJustificationRequired'), stages: [STAGE] },
  automaticRequestSettings: values('requestAccessForAllowedTargets', 'removeAccessWhenTargetLeavesAllowedTargets', 'gracePeriodBeforeAccessRemoval'),
  reviewSettings: REVIEW,
  notificationSettings: values('isAssignmentNotificationDisabled'),
  questions: [QUESTION],
  // Of the extension only which one it is; what it calls is its own.
  customExtensionStageSettings: [{ id: 'dropped', stage: 'value', customExtension: { '@odata.type': 'value', id: 'value', '*': 'dropped' } }],
};

/**
 * What of an answer of Graph makes the policy. `unknown` are properties with something in them that no version of v1.0 we
 * know has: put back without them the policy would lose them, so whoever wants to write it has to stop.
 */
export function readDocument(answer: unknown): { document: PolicyDocument; unknown: string[] } {
  const unknown: string[] = [];
  const document = take(answer as Json, POLICY, '', unknown);
  return { document: isObject(document) ? document : {}, unknown };
}

function take(value: Json, shape: Shape, path: string, unknown: string[]): Json {
  if (value === null || shape === 'value' || typeof shape === 'string') return value;
  if (isList(shape)) return Array.isArray(value) ? value.map((each) => take(each, shape[0], `${path}[]`, unknown)) : [];
  if (!isObject(value)) return null;
  const taken: { [name: string]: Json } = {};
  for (const [name, each] of Object.entries(value)) {
    if (name.includes('@') && name !== '@odata.type') continue;
    const of = shape[name] ?? shape['*'];
    const at = path ? `${path}.${name}` : name;
    if (of === 'dropped') continue;
    if (of) taken[name] = take(each, of, at, unknown);
    else if (name !== '@odata.type' && !isEmpty(each)) unknown.push(at);
  }
  return taken;
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

/** True for an object of names and values. */
export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what says nothing: absent, empty, or a flag that is off. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.values(value).every(isEmpty);
}
