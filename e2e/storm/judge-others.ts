import type { Snapshot } from './ledger';
import type { Broken } from './judge-run';
import { lostResource } from './judge-run';
import type { Scene } from './scene';

/** Every link of the tenant as one line, by whom it is about. */
function linksOf({ groups, appRoleAssignments, assignments, policies, packages }: Snapshot): Map<string, string> {
  const links = new Map<string, string>();
  for (const group of groups) {
    for (const id of group.members) links.set(`member ${group.id} ${id}`, id);
    for (const id of group.owners) links.set(`owner ${group.id} ${id}`, id);
  }
  for (const grant of appRoleAssignments) links.set(`app role ${grant.resourceId} ${grant.appRoleId} ${grant.principalId}`, grant.principalId);
  for (const { id, targetId, packageId, policyId, state } of assignments) links.set(`assignment ${id} ${packageId} ${policyId} ${state ?? ''} ${targetId}`, targetId);
  for (const policy of policies) links.set(`policy ${JSON.stringify(policy)}`, policy.packageId);
  for (const { id, roleScopes } of packages) links.set(`package ${id} ${JSON.stringify(roleScopes)}`, id);
  return links;
}

/**
 * Nothing is otherwise than before, but for what the cohort was given by the packages of the phase, and what befell people
 * who left or were disabled.
 */
export function judgeOthers(scene: Scene, after: Snapshot, gone: ReadonlySet<string>): Broken[] {
  const { before, packages, people } = scene;
  const [was, is] = [linksOf(before), linksOf(after)];
  const cohort = new Set(people);
  const left = whoLeft(before, after, gone);
  const lost = packages.some(({ packageId }) => lostResource(before, after, packageId));
  const given = new Set(before.packages.filter(({ id }) => packages.some(({ packageId }) => packageId === id)).flatMap(({ roleScopes }) => roleScopes.map(({ resourceId }) => before.resources.find(({ id }) => id === resourceId)?.originId ?? '')));
  // The small packages of a reversal are its own, and judged with it.
  const kept = new Set(after.packages.filter(({ displayName }) => displayName.startsWith('Kept from ')).map(({ id }) => id));
  const mayGain = (link: string, whom: string): boolean => (cohort.has(whom) && [...packages.map(({ packageId }) => packageId), ...given, ...kept].some((id) => link.includes(id))) || kept.has(whom);
  const mayLose = (link: string, whom: string): boolean => left.has(whom) || (lost && [...given].some((id) => link.includes(id)));
  return [
    ...[...is].filter(([link, whom]) => !was.has(link) && !mayGain(link, whom)).map(([link, whom]) => ({ what: `there now, and not to be: ${link.slice(0, 300)}`, about: [whom] })),
    ...[...was].filter(([link, whom]) => !is.has(link) && !mayLose(link, whom)).map(([link, whom]) => ({ what: `gone, and not to be: ${link.slice(0, 300)}`, about: [whom] })),
  ];
}

/** Who was deleted or disabled: by a deed, or by the weather as they were asked for. */
export function whoLeft(before: Snapshot, after: Snapshot, gone: ReadonlySet<string>): Set<string> {
  const active = new Set(after.users.filter(({ accountEnabled }) => accountEnabled).map(({ id }) => id));
  const there = new Set(after.users.map(({ id }) => id));
  return new Set([...gone, ...before.users.filter(({ id, accountEnabled }) => (accountEnabled ? !active.has(id) : !there.has(id))).map(({ id }) => id)]);
}

/** What somebody holds of the resources a package gives, as lines. */
export function heldOf(snapshot: Snapshot, packageId: string, personId: string): string[] {
  const resources = new Map(snapshot.resources.map((resource) => [resource.id, resource]));
  return (snapshot.packages.find((each) => each.id === packageId)?.roleScopes ?? []).flatMap(({ resourceId, roleId }) => {
    const resource = resources.get(resourceId);
    const role = resource?.roles.find(({ id }) => id === roleId);
    if (!resource || !role) return [];
    const group = snapshot.groups.find(({ id }) => id === resource.originId);
    const links = [
      ...(group?.members.includes(personId) ? [`member of ${group.displayName}`] : []),
      ...snapshot.appRoleAssignments.filter((grant) => grant.principalId === personId && grant.resourceId === resource.originId && grant.appRoleId === role.originId).map(() => `${role.displayName} of ${resource.displayName}`),
    ];
    return links;
  });
}
