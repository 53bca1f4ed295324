/** What stands out about policies: how long access lasts, whom they reach, and what they keep a rollout from. Pure. */
import { durationMs } from '@/lib/rollout/access-end';
import { MOST_BY_RULE, MOST_NAMED } from '@/lib/rollout/delivery';
import type { PackagePolicy } from '../package-design';
import { A_YEAR } from './assessment-rules';
import { atPackage, atPolicy, changePolicy } from './sheet';
import type { Look } from './sheet';

/** Nobody asks under it, neither for themselves nor for others: who has it is decided by who assigns. */
const NOBODY_ASKS = {
  enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false, allowCustomAssignmentSchedule: true,
  enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [],
};

/** L1 */
export function accessEnds({ linted, sheet }: Look): void {
  for (const policy of linted.design.policies) {
    const { type } = policy.expiration;
    if (policy.automatic || (type !== 'noExpiration' && type !== 'notSpecified')) continue;
    if (policy.review === undefined) sheet.notKnown('L1', 'whether access under its policies is reviewed');
    else if (policy.review === null) sheet.find('L1', atPolicy(policy, 'expiration'), `“${policy.name}” gives access without an end and without a review.`, { fix: changePolicy(policy, 'End access after a year', A_YEAR) });
  }
}

/** L3 */
export function loadedDirectly({ linted, sheet }: Look): void {
  const { design, rollouts } = linted;
  if (!rollouts) return sheet.notKnown('L3', 'which rollouts bring it');
  if (!rollouts.some(({ loads }) => loads) || design.policies.some((policy) => policy.scope === 'notSpecified' && !policy.automatic)) return;
  sheet.find('L3', atPackage(linted, 'assignmentPolicies'), 'Rollouts assign people directly, and none of its policies is for direct assignment alone.', {
    fix: {
      says: 'Add a policy for direct assignment', objectKind: 'policy', objectId: null, operation: 'create',
      set: { displayName: 'Direct assignment', description: 'For people who are assigned in bulk; nobody can ask under it.', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], ...A_YEAR, requestorSettings: NOBODY_ASKS, requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, stages: [] }, accessPackage: { id: design.id } },
    },
  });
}

/** L4 */
export function withinLimits({ linted, tenant, sheet }: Look): void {
  for (const policy of linted.design.policies) {
    const at = atPolicy(policy, 'specificAllowedTargets');
    if (policy.targets.length > MOST_NAMED) sheet.find('L4', at, `“${policy.name}” names ${policy.targets.length.toLocaleString('en-GB')} people and groups; ${MOST_NAMED} are allowed.`);
    if (!policy.automatic) continue;
    const { people, disabled } = tenant.scopes.get(policy.id) ?? {};
    if (people === undefined) sheet.notKnown('L4', 'how many people its rule selects');
    else if (people > MOST_BY_RULE) sheet.find('L4', at, `The rule of “${policy.name}” selects ${people.toLocaleString('en-GB')} people${disabled ? `, ${disabled.toLocaleString('en-GB')} of them disabled ${disabled === 1 ? 'account' : 'accounts'}` : ''}; an automatic policy serves ${MOST_BY_RULE.toLocaleString('en-GB')}.`);
  }
}

/** L5 */
export function oneAutomatic({ linted, sheet }: Look): void {
  const automatic = linted.design.policies.filter((policy) => policy.automatic);
  if (automatic.length > 1) sheet.find('L5', atPackage(linted, 'assignmentPolicies'), `It has ${automatic.length === 2 ? 'two' : automatic.length} automatic policies; Entra takes one.`);
}

/** L7 */
export function switchedOn({ linted, tenant, sheet }: Look): void {
  const { design, rollouts } = linted;
  if (!rollouts) return sheet.notKnown('L7', 'which phases are under way');
  const live = rollouts.filter((rollout) => rollout.livePhase !== null);
  const [first] = live;
  if (!first) return;
  const catalog = tenant.catalogs.get(design.catalogId);
  if (!catalog || catalog.published === null) sheet.notKnown('L7', 'whether its catalog is published');
  else if (!catalog.published) {
    sheet.find('L7', { objectKind: 'catalog', objectId: catalog.id, objectName: catalog.name, property: 'state' }, `“${first.livePhase}” is under way, and the catalog “${catalog.name}” is not published: whatever is asked for is refused.`, {
      fix: { says: 'Publish the catalog', objectKind: 'catalog', objectId: catalog.id, operation: 'change', set: { state: 'published' } },
    });
  }
  for (const { policyId, livePhase, loads } of live) {
    const policy = design.policies.find((each) => each.id === policyId);
    if (!policy && loads) sheet.find('L7', atPackage(linted, 'assignmentPolicies'), `“${livePhase}” is under way, and the policy it assigns under is gone.`, { part: policyId });
    const end = policy?.expiration.type === 'afterDateTime' ? policy.expiration.endDateTime : null;
    if (policy && end && new Date(end) <= tenant.now) sheet.find('L7', atPolicy(policy, 'expiration.endDateTime'), `“${livePhase}” is under way, and access under “${policy.name}” ended already.`);
  }
}

/** L21 */
export function graceOnLeaving({ linted, sheet }: Look): void {
  for (const policy of linted.design.policies.filter((each) => each.automatic)) {
    if (policy.leaving === undefined) sheet.notKnown('L21', 'what becomes of who leaves its rule');
    else if (policy.leaving.removed && (durationMs(policy.leaving.grace ?? '') ?? 0) === 0) {
      sheet.find('L21', atPolicy(policy, 'automaticRequestSettings.gracePeriodBeforeAccessRemoval'), `“${policy.name}” takes the package away as soon as somebody leaves its rule, without days of grace.`, {
        fix: changePolicy(policy, 'Give seven days of grace', { 'automaticRequestSettings.gracePeriodBeforeAccessRemoval': 'P7D' }),
      });
    }
  }
}

/** Policies that rollouts assign people under, each once; null where that is not known. */
function assignedUnder({ linted }: Look): PackagePolicy[] | null {
  const under = linted.rollouts && new Set(linted.rollouts.filter(({ loads }) => loads).map(({ policyId }) => policyId));
  return under && linted.design.policies.filter((policy) => under.has(policy.id));
}

/** L22 */
export function noApprovalForDirect(look: Look): void {
  const under = assignedUnder(look);
  if (!under) return look.sheet.notKnown('L22', 'which policies rollouts assign under');
  for (const policy of under) if (policy.approvalRequired) look.sheet.find('L22', atPolicy(policy, 'requestApprovalSettings.isApprovalRequiredForAdd'), `“${policy.name}” asks for an approval, so direct assignments would wait for it.`);
}

/** L23 */
export function noQuestionsForMany(look: Look): void {
  const under = assignedUnder(look);
  if (!under) return look.sheet.notKnown('L23', 'which policies rollouts assign under');
  for (const policy of under) if (policy.questions) look.sheet.find('L23', atPolicy(policy, 'questions'), `“${policy.name}” asks questions, which nobody can answer for many people at once.`);
}

/** L27 */
export function nobodyUnknown({ linted, sheet }: Look): void {
  for (const policy of linted.design.policies) {
    if (policy.scope === 'allExternalUsers' && !policy.approvalRequired) sheet.find('L27', atPolicy(policy, 'requestApprovalSettings.isApprovalRequiredForAdd'), `“${policy.name}” is open to all external users without an approval.`);
  }
}
