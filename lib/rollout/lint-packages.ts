/**
 * What stands out about the packages of a phase, from what a rehearsal reads of them anyway. Rules by the numbers of the
 * field's checklist; a rule that needs more than is read is not among them. Pure: read in the browser too.
 */
import type { PackageDesign, PackagePolicy } from '@/lib/authoring/package-design';
import { durationMs } from './access-end';
import { MOST_NAMED } from './delivery';

export type LintRule = 'L1' | 'L2' | 'L4' | 'L5' | 'L6' | 'L8' | 'L10' | 'L13' | 'L14' | 'L21' | 'L22' | 'L23' | 'L27';

/** Findings under which people do not get what they should, or get more than anybody means; the others are advice. */
export const LINT_ERRORS: readonly LintRule[] = ['L4', 'L5', 'L8', 'L13', 'L22', 'L23', 'L27'];

export type LintFinding = { rule: LintRule; packageName: string; text: string };

/** A package as it was read, under which policy the phase assigns, and what it names as incompatible. */
export type LintedPackage = { packageId: string; packageName: string; policyId: string; design: PackageDesign | null; conflicts: readonly { kind: 'package' | 'group'; otherId: string; name: string }[]; roleAssignable: ReadonlySet<string> };

/** Findings by package, in the order of the rules. */
export function lintPackages(packages: readonly LintedPackage[]): LintFinding[] {
  return packages.flatMap((each) => (each.design ? [...lintDesign(each, each.design), ...lintConflicts(each, packages)] : []));
}

function lintDesign({ packageName, policyId, roleAssignable }: LintedPackage, design: PackageDesign): LintFinding[] {
  const finding = (rule: LintRule, text: string): LintFinding => ({ rule, packageName, text });
  const { policies, roles } = design;
  const under = policies.find((policy) => policy.id === policyId);
  const owners = roles.filter((role) => role.originSystem === 'AadGroup' && role.roleOriginId.startsWith('Owner_'));
  return [
    ...policies.filter(isEndless).map((policy) => finding('L1', `“${policy.name}” gives access without an end and without a review.`)),
    ...(design.catalogName === 'General' ? [finding('L2', 'It lies in the General catalog, which everybody’s packages share.')] : []),
    ...policies.filter((policy) => policy.targets.length > MOST_NAMED).map((policy) => finding('L4', `“${policy.name}” names ${policy.targets.length.toLocaleString('en-GB')} people and groups; ${MOST_NAMED} are allowed.`)),
    ...(policies.filter((policy) => policy.automatic).length > 1 ? [finding('L5', 'It has two automatic policies; Entra takes one.')] : []),
    ...(!design.hidden && policies.some((policy) => policy.scope === 'specificDirectoryUsers' && policy.selfRequest) ? [finding('L6', 'It is not hidden: everybody sees it in My Access, also who may not ask for it.')] : []),
    ...policies.filter(asksManagersAlone).map((policy) => finding('L8', `“${policy.name}” has managers decide and names nobody for people without one: their requests are refused by themselves.`)),
    ...owners.map((role) => finding('L13', `It makes people owners of “${role.resourceName}”, who can add others past this package.`)),
    ...roles.filter((role) => roleAssignable.has(role.originId)).map((role) => finding('L13', `“${role.resourceName}” can hold Entra roles.`)),
    ...severalRoles(design).map((name) => finding('L14', `It gives several roles of “${name}” at once.`)),
    ...policies.filter(removesAtOnce).map((policy) => finding('L21', `“${policy.name}” takes the package away as soon as somebody leaves its rule, without days of grace.`)),
    ...(under?.approvalRequired ? [finding('L22', `“${under.name}” asks for an approval, so direct assignments would wait for it.`)] : []),
    ...(under?.questions ? [finding('L23', `“${under.name}” asks questions, which nobody can answer for many people at once.`)] : []),
    ...policies.filter((policy) => policy.scope === 'allExternalUsers' && !policy.approvalRequired).map((policy) => finding('L27', `“${policy.name}” is open to all external users without an approval.`)),
  ];
}

function isEndless({ expiration, review, automatic }: PackagePolicy): boolean {
  return !automatic && review === null && (expiration.type === 'noExpiration' || expiration.type === 'notSpecified');
}

/** Of a policy kept before stand-ins were read it is not said. */
function asksManagersAlone({ stages }: PackagePolicy): boolean {
  return stages.some(({ approvers, standIns }) => standIns?.length === 0 && approvers.some(({ kind }) => kind === 'manager' || kind === 'sponsor'));
}

function removesAtOnce({ automatic, leaving }: PackagePolicy): boolean {
  return automatic && leaving !== undefined && leaving.removed && (durationMs(leaving.grace ?? '') ?? 0) === 0;
}

function severalRoles({ roles }: PackageDesign): string[] {
  const apps = roles.filter((role) => role.originSystem === 'AadApplication');
  return [...new Set(apps.filter((role) => apps.some((other) => other.originId === role.originId && other.roleOriginId !== role.roleOriginId)).map((role) => role.resourceName))];
}

function lintConflicts({ packageId, packageName, conflicts }: LintedPackage, all: readonly LintedPackage[]): LintFinding[] {
  return conflicts.flatMap(({ kind, otherId, name }): LintFinding[] => {
    const other = kind === 'package' ? all.find((each) => each.packageId === otherId) : undefined;
    if (!other || other.conflicts.some((each) => each.kind === 'package' && each.otherId === packageId)) return [];
    return [{ rule: 'L10', packageName, text: `It excludes “${name}”, but “${name}” does not exclude it: whoever has it can still be given the other.` }];
  });
}
