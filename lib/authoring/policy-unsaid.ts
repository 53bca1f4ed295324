/** What a policy holds that its sentences leave out, by the names its editor has for it. Pure. */
import { differencesBetween } from './policy-differences';
import { isObject } from './policy-document';
import type { PolicyDocument } from './policy-document';
import { questionsOf } from './policy-question';

export type PolicyRow = { field: string; says: string };

/** `questions` in the order in which they are asked, each in a sentence. */
export type PolicyUnsaid = { questions: string[]; rows: PolicyRow[] };

/** @param extensions what custom extensions are called, by id in small letters */
export function policyUnsaid(document: PolicyDocument, extensions: Readonly<Record<string, string>>): PolicyUnsaid {
  const questions = questionsOf(document.questions).map(({ text, required, kind, several, choices }) => `${text} (${[required ? 'has to be answered' : 'may be left out', ...(kind === 'choice' ? [`${several ? 'any' : 'one'} of ${choices.map(({ value }) => `“${value}”`).join(', ')}`] : [])].join(', ')})`);
  return { questions, rows: unsaidBySentences({ ...document, questions: [] }).map(({ field, says }) => ({ field, says: extensions[says.toLowerCase()] ?? says })) };
}

/** All of it as rows, as a review has it. */
export function unsaidBySentences(document: PolicyDocument): PolicyRow[] {
  return differencesBetween({}, unsaidPart(document)).map(({ field, found }) => ({ field, says: found }));
}

function unsaidPart({ description, requestorSettings, requestApprovalSettings, questions, reviewSettings, customExtensionStageSettings, notificationSettings }: PolicyDocument): PolicyDocument {
  const part = (of: PolicyDocument[string] | undefined, ...names: string[]): PolicyDocument => (isObject(of) ? Object.fromEntries(names.flatMap((name) => (name in of ? [[name, of[name] ?? null]] : []))) : {});
  const asks = isObject(requestorSettings) && (requestorSettings.enableTargetsToSelfAddAccess === true || requestorSettings.enableOnBehalfRequestorsToAddAccess === true);
  // The sentences say who decides on having it longer, but where somebody decides on getting it and nobody may ask for longer.
  const saysLonger = (isObject(requestorSettings) && requestorSettings.enableTargetsToSelfUpdateAccess === true) || !(isObject(requestApprovalSettings) && requestApprovalSettings.isApprovalRequiredForAdd === true);
  return {
    description: description ?? null,
    requestorSettings: asks ? part(requestorSettings, 'allowCustomAssignmentSchedule', 'enableOnBehalfRequestorsToAddAccess', 'enableOnBehalfRequestorsToUpdateAccess', 'enableOnBehalfRequestorsToRemoveAccess', 'onBehalfRequestors') : null,
    requestApprovalSettings: part(requestApprovalSettings, ...(saysLonger ? [] : ['isApprovalRequiredForUpdate']), 'isRequestorJustificationRequired'),
    questions: questionsOf(questions).map(({ text, required, choices }) => ({ text, isRequired: required, choices: choices.map(({ value }) => ({ actualValue: value })) })),
    reviewSettings: isObject(reviewSettings) && reviewSettings.isEnabled === true ? part(reviewSettings, 'isSelfReview', 'primaryReviewers', 'fallbackReviewers') : null,
    customExtensionStageSettings: customExtensionStageSettings ?? null, notificationSettings: notificationSettings ?? null,
  };
}
