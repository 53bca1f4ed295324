/** All rules over all packages. Pure: the same tenant gives the same findings. */
import { alternatesInTime, somebodyDecides } from './approver-rules';
import { everyPolicyExpires, externalsAreConnected, externalsNeedApproval, guestsEndOrAreReviewed } from './assessment-rules';
import type { LintResult, LintRule, Verdict } from './finding';
import type { LintedTenant } from './linted';
import { excludedBothWays, hiddenInPilot, nobodyClashes, ofOwnCatalog } from './package-rules';
import { accessEnds, graceOnLeaving, loadedDirectly, noApprovalForDirect, nobodyUnknown, noQuestionsForMany, oneAutomatic, switchedOn, withinLimits } from './policy-rules';
import { asksForAssignment, canBeHandedOut, eligibleAsLong, noPowerOnTheWay, oneRoleEach, withinApproval } from './resource-rules';
import { Sheet } from './sheet';
import type { Rule } from './sheet';

/** What stands out, package by package in the order of the rules, and what could not be looked at. */
export function lintTenant(tenant: LintedTenant): LintResult {
  const sheet = new Sheet();
  const byId = new Map(tenant.packages.map((linted) => [linted.design.id, linted]));
  const rules: Rule[] = [
    everyPolicyExpires, externalsNeedApproval, guestsEndOrAreReviewed, externalsAreConnected,
    accessEnds, ofOwnCatalog, loadedDirectly, withinLimits, oneAutomatic, hiddenInPilot, switchedOn, somebodyDecides, alternatesInTime, excludedBothWays(byId), nobodyClashes,
    canBeHandedOut, noPowerOnTheWay, oneRoleEach, eligibleAsLong, asksForAssignment,
    graceOnLeaving, noApprovalForDirect, noQuestionsForMany, nobodyUnknown,
    withinApproval,
  ];
  for (const linted of tenant.packages) {
    sheet.turnTo(linted);
    for (const rule of rules) rule({ linted, tenant, sheet });
  }
  return sheet.result();
}

/** The whole tenant by one rule of the assessment: the worst of all counts, for the tool and as it is meant. */
export function verdictsOf(rule: LintRule, { findings, notKnown }: Pick<LintResult, 'findings' | 'notKnown'>): { tool: Verdict; meant: Verdict } {
  const own = findings.filter((finding) => finding.rule === rule).flatMap(({ verdicts }) => verdicts ?? []);
  const open = notKnown.some((each) => each.rule === rule);
  const worst = (of: 'tool' | 'meant'): Verdict => (own.some((each) => each[of] === 'fail') ? 'fail' : own.some((each) => each[of] === 'notKnown') || (of === 'meant' && open) ? 'notKnown' : own.some((each) => each[of] === 'investigate') ? 'investigate' : 'pass');
  return { tool: worst('tool'), meant: worst('meant') };
}
