/** What stands out about who decides. Pure. */
import type { ApprovalStage, PackagePolicy, PolicySubject } from '../package-design';
import { atPolicy, changePolicy } from './sheet';
import type { Look } from './sheet';

/** Days to decide with which a request is forwarded to alternates at all. */
const LEAST_DAYS_TO_FORWARD = 4;

const stageAt = (index: number, property: string): string => `requestApprovalSettings.stages[${index}].${property}`;

/** `its first stage`, where there is more than one. */
function stageWords({ stages }: PackagePolicy, index: number): string {
  return stages.length > 1 ? `The ${['first', 'second', 'third'][index] ?? `${index + 1}th`} stage of ` : '';
}

/** L8 */
export function somebodyDecides(look: Look): void {
  const { linted, sheet } = look;
  for (const policy of linted.design.policies.filter((each) => each.approvalRequired)) {
    if (policy.stages.length === 0) sheet.find('L8', atPolicy(policy, 'requestApprovalSettings.stages'), `“${policy.name}” asks for an approval and names nobody who gives it.`);
    policy.stages.forEach((stage, index) => {
      if (stage.approvers.length === 0) sheet.find('L8', atPolicy(policy, stageAt(index, 'primaryApprovers')), `${stageWords(policy, index)}“${policy.name}” has nobody who decides.`, { part: `${index} nobody` });
      managersAlone(look, policy, index, stage);
      requestorsAlone(look, policy, index, stage);
      for (const subject of named(stage)) standing(look, policy, index, subject);
    });
  }
}

/** Everybody named by person or group, also who stands in or is asked later; each once. */
function named({ approvers, standIns = [], escalation }: ApprovalStage): PolicySubject[] {
  const all = [...approvers, ...standIns, ...(escalation ? [...escalation.approvers, ...escalation.standIns] : [])];
  return [...new Map(all.filter(({ kind }) => kind === 'person' || kind === 'group').map((one) => [one.id, one])).values()];
}

function managersAlone({ tenant, sheet }: Look, policy: PackagePolicy, index: number, { approvers, standIns }: ApprovalStage): void {
  const asked = approvers.find(({ kind }) => kind === 'manager' || kind === 'sponsor');
  if (!asked) return;
  if (standIns === undefined) return sheet.notKnown('L8', 'who decides for people without a manager');
  if (standIns.length > 0) return;
  const without = asked.kind === 'manager' ? tenant.scopes.get(policy.id)?.withoutManager : undefined;
  const many = without ? ` Of the people it is for, ${without.toLocaleString('en-GB')} ${without === 1 ? 'has' : 'have'} none.` : '';
  const who = asked.kind === 'manager' ? 'managers' : 'sponsors';
  sheet.find('L8', atPolicy(policy, stageAt(index, 'fallbackPrimaryApprovers')), `${stageWords(policy, index)}“${policy.name}” has ${who} decide and names nobody for people without one: their requests are refused by themselves.${many}`, { part: `${index} ${asked.kind}` });
}

/** The one group that may ask is the one that decides: nobody approves their own request, and in a group of one nobody else is there. */
function requestorsAlone({ sheet }: Look, policy: PackagePolicy, index: number, { approvers }: ApprovalStage): void {
  const [asks, ...others] = policy.targets;
  const [decides, ...more] = approvers;
  if (policy.scope !== 'specificDirectoryUsers' || others.length > 0 || more.length > 0 || asks?.kind !== 'group' || decides?.kind !== 'group' || asks.id !== decides.id) return;
  sheet.find('L8', atPolicy(policy, stageAt(index, 'primaryApprovers')), `${stageWords(policy, index)}“${policy.name}” has the same group decide that asks, “${decides.name}”.`, { part: `${index} requestors` });
}

function standing({ tenant, sheet }: Look, policy: PackagePolicy, index: number, { kind, id, name }: PolicySubject): void {
  const at = atPolicy(policy, stageAt(index, 'primaryApprovers'));
  const more = { part: `${index} ${id}` };
  if (kind === 'group') {
    const size = tenant.groupSizes.get(id);
    if (size === undefined) return sheet.notKnown('L8', 'who is in the groups that decide');
    if (size === 0) sheet.find('L8', at, `${stageWords(policy, index)}“${policy.name}” has the group “${name}” decide, and nobody is in it.`, more);
    return;
  }
  const account = tenant.accounts.get(id);
  if (account === undefined) return sheet.notKnown('L8', 'the accounts of those who decide');
  if (account !== 'enabled') sheet.find('L8', at, `${stageWords(policy, index)}“${policy.name}” has ${name} decide, whose account ${account === 'gone' ? 'no longer exists' : 'is disabled'}.`, more);
}

/** L9 */
export function alternatesInTime({ linted, sheet }: Look): void {
  for (const policy of linted.design.policies) {
    policy.stages.forEach(({ escalation, days }, index) => {
      if (!escalation || days === null || days >= LEAST_DAYS_TO_FORWARD) return;
      sheet.find('L9', atPolicy(policy, stageAt(index, 'durationBeforeAutomaticDenial')), `${stageWords(policy, index)}“${policy.name}” gives ${days === 1 ? 'one day' : `${days} days`} to decide, so its alternate approvers are never asked.`, {
        part: `${index}`,
        fix: changePolicy(policy, 'Give fourteen days to decide', { [stageAt(index, 'durationBeforeAutomaticDenial')]: 'P14D' }),
      });
    });
  }
}
