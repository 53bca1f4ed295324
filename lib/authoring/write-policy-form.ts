/**
 * From what was typed back to the document: read, change, rebuild. Only what differs from what the document says is written
 * into it, so that whatever nobody touched stays as it was written, known to the editor or not. Pure: read in the browser too.
 */
import { isExtensionKey } from './draft';
import { durationOf } from './policy-amount';
import { isObject } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';
import { formOf, partIn } from './policy-form';
import type { ExtensionForm, PolicyForm, StageForm } from './policy-form';
import { writeQuestions } from './policy-question';
import { writeReview } from './policy-review';
import { kindOf, subjectNamed, subjectsIn } from './policy-subject';
import type { Subject } from './policy-subject';

type Part = { [name: string]: Json };

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** @param base the document the form was made of, or newPolicy() */
export function documentOf(form: PolicyForm, base: PolicyDocument): PolicyDocument {
  const was = formOf(base);
  const document: PolicyDocument = { ...base };
  const put = (name: string, changed: boolean, value: () => Json): void => {
    if (changed) document[name] = value();
  };
  put('displayName', form.name !== was.name, () => form.name);
  put('description', form.description !== was.description, () => form.description);
  put('allowedTargetScope', form.scope !== was.scope && !(scopeOf(form) === scopeOf(was)), () => scopeOf(form));
  put('specificAllowedTargets', !same([form.scope, form.targets, form.rule], [was.scope, was.targets, was.rule]), () => writeTargets(form, was, base));
  put('automaticRequestSettings', form.scope !== was.scope || (form.scope === 'automatic' && !same(form.automatic, was.automatic)), () => writeAutomatic(form, was, base.automaticRequestSettings));
  put('requestorSettings', !same(form.requests, was.requests), () => writeRequests(form.requests, was.requests, partIn(base, 'requestorSettings')));
  put('requestApprovalSettings', !same(form.approval, was.approval), () => writeApproval(form.approval, was.approval, partIn(base, 'requestApprovalSettings')));
  put('expiration', !same(form.ends, was.ends), () => writeEnds(form.ends, was.ends, partIn(base, 'expiration')));
  put('reviewSettings', !same(form.review, was.review) && (form.review.on || isObject(base.reviewSettings)), () => writeReview(form.review, base.reviewSettings));
  put('notificationSettings', form.mailsOff !== was.mailsOff, () => ({ ...partIn(base, 'notificationSettings'), isAssignmentNotificationDisabled: form.mailsOff }));
  put('questions', !same(form.questions, was.questions), () => writeQuestions(form.questions, base.questions));
  put('customExtensionStageSettings', !same(form.extensions, was.extensions), () => form.extensions.map((each) => writeExtension(each, subjectsIn(base.customExtensionStageSettings))));
  return document;
}

const scopeOf = ({ scope }: PolicyForm): string => (scope === 'automatic' ? 'specificDirectoryUsers' : scope);

/** People and groups belong to a policy for certain people, organisations to one for certain organisations, and to others nobody. */
function writeTargets(form: PolicyForm, was: PolicyForm, base: PolicyDocument): Json {
  const kept = (subject: Subject): boolean => form.scope === was.scope || (kindOf(subject) === 'organization') === (form.scope === 'specificConnectedOrganizationUsers');
  if (form.scope === 'automatic') {
    const rule = subjectsIn(base.specificAllowedTargets).find((subject) => was.scope === 'automatic' && kindOf(subject) === 'rule') ?? subjectNamed('rule', '', form.description || form.name);
    return [...(was.scope === 'automatic' ? form.targets : []), { ...rule, membershipRule: form.rule }];
  }
  return form.scope.startsWith('specific') || form.scope === was.scope ? form.targets.filter((subject) => kept(subject)) : [];
}

function writeAutomatic(form: PolicyForm, was: PolicyForm, before: Json | undefined): Json {
  if (form.scope !== 'automatic') return was.scope === 'automatic' ? null : (before ?? null);
  const settings = isObject(before) ? before : undefined;
  const [{ assigns, removes, grace }, of] = [form.automatic, was.automatic];
  return {
    ...settings,
    ...(settings && assigns === of.assigns ? {} : { requestAccessForAllowedTargets: assigns }),
    ...(settings && removes === of.removes ? {} : { removeAccessWhenTargetLeavesAllowedTargets: removes }),
    ...(settings && same(grace, of.grace) ? {} : { gracePeriodBeforeAccessRemoval: durationOf(grace) }),
  };
}

