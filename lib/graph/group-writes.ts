import 'server-only';
import { AppError } from '@/lib/errors';
import type { BatchAnswer, BatchCall, Graph, Warrant, Written } from './client';
import { odataText } from './client';

/** The operations that write groups, as the audit names them too. */
export const POST_GROUP = 'POST /groups';
export const POST_MEMBER = 'POST /groups/{id}/members/$ref';

/** At most so many go out in one batch. */
export const MEMBERS_AT_ONCE = 20;

/** A group that is made: `mark` is its mail nickname, by which it is known again. */
export type WantedGroup = { name: string; description: string; mark: string };

/** The group that was made under this mark, or null. */
export async function findGroupByMark(graph: Graph, mark: string): Promise<{ id: string } | null> {
  const { items } = await graph.page<{ id?: string }>('GET /groups', { query: { $filter: `mailNickname eq ${odataText(mark)}`, $select: 'id', $top: 1 } });
  const [found] = items;
  return found?.id ? { id: found.id } : null;
}

/**
 * Makes a security group nobody is in. Whoever makes one without administering groups owns it, and may add its members.
 * https://learn.microsoft.com/graph/api/group-post-groups
 */
export async function makeGroup(graph: Graph, { name, description, mark }: WantedGroup, warrant: Warrant): Promise<Written<{ id: string }>> {
  const { value, requestId } = await graph.write<{ id?: string }>(POST_GROUP, { body: { displayName: name, description, mailNickname: mark, mailEnabled: false, securityEnabled: true }, warrant });
  if (!value.id) throw new AppError('internal', 'Graph made a group and did not say its id', { graphRequestId: requestId });
  return { value: { id: value.id }, requestId };
}

/**
 * Adds up to 20 people to a group in one batch; each has an answer of its own, by person. Whoever is in it already is
 * answered with 400. https://learn.microsoft.com/graph/api/group-post-members
 */
export async function addMembers(graph: Graph, groupId: string, personIds: readonly string[], warrant: Warrant, signal: AbortSignal): Promise<Map<string, BatchAnswer>> {
  const calls = personIds.map((id): BatchCall => ({ id, operation: POST_MEMBER, path: { id: groupId }, body: { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` }, warrant }));
  const { answers } = await graph.batch(calls, signal);
  return new Map(answers.map((answer) => [answer.id, answer]));
}
