import 'server-only';
import type { ResourceRole, RoleKind } from '@/lib/directory/route';
import { roleKind } from '@/lib/directory/route';
import { AppError } from '@/lib/errors';
import type { BatchAnswer, BatchCall, Graph, Warrant } from './client';
import { refusalOf } from './graph-error';
import { POST_MEMBER } from './group-writes';
import type { GraphOperation } from './operations';

/** The operations that give somebody a place by name, as the audit names them too. */
export const POST_OWNER = 'POST /groups/{id}/owners/$ref';
export const POST_APP_ROLE = 'POST /servicePrincipals/{id}/appRoleAssignedTo';

/** At most so many go out in one batch. */
export const PLACES_AT_ONCE = 20;

/** Delegated permissions by one of which a place is given, least first; a kind that is not named here is given by none. */
export const PLACE_SCOPES: Partial<Record<RoleKind, readonly string[]>> = {
  member: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  owner: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  appRole: ['AppRoleAssignment.ReadWrite.All', 'Directory.ReadWrite.All'],
};

/** A person's own place in a group or in an application; `key` names it in the answer. */
export type WantedPlace = { key: string; personId: string; role: ResourceRole };

/** How a role is given by name. @throws AppError `internal` for one that no operation gives */
export function placeOperation(role: ResourceRole): Extract<GraphOperation, `POST /${'groups' | 'servicePrincipals'}${string}`> {
  switch (roleKind(role)) {
    case 'member':
      return POST_MEMBER;
    case 'owner':
      return POST_OWNER;
    case 'appRole':
      return POST_APP_ROLE;
    default:
      throw new AppError('internal', `no operation gives ${role.roleOriginId} of ${role.originId} by name`);
  }
}

/**
 * Gives up to 20 people places by name in one batch: members and owners of groups, roles of applications. Each has an answer
 * of its own, by key. https://learn.microsoft.com/graph/api/group-post-members, …/group-post-owners,
 * …/serviceprincipal-post-approleassignedto
 */
export async function givePlaces(graph: Graph, places: readonly WantedPlace[], warrant: Warrant, signal: AbortSignal): Promise<Map<string, BatchAnswer>> {
  const calls = places.map(({ key, personId, role }): BatchCall => ({ id: key, operation: placeOperation(role), path: { id: role.originId }, body: bodyOf(personId, role), warrant }));
  const { answers } = await graph.batch(calls, signal);
  return new Map(answers.map((answer) => [answer.id, answer]));
}

function bodyOf(personId: string, role: ResourceRole): object {
  return roleKind(role) === 'appRole' ? { principalId: personId, resourceId: role.originId, appRoleId: role.roleOriginId } : { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${personId}` };
}

/** True where the place was there already: Graph answers that with 400 and words of each kind's own. */
export function wasThere(answer: BatchAnswer): boolean {
  return answer.status === 400 && /already exist/i.test(refusalOf(answer.body).message);
}
