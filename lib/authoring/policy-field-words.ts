/**
 * What people call each property of a policy and each of its choices: the one place for the editor, and for whatever tells
 * in what two versions of a policy differ. Pure: read in the browser too.
 */
import type { EXTENSION_STAGES } from './policy-form';
import type { Relation } from './policy-subject';

/** By Graph's path, in the order of the editor; `#` is a place in a list, `{1}` that place counted from one, `{2}` the place in a list inside. */
const FIELDS = {
  displayName: 'Name',
  description: 'Description',
  allowedTargetScope: 'Open to',
  specificAllowedTargets: 'Open to these',
  'automaticRequestSettings.requestAccessForAllowedTargets': 'Whoever comes to match it gets the package',
  'automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets': 'Whoever no longer matches it loses the package',
  'automaticRequestSettings.gracePeriodBeforeAccessRemoval': 'Grace period before they lose it',
  'requestorSettings.enableTargetsToSelfAddAccess': 'They may ask for it themselves',
  'requestorSettings.enableTargetsToSelfUpdateAccess': 'They may ask to have it longer',
  'requestorSettings.enableTargetsToSelfRemoveAccess': 'They may give it back',
  'requestorSettings.allowCustomAssignmentSchedule': 'Who asks may choose from when until when',
  'requestorSettings.enableOnBehalfRequestorsToAddAccess': 'Others may ask in their place',
  'requestorSettings.enableOnBehalfRequestorsToUpdateAccess': 'Others may ask for a longer time in their place',
  'requestorSettings.enableOnBehalfRequestorsToRemoveAccess': 'Others may give it back in their place',
  'requestorSettings.onBehalfRequestors': 'Who asks in their place',
  'requestApprovalSettings.isApprovalRequiredForAdd': 'Somebody has to agree before they get it',
  'requestApprovalSettings.isApprovalRequiredForUpdate': 'Somebody has to agree before they have it longer',
  'requestApprovalSettings.isRequestorJustificationRequired': 'Whoever asks says why',
  'requestApprovalSettings.stages.#.primaryApprovers': 'Who decides in stage {1}',
  'requestApprovalSettings.stages.#.durationBeforeAutomaticDenial': 'Time to decide in stage {1}',
  'requestApprovalSettings.stages.#.fallbackPrimaryApprovers': 'Who decides in stage {1} where nobody is found',
  'requestApprovalSettings.stages.#.isApproverJustificationRequired': 'In stage {1} whoever decides says why',
  'requestApprovalSettings.stages.#.isEscalationEnabled': 'In stage {1} ask others when nobody answers',
  'requestApprovalSettings.stages.#.durationBeforeEscalation': 'Others are asked in stage {1} after',
  'requestApprovalSettings.stages.#.escalationApprovers': 'Others who are asked in stage {1}',
  'requestApprovalSettings.stages.#.fallbackEscalationApprovers': 'Where none of these is found in stage {1}',
  'requestApprovalSettings.stages.#.approverInformationVisibility': 'Whether who asks is told who decides in stage {1}',
  'questions.#.text': 'Text of question {1}',
  'questions.#.choices.#.actualValue': 'Answer {2} to question {1}',
  'questions.#.choices.#.text': 'Shown for answer {2} to question {1}',
  'questions.#.choices.#.localizations.#.languageCode': 'Language {3} of answer {2} to question {1}',
  'questions.#.choices.#.localizations.#.text': 'Text in language {3} of answer {2} to question {1}',
  'questions.#.isRequired': 'Question {1} has to be answered',
  'questions.#.isAnswerEditable': 'The answer to question {1} can be changed later',
  'questions.#.isSingleLineQuestion': 'Question {1} takes one line',
  'questions.#.regexPattern': 'Regular expression the answer to question {1} has to match',
  'questions.#.isMultipleSelectionAllowed': 'Several answers to question {1} can be chosen',
  'questions.#.localizations.#.languageCode': 'Language {2} of question {1}',
  'questions.#.localizations.#.text': 'Text in language {2} of question {1}',
  'questions.#.@odata.type': 'Kind of question {1}',
  'questions.#.sequence': 'Place of question {1}',
  'questions.#.id': 'Which question {1} is',
  expiration: 'Access ends',
  'expiration.duration': 'Access lasts',
  'expiration.endDateTime': 'Access ends on (UTC)',
  'reviewSettings.isEnabled': 'Access is reviewed',
  'reviewSettings.schedule.recurrence.pattern': 'How often',
  'reviewSettings.schedule.recurrence.pattern.type': 'How the days of reviews are counted',
  'reviewSettings.schedule.recurrence.pattern.interval': 'Every how many of these',
  'reviewSettings.schedule.recurrence.pattern.index': 'Week of the month in which reviews begin',
  'reviewSettings.schedule.recurrence.pattern.dayOfMonth': 'Day of the month on which reviews begin',
  'reviewSettings.schedule.recurrence.pattern.month': 'Month in which reviews begin',
  'reviewSettings.schedule.recurrence.pattern.firstDayOfWeek': 'First day of the week for reviews',
  'reviewSettings.schedule.startDateTime': 'First review begins',
  'reviewSettings.schedule.expiration': 'Each review lasts',
  'reviewSettings.isSelfReview': 'Who reviews',
  'reviewSettings.primaryReviewers': 'Reviewers',
  'reviewSettings.expirationBehavior': 'Whoever nobody speaks for',
  'reviewSettings.fallbackReviewers': 'Reviewers where nobody is found',
  'reviewSettings.isRecommendationEnabled': 'Reviewers see a recommendation',
  'reviewSettings.isReviewerJustificationRequired': 'Reviewers say why',
  'reviewSettings.schedule.recurrence.range': 'Reviews go on',
  'reviewSettings.schedule.recurrence.range.startDate': 'First review begins',
  'reviewSettings.schedule.recurrence.range.endDate': 'Last day of reviews',
  'reviewSettings.schedule.recurrence.range.numberOfOccurrences': 'Number of reviews',
  'reviewSettings.schedule.recurrence.range.recurrenceTimeZone': 'Time zone of reviews',
  'customExtensionStageSettings.#.stage': 'When extension {1} is called',
  'customExtensionStageSettings.#.customExtension': 'Which extension {1} is',
  'notificationSettings.isAssignmentNotificationDisabled': 'Microsoft Entra writes no mails about this policy',
} as const;