const REQUESTS = {
  add: 'enableTargetsToSelfAddAccess', extend: 'enableTargetsToSelfUpdateAccess', giveBack: 'enableTargetsToSelfRemoveAccess', ownDates: 'allowCustomAssignmentSchedule',
  forAdd: 'enableOnBehalfRequestorsToAddAccess', forExtend: 'enableOnBehalfRequestorsToUpdateAccess', forGiveBack: 'enableOnBehalfRequestorsToRemoveAccess', requestors: 'onBehalfRequestors',
} as const satisfies Record<keyof PolicyForm['requests'], string>;

function writeRequests(form: PolicyForm['requests'], was: PolicyForm['requests'], before: Part | undefined): Part {
  const written: Part = { ...before };
  for (const name of Object.keys(REQUESTS) as (keyof typeof REQUESTS)[]) if (!same(form[name], was[name])) written[REQUESTS[name]] = form[name];
  return written;
}

/** Where nobody has to agree no stage is left: Graph refuses one without approvers, whether it is asked or not. */
function writeApproval(form: PolicyForm['approval'], was: PolicyForm['approval'], before: Part | undefined): Part {
  const decided = form.toGet || form.toExtend;
  const stages = subjectsIn(before?.stages);
  return {
    ...before,
    ...(form.toGet === was.toGet ? {} : { isApprovalRequiredForAdd: form.toGet }),
    ...(form.toExtend === was.toExtend ? {} : { isApprovalRequiredForUpdate: form.toExtend }),
    ...(form.reason === was.reason ? {} : { isRequestorJustificationRequired: form.reason }),
    ...(!decided && (was.toGet || was.toExtend) ? { stages: [] } : decided && !same(form.stages, was.stages) ? { stages: form.stages.map((stage) => writeStage(stage, was.stages.find(({ from }) => from === stage.from && from !== null), stage.from === null ? undefined : stages[stage.from])) } : {}),
  };
}

function writeStage(form: StageForm, was: StageForm | undefined, before: Part | undefined): Part {
  const stage: Part = { ...before };
  const put = (name: string, part: keyof StageForm, value: Json): void => {
    if (!was || !same(form[part], was[part])) stage[name] = value;
  };
  if (form.visibility !== (was?.visibility ?? 'default')) stage.approverInformationVisibility = form.visibility;
  put('durationBeforeAutomaticDenial', 'deadline', durationOf(form.deadline));
  put('isApproverJustificationRequired', 'reason', form.reason);
  put('isEscalationEnabled', 'escalates', form.escalates);
  put('durationBeforeEscalation', 'escalateAfter', durationOf(form.escalateAfter) ?? 'PT0S');
  put('primaryApprovers', 'approvers', form.approvers);
  put('fallbackPrimaryApprovers', 'fallbacks', form.fallbacks);
  put('escalationApprovers', 'escalation', form.escalation);
  put('fallbackEscalationApprovers', 'escalationFallbacks', form.escalationFallbacks);
  return stage;
}

function writeEnds(form: PolicyForm['ends'], was: PolicyForm['ends'], before: Part | undefined): Part {
  const switched = form.how !== was.how;
  return {
    ...before,
    ...(switched ? { type: form.how } : {}),
    ...(form.how === 'afterDuration' ? (switched || !same(form.after, was.after) ? { duration: durationOf(form.after) } : {}) : switched ? { duration: null } : {}),
    ...(form.how === 'afterDateTime' ? (switched || form.on !== was.on ? { endDateTime: momentOf(form.on) } : {}) : switched ? { endDateTime: null } : {}),
  };
}

/** Of a browser's field, which has no seconds and no zone. */
function momentOf(typed: string): string | null {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00Z` : null;
}

function writeExtension(form: ExtensionForm, settings: Part[]): Part {
  const before = form.from === null ? undefined : settings[form.from];
  const of = partIn(before, 'customExtension');
  return { ...before, stage: form.stage, customExtension: of && (of.id ?? of.key) === form.extensionId ? of : { ...(form.type ? { '@odata.type': form.type } : {}), [isExtensionKey(form.extensionId) ? 'key' : 'id']: form.extensionId } };
}
