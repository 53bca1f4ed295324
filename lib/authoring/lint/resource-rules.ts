/** What stands out about what a package hands out. Pure. */
import { dayWords } from '@/lib/rollout/count-words';
import { beyondHeld, beyondLimits, beyondPeople } from '../approval-limits';
import type { PackageRole } from '../package-design';
import { approvalContent } from '../resource-approval';
import type { LintSource } from './finding';
import type { LintedResource, OwnersLimits } from './linted';
import { resourceKey } from './linted';
import { atResource } from './sheet';
import type { Look } from './sheet';

const NOTHING: LintedResource = {};

const isOwner = (role: PackageRole): boolean => role.originSystem === 'AadGroup' && role.roleOriginId.startsWith('Owner_');
const isEligible = (role: PackageRole): boolean => role.originSystem === 'AadGroup' && /^Eligible/i.test(role.roleOriginId);

/** Each resource of that kind once, with the roles the package hands out of it. */
function resourcesOf({ linted, tenant }: Look, originSystem: string): { roles: [PackageRole, ...PackageRole[]]; says: LintedResource }[] {
  const found = new Map<string, [PackageRole, ...PackageRole[]]>();
  for (const role of linted.design.roles) {
    if (role.originSystem !== originSystem) continue;
    const key = resourceKey(role);
    const known = found.get(key);
    if (known) known.push(role);
    else found.set(key, [role]);
  }
  return [...found].map(([key, roles]) => ({ roles, says: tenant.resources.get(key) ?? NOTHING }));
}

/** L12 */
export function canBeHandedOut(look: Look): void {
  const { sheet } = look;
  for (const { roles, says } of resourcesOf(look, 'AadGroup')) {
    const [role] = roles;
    const { synchronised, distribution, dynamic } = says;
    if (synchronised === undefined || distribution === undefined || dynamic === undefined) sheet.notKnown('L12', 'of what kind its groups are');
    if (synchronised) sheet.find('L12', atResource(role, 'onPremisesSyncEnabled'), `“${role.resourceName}” is synchronised from on-premises: its members can be changed there alone.`, { part: 'synchronised' });
    if (distribution) sheet.find('L12', atResource(role, 'securityEnabled'), `“${role.resourceName}” is a distribution list, which Entra does not hand out.`, { part: 'distribution' });
    if (dynamic && roles.some((each) => !isOwner(each))) sheet.find('L12', atResource(role, 'groupTypes'), `A rule names the members of “${role.resourceName}”, so only its owner role can be handed out.`, { part: 'dynamic' });
  }
}

/** L13 */
export function noPowerOnTheWay(look: Look): void {
  const { sheet, linted } = look;
  for (const { roles, says } of resourcesOf(look, 'AadGroup')) {
    const [role] = roles;
    if (roles.some(isOwner)) sheet.find('L13', atResource(role, 'role'), `It makes people owners of “${role.resourceName}”, who can add others past this package.`, { part: 'owner' });
    if (says.roleAssignable === undefined) sheet.notKnown('L13', 'whether its groups can hold Entra roles');
    else if (says.roleAssignable) sheet.find('L13', atResource(role, 'isAssignableToRole'), `“${role.resourceName}” can hold Entra roles.`, { part: 'roleAssignable' });
  }
  for (const role of linted.design.roles.filter(({ originSystem }) => originSystem === 'DirectoryRole')) sheet.find('L13', atResource(role, 'originSystem'), `“${role.resourceName}” is an Entra role.`, { part: 'entraRole' });
}

/** L14 */
export function oneRoleEach(look: Look): void {
  for (const { roles } of resourcesOf(look, 'AadApplication')) {
    if (new Set(roles.map((role) => role.roleOriginId)).size > 1) look.sheet.find('L14', atResource(roles[0], 'role'), `It gives several roles of “${roles[0].resourceName}” at once.`);
  }
}

/** L15 */
export function eligibleAsLong(look: Look): void {
  const { sheet, linted } = look;
  for (const { roles, says } of resourcesOf(look, 'AadGroup')) {
    if (!roles.some(isEligible)) continue;
    const { longestDays } = says;
    if (longestDays === undefined) sheet.notKnown('L15', 'for how long Privileged Identity Management makes people eligible for its groups');
    if (longestDays === undefined || longestDays === null) continue;
    for (const { id, name, expiration } of linted.design.policies) {
      if (expiration.type === 'afterDuration' && expiration.days !== null && expiration.days <= longestDays) continue;
      const until = expiration.type === 'afterDuration' && expiration.days !== null ? `for ${expiration.days} days` : expiration.type === 'afterDateTime' ? 'until a day' : 'for good';
      sheet.find('L15', atResource(roles[0], 'eligibility'), `“${name}” gives eligible membership of “${roles[0].resourceName}” ${until}, and Privileged Identity Management ends it after ${longestDays}.`, { part: id });
    }
  }
}

/** L16 */
export function asksForAssignment(look: Look): void {
  for (const { roles, says } of resourcesOf(look, 'AadApplication')) {
    if (says.assignmentRequired === undefined) look.sheet.notKnown('L16', 'whether its applications ask for an assignment');
    else if (!says.assignmentRequired) look.sheet.find('L16', atResource(roles[0], 'appRoleAssignmentRequired'), `“${roles[0].resourceName}” lets everybody in the tenant sign in, with this package or without.`);
  }
}

/** A1 */
export function withinApproval(look: Look): void {
  const { sheet, linted, tenant } = look;
  const { design } = linted;
  for (const [key, role] of new Map(design.roles.map((each) => [resourceKey(each), each]))) {
    const says = tenant.resources.get(key);
    for (const { catalogId, limits, approval, has } of says?.limits ?? []) {
      if (catalogId !== design.catalogId) continue;
      if (approval && limits.people !== null && (!has || (has.more && has.people <= limits.people))) sheet.notKnown('A1', 'how many people have its resources');
      if (approval && !limits.externals && (has?.externals ?? null) === null) sheet.notKnown('A1', 'who of the people who have its resources is external');
      const content = approvalContent({ id: role.resourceId, name: role.resourceName, originId: role.originId, originSystem: role.originSystem }, [design]);
      const terms = beyondLimits(limits, content, tenant.now).map((each) => ({ ...each, part: each.words }));
      // Not by how many there are: one more is the same finding.
      const counted = [...(says?.gets ? beyondPeople(limits, says.gets) : []), ...(has ? beyondHeld(limits, has) : [])].map((each) => ({ ...each, part: `${each.limit} counted` }));
      for (const { limit, words, part } of [...terms, ...counted]) sheet.find('A1', atResource(role, limit), `Beyond what ${approval?.ownerName ?? 'the owner'} allows of “${role.resourceName}”: ${words}.`, { part, ...(approval ? { source: approvedAt(approval) } : {}) });
    }
  }
}

/** Agreed here, so it stands on what its owner signed. */
function approvedAt({ id, ownerName, day }: NonNullable<OwnersLimits['approval']>): LintSource {
  return { title: `What ${ownerName} approved on ${dayWords(day)}`, address: `/approvals/${id}` };
}