export type PolicyField = keyof typeof FIELDS;

/** What a policy names, where all of it is of one kind: its rule, or organisations. */
export const TARGETS = { rule: 'Rule', organization: 'Connected organisations' } as const;

/** The editor's name of a property. @param places in the lists it is in, from the outermost, each counted from one */
export function fieldName(field: PolicyField, ...places: number[]): string {
  return FIELDS[field].replace(/\{(\d)\}/g, (_, place: string) => String(places[Number(place) - 1] ?? ''));
}

/** What a policy's parts are about, where a property of theirs has no name of its own. */
const PARTS: Record<string, string> = {
  automaticRequestSettings: 'What its rule does', requestorSettings: 'Who may ask', requestApprovalSettings: 'Who has to agree', expiration: 'When access ends', reviewSettings: 'Access reviews',
  notificationSettings: 'Mails', questions: 'Questions', customExtensionStageSettings: 'Extensions',
};

/** A path with `#` for every place, and the places. */
export function fieldOfPath(path: string): { field: string; places: number[] } {
  const parts = path.split('.');
  return { field: parts.map((part) => (/^\d+$/.test(part) ? '#' : part)).join('.'), places: parts.filter((part) => /^\d+$/.test(part)).map(Number) };
}

const ORDER = Object.keys(FIELDS);
const PART_ORDER = [...new Set(ORDER.map((field) => field.split('.')[0]))];

/** Where a path stands in the editor: its part, which of a list, and the field itself. */
export function placeOfPath(path: string): number[] {
  const { field, places } = fieldOfPath(path);
  const known = ORDER.indexOf(field);
  return [PART_ORDER.indexOf(field.split('.')[0]), places[0] ?? 0, known < 0 ? ORDER.length : known, ...places.slice(1)];
}

/** What is at this path of a document; a property that the editor does not know is said by Graph’s own words, taken apart. */
export function pathName(path: string): string {
  const { field, places } = fieldOfPath(path);
  if (field in FIELDS) return fieldName(field as PolicyField, ...places);
  const [top = '', ...rest] = path.split('.');
  const words = rest.map((part) => part.replace('@odata.type', 'kind').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()).join(', ');
  return words ? `${PARTS[top] ?? top}: ${words}` : (PARTS[top] ?? top);
}

