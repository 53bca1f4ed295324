/** Z1–Z4: what the Zero Trust assessment's own rule says of a policy as it is coded, and what it is meant to say. Pure. */
import type { PackagePolicy } from '../package-design';
import type { LintRule, Verdict } from './finding';
import { atPolicy, changePolicy } from './sheet';
import type { Look, More } from './sheet';

const EXTERNAL = ['specificConnectedOrganizationUsers', 'allConfiguredConnectedOrganizationUsers', 'allExternalUsers'];

/** A year, the longest that nobody has to think about. */
export const A_YEAR = { expiration: { type: 'afterDuration', duration: 'P365D', endDateTime: null } };

export function isExternal({ scope }: Pick<PackagePolicy, 'scope'>): boolean {
  return EXTERNAL.includes(scope);
}

function expires({ expiration: { type, duration, endDateTime } }: PackagePolicy): boolean {
  return (type === 'afterDuration' && Boolean(duration)) || (type === 'afterDateTime' && Boolean(endDateTime));
}

/** Whether it expires or is reviewed; not known where its reviews were not read. */
function isLookedAt(policy: PackagePolicy): Verdict {
  if (expires(policy)) return 'pass';
  return policy.review === undefined ? 'notKnown' : policy.review ? 'pass' : 'fail';
}

/** A finding where either fails or asks to look; what is not known is said, and is no finding by itself. */
function both(look: Look, rule: LintRule, policy: PackagePolicy, verdicts: { tool: Verdict; meant: Verdict }, said: { property: string; what: string; missing?: string } & Pick<More, 'fix'>): void {
  const { tool, meant } = verdicts;
  if (meant === 'notKnown') look.sheet.notKnown(rule, said.missing ?? 'the policies');
  if (![tool, meant].some((verdict) => verdict === 'fail' || verdict === 'investigate')) return;
  look.sheet.find(rule, atPolicy(policy, said.property), said.what, { verdicts, ...(meant === 'fail' ? {} : { severity: 'note' as const }), ...(said.fix ? { fix: said.fix } : {}) });
}

const REVIEWS = 'whether access under its policies is reviewed';
const WHO_ASKS = 'who may ask under its policies';

/** 21878: each policy, whatever its kind. */
export function everyPolicyExpires(look: Look): void {
  for (const policy of look.linted.design.policies) {
    const tool = expires(policy) ? 'pass' : 'fail';
    const ends = policy.automatic && policy.leaving?.removed;
    const meant = ends ? 'pass' : isLookedAt(policy);
    const why = ends ? 'It ends with the rule that gives it, so nothing is to be done.' : meant === 'pass' ? 'Access under it is reviewed, so nobody keeps it unseen.' : meant === 'notKnown' ? 'Whether access under it is reviewed is not known.' : 'Nor is access under it reviewed.';
    both(look, 'Z1', policy, { tool, meant }, { property: 'expiration', what: `“${policy.name}” has no expiration date. ${why}`, missing: REVIEWS, ...(ends ? {} : { fix: changePolicy(policy, 'End access after a year', A_YEAR) }) });
  }
}

/** 21879: `requestorSettings.acceptRequests` and `approvalSettings` are the beta's; in v1.0 there is nothing to examine. */
export function externalsNeedApproval(look: Look): void {
  for (const policy of look.linted.design.policies.filter(isExternal)) {
    const asked = policy.selfRequest || policy.requestable;
    const meant = policy.approvalRequired ? 'pass' : asked === undefined ? 'notKnown' : asked ? 'fail' : 'pass';
    both(look, 'Z2', policy, { tool: 'pass', meant }, { property: 'requestApprovalSettings.isApprovalRequiredForAdd', what: `“${policy.name}” gives access to people of other organisations, and nobody here decides on it.`, missing: WHO_ASKS });
  }
}

/** 21929: of policies for externals those under which anybody may ask for themselves or others. */
export function guestsEndOrAreReviewed(look: Look): void {
  for (const policy of look.linted.design.policies.filter(isExternal)) {
    const asked = policy.selfRequest || policy.requestable;
    const recurs = policy.review === undefined ? undefined : Boolean(policy.review?.every);
    const controlled = policy.expiration.type !== 'noExpiration' || recurs;
    const tool = asked === false || controlled ? 'pass' : asked === undefined || controlled === undefined ? 'notKnown' : 'fail';
    const meant = expires(policy) || recurs ? 'pass' : recurs === undefined ? 'notKnown' : 'fail';
    const missing = recurs === undefined ? REVIEWS : WHO_ASKS;
    both(look, 'Z3', policy, { tool, meant }, { property: 'expiration', what: `People of other organisations keep what “${policy.name}” gives them without an end and without a review that recurs.`, missing, fix: changePolicy(policy, 'End access after a year', A_YEAR) });
  }
}

/** 21875: the worst of all counts. */
export function externalsAreConnected(look: Look): void {
  for (const policy of look.linted.design.policies) {
    const at = { property: 'allowedTargetScope' };
    if (policy.scope === 'allExternalUsers') {
      both(look, 'Z4', policy, { tool: 'fail', meant: 'fail' }, { ...at, what: `“${policy.name}” is open to all external users, known or not.`, fix: changePolicy(policy, 'Open it to connected organisations alone', { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' }) });
    } else if (policy.scope === 'allConfiguredConnectedOrganizationUsers') {
      both(look, 'Z4', policy, { tool: 'investigate', meant: 'investigate' }, { ...at, what: `“${policy.name}” is open to every connected organisation, also to those that are connected later.` });
    }
  }
}
