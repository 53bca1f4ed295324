/** What is wrong with the approval of a policy. https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-approval-policy Pure. */
import type { Say } from './check-policy-form';
import type { PolicyForm, StageForm } from './policy-form';
import { durationOf } from './policy-amount';
import { isRelation, kindOf, levelOf } from './policy-subject';
import type { Subject } from './policy-subject';

export const MOST_STAGES = 3;
/** How far up Graph looks for a manager. */
export const HIGHEST_LEVEL = 4;

const HOURS_A_DAY = 24;

export function checkStages({ approval, scope }: PolicyForm, say: Say): void {
  if (!approval.toGet && !approval.toExtend) return;
  const { stages } = approval;
  if (stages.length === 0) say.wrong('stages', 'Say who decides: add a stage, or switch the approval off.');
  if (stages.length > MOST_STAGES) say.wrong('stages', `Microsoft Entra has ${MOST_STAGES} stages at most. Take ${stages.length - MOST_STAGES} away.`);
  if (approval.toGet && scope === 'notSpecified') say.doubt('approval', 'A direct assignment waits for this approval too. For a rollout let nobody have to agree.');
  stages.forEach((stage, index) => checkStage(stage, index, say));
  const managed = stages.filter((stage) => stage.approvers.some(isManager));
  const second = managed[1];
  if (second) say.doubt(`${second.key}.approvers`, 'The manager decides in another stage already; the admin center of Microsoft Entra offers that once.');
}

const isManager = (subject: Subject): boolean => kindOf(subject) === 'requestorManager' || kindOf(subject) === 'targetManager';

function checkStage(stage: StageForm, index: number, say: Say): void {
  const at = (field: string) => `${stage.key}.${field}`;
  const which = index === 0 ? 'the first' : index === 1 ? 'the second' : index === 2 ? 'the third' : 'this';
  if (stage.approvers.length === 0 && stage.fallbacks.length === 0) say.wrong(at('approvers'), `Choose who decides in ${which} stage.`);
  for (const subject of stage.approvers) {
    if (isManager(subject) && !(Number.isInteger(levelOf(subject)) && levelOf(subject) >= 1 && levelOf(subject) <= HIGHEST_LEVEL)) say.wrong(at('approvers'), `A manager is 1 to ${HIGHEST_LEVEL} levels up.`);
  }
  if (stage.approvers.some((subject) => kindOf(subject) === 'targetUserSponsors') && stage.fallbacks.length === 0) say.wrong(at('fallbacks'), 'Where sponsors decide somebody has to do so in their place. Choose who.');
  else if (stage.approvers.some(isRelation) && stage.fallbacks.length === 0) say.doubt(at('fallbacks'), `Whoever has no ${stage.approvers.some(isManager) ? 'manager' : 'sponsor'} waits until the request is denied by itself. Choose who decides in their place.`);

  const deadline = daysIn(stage.deadline);
  if (deadline === null) say.wrong(at('deadline'), stage.deadline.unit === 'hours' ? 'Give the time to decide in whole days; hours are for the end of access.' : 'Say within how many whole days it has to be decided.');
  if (!stage.escalates) return;
  if (stage.escalation.length === 0) say.wrong(at('escalation'), 'Choose who is asked when nobody answers, or switch it off.');
  const after = daysIn(stage.escalateAfter);
  if (after === null) say.wrong(at('escalateAfter'), 'Say after how many whole days others are asked.');
  else if (deadline !== null && after >= deadline) say.wrong(at('escalateAfter'), `Others would be asked after ${after} ${after === 1 ? 'day' : 'days'}, when the request has been denied already. Choose fewer than ${deadline}.`);
  else if (deadline !== null && deadline < 4) say.doubt(at('escalateAfter'), 'The admin center of Microsoft Entra asks others only where there are at least 4 days to decide.');
  else if (deadline !== null && (after < Math.floor(deadline / 2) + 1 || after > deadline - 1)) say.doubt(at('escalateAfter'), `With ${deadline} days to decide the admin center of Microsoft Entra offers ${Math.floor(deadline / 2) + 1} to ${deadline - 1} days.`);
}

/** Whole days, however they are written; null where it is none. */
function daysIn(amount: StageForm['deadline']): number | null {
  const duration = durationOf(amount);
  const [, days, hours] = /^P(?:(\d+)D)?(?:T(\d+)H)?$/.exec(duration ?? '') ?? [];
  const total = Number(days ?? 0) + Number(hours ?? 0) / HOURS_A_DAY;
  return Number.isInteger(total) && total > 0 ? total : null;
}
