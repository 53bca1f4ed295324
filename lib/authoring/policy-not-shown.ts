/** What a policy says that its editor cannot show: it is told, kept as it is, and put back. Pure: read in the browser too. */
import { amountOf } from './policy-amount';
import type { Json, PolicyDocument } from './policy-document';
import { isEmpty, isObject } from './policy-document';
import { EXTENSION_STAGES, formOf, SCOPES } from './policy-form';
import { kindOf, subjectsIn, typeOf } from './policy-subject';

const KNOWN = ['displayName', 'description', 'allowedTargetScope', 'specificAllowedTargets', 'expiration', 'requestorSettings', 'requestApprovalSettings', 'automaticRequestSettings', 'reviewSettings', 'notificationSettings', 'questions', 'customExtensionStageSettings'];

/** One sentence for each thing that stays as it is whatever is edited. */
export function notShown(document: PolicyDocument): string[] {
  const form = formOf(document);
  const said: string[] = [];
  if (!(SCOPES as readonly string[]).includes(form.scope)) said.push(`It is open to “${form.scope}”, which this editor does not offer.`);
  if (form.scope !== 'automatic' && isObject(document.automaticRequestSettings)) said.push('It has settings of a rule, and no rule among whom it is open to.');
  const strange = new Set(subjectsEverywhere(document).filter((subject) => kindOf(subject) === 'other').map(typeOf));
  for (const type of strange) said.push(`It names “${type}”, which this editor shows by that word alone.`);
  if (form.scope === 'automatic' && form.targets.length > 0) said.push('Beside its rule it names others.');
  if (form.questions.some(({ kind }) => kind === 'other')) said.push('It asks a question of a kind that this editor does not know.');
  if (form.review.every === 'other') said.push('Its access reviews come at times that this editor does not offer.');
  if (form.extensions.some(({ stage }) => !(EXTENSION_STAGES as readonly string[]).includes(stage))) said.push('It calls an extension at a step that this editor does not offer.');
  if (form.approval.stages.some(({ visibility }) => !['default', 'notVisible', 'visible'].includes(visibility))) said.push('Who decides is shown to who asks in a way that this editor does not offer.');
  if ([...durationsIn(document)].some((duration) => amountOf(duration).unit === 'written')) said.push('A length of time is no whole number of days or hours; it is shown as Microsoft Graph writes it.');
  for (const [name, value] of Object.entries(document)) if (!KNOWN.includes(name) && !isEmpty(value)) said.push(`It holds “${name}”, which this version does not know.`);
  return said;
}

function* durationsIn(value: Json): Generator<string> {
  if (typeof value === 'string' && /^P(T?\d)/.test(value)) yield value;
  else if (Array.isArray(value)) for (const each of value) yield* durationsIn(each);
  else if (isObject(value)) for (const each of Object.values(value)) yield* durationsIn(each);
}

/** Everybody a policy names, wherever in it. */
export function subjectsEverywhere(document: PolicyDocument): { [name: string]: Json }[] {
  const { requests, approval, review, targets } = formOf(document);
  return [...targets, ...requests.requestors, ...approval.stages.flatMap((stage) => [...stage.approvers, ...stage.fallbacks, ...stage.escalation, ...stage.escalationFallbacks]), ...review.reviewers, ...review.fallbacks, ...subjectsIn(document.specificAllowedTargets)];
}
