import { db } from '@/lib/db/client';
import type { TenantView } from './rollouts';

type Rows = { [what: string]: string[] };

const sorted = (rows: Iterable<string>): string[] => [...rows].sort();

/** What the mirror holds of the tenant beside people, as lines, ordered; only of groups, applications and packages that it holds. */
export async function heldInMirror(): Promise<Rows> {
  const [members, roles, assignments, requests] = await Promise.all([db().mirrorMember.findMany(), db().mirrorAppRole.findMany(), db().mirrorAssignment.findMany(), db().mirrorRequest.findMany()]);
  return {
    members: sorted(members.filter((row) => row.relation === 'member').map((row) => `${row.groupId} ${row.memberId}`)),
    owners: sorted(members.filter((row) => row.relation === 'owner').map((row) => `${row.groupId} ${row.memberId}`)),
    appRoles: sorted(roles.map((row) => `${row.applicationId} ${row.appRoleId} ${row.principalId}`)),
    assignments: sorted(assignments.map((row) => `${row.packageId} ${row.personId} ${row.state}`)),
    requests: sorted(requests.map((row) => `${row.packageId} ${row.personId} ${row.state}`)),
  };
}

const OPEN = new Set(['submitted', 'pendingApproval', 'scheduled', 'delivering']);

/** The same, as the tenant has it. */
export async function heldInTenant(tenant: Pick<TenantView, 'snapshot'>): Promise<Rows> {
  const { groups, appRoleAssignments, assignments, assignmentRequests } = tenant.snapshot();
  const held = await db().mirrorGroup.findMany({ select: { id: true, ownersWanted: true } });
  const groupIds = new Set(held.map((group) => group.id));
  const owned = new Set(held.filter((group) => group.ownersWanted).map((group) => group.id));
  const feeds = (await db().mirrorFeed.findMany({ select: { kind: true } })).map((feed) => feed.kind.split(':'));
  const of = (kind: string) => new Set(feeds.filter(([name]) => name === kind).map(([, id]) => id));
  const packages = of('assignments');
  const applications = of('appRoles');
  return {
    members: sorted(groups.filter((group) => groupIds.has(group.id) && group.visibility !== 'HiddenMembership').flatMap((group) => group.members.map((member) => `${group.id} ${member}`))),
    owners: sorted(groups.filter((group) => owned.has(group.id)).flatMap((group) => group.owners.map((owner) => `${group.id} ${owner}`))),
    appRoles: sorted(appRoleAssignments.filter((row) => applications.has(row.resourceId)).map((row) => `${row.resourceId} ${row.appRoleId} ${row.principalId}`)),
    assignments: sorted(assignments.filter((row) => packages.has(row.packageId) && row.state !== 'expired').map((row) => `${row.packageId} ${row.targetId} ${row.state}`)),
    requests: sorted(assignmentRequests.filter((row) => packages.has(row.packageId) && OPEN.has(row.state)).map((row) => `${row.packageId} ${row.targetId} ${row.state}`)),
  };
}

/** The names of those who are held and not deleted, ordered. */
export async function heldNames(): Promise<string[]> {
  return sorted((await db().mirrorPerson.findMany({ where: { deletedAt: null }, select: { name: true } })).map((row) => row.name));
}

/** The names of those who are in scope by what the mirror holds and the cohorts are, and their managers, ordered. */
export async function namesInScope(tenant: Pick<TenantView, 'snapshot'>): Promise<string[]> {
  const users = new Map(tenant.snapshot().users.map((user) => [user.id, user]));
  const rows = await heldInMirror();
  const cohorts = (await db().cohortMember.findMany({ select: { personId: true } })).map((row) => row.personId);
  const wanted = new Set([...cohorts, ...Object.values(rows).flat().flatMap((line) => line.split(' '))].filter((id) => users.has(id)));
  for (const id of wanted) {
    const manager = users.get(id)?.managerId;
    if (manager && users.has(manager)) wanted.add(manager);
  }
  return sorted([...wanted].map((id) => users.get(id)?.displayName ?? ''));
}