/** One of a few values of a property. */
export type Choice = { value: string; label: string; hint?: string };

/** `automatic` is no word of Graph’s: it stands for a policy that assigns by a rule. */
export const SCOPE_CHOICES: readonly Choice[] = [
  { value: 'notSpecified', label: 'Only those an administrator assigns', hint: 'What a rollout in phases starts with' },
  { value: 'specificDirectoryUsers', label: 'Certain people and groups' },
  { value: 'allMemberUsers', label: 'All members of the organisation', hint: 'No guests' },
  { value: 'allDirectoryUsers', label: 'Everyone in the directory', hint: 'Guests too' },
  { value: 'automatic', label: 'Whoever matches a rule, without asking', hint: 'One such policy for each package' },
  { value: 'specificConnectedOrganizationUsers', label: 'People of certain connected organisations' },
  { value: 'allConfiguredConnectedOrganizationUsers', label: 'People of all connected organisations' },
  { value: 'allExternalUsers', label: 'Anybody outside', hint: 'An organisation that is not connected becomes a proposed one' },
];

export const VISIBILITY_CHOICES: readonly Choice[] = [{ value: 'default', label: 'As the tenant has it' }, { value: 'visible', label: 'They are told' }, { value: 'notVisible', label: 'They are not told' }];

export const END_CHOICES: readonly Choice[] = [{ value: 'afterDuration', label: 'After a time' }, { value: 'afterDateTime', label: 'On a day' }, { value: 'noExpiration', label: 'Never by itself' }];

/** Of `isSelfReview`. */
export const REVIEWER_CHOICES: readonly Choice[] = [{ value: 'true', label: 'Everyone for themselves' }, { value: 'false', label: 'Their manager, or certain people' }];

export const SILENCE_CHOICES: readonly Choice[] = [{ value: 'keepAccess', label: 'They keep access' }, { value: 'removeAccess', label: 'They lose access' }, { value: 'acceptAccessRecommendation', label: 'As Microsoft recommends' }];

export const UNTIL_CHOICES: readonly Choice[] = [{ value: 'noEnd', label: 'for good' }, { value: 'endDate', label: 'until a day' }, { value: 'numbered', label: 'a number of times' }];

const EXTENSION_STAGE_NAMES: Record<(typeof EXTENSION_STAGES)[number], string> = {
  assignmentRequestCreated: 'Somebody asked', assignmentRequestApproved: 'The request was approved', assignmentRequestGranted: 'Access was given', assignmentRequestRemoved: 'Access was removed',
  assignmentFourteenDaysBeforeExpiration: '14 days before access ends', assignmentOneDayBeforeExpiration: 'One day before access ends',
};

export const EXTENSION_STAGE_CHOICES: readonly Choice[] = Object.entries(EXTENSION_STAGE_NAMES).map(([value, label]) => ({ value, label }));

export const RELATION_NAMES: Record<Relation, string> = {
  requestorManager: 'The manager of who asks', targetManager: 'The manager of who gets it', internalSponsors: 'Internal sponsors', externalSponsors: 'External sponsors', targetUserSponsors: 'Sponsors of who gets it',
};

const CHOICES: Partial<Record<PolicyField, readonly Choice[]>> = {
  allowedTargetScope: SCOPE_CHOICES,
  'requestApprovalSettings.stages.#.approverInformationVisibility': VISIBILITY_CHOICES,
  'reviewSettings.expirationBehavior': SILENCE_CHOICES,
  'reviewSettings.isSelfReview': REVIEWER_CHOICES,
  'customExtensionStageSettings.#.stage': EXTENSION_STAGE_CHOICES,
  'questions.#.@odata.type': [{ value: '#microsoft.graph.accessPackageTextInputQuestion', label: 'a text' }, { value: '#microsoft.graph.accessPackageMultipleChoiceQuestion', label: 'a choice' }],
};

/** What a value of a property is called; undefined where it is said as it is. */
export function choiceName(path: string, value: string): string | undefined {
  return CHOICES[fieldOfPath(path).field as PolicyField]?.find((choice) => choice.value === value)?.label;
}
