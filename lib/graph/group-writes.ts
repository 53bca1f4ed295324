import 'server-only';
import { AppError, isAppError } from '@/lib/errors';
import type { BatchAnswer, BatchCall, Graph, Warrant, Written } from './client';
import { odataText } from './client';

/** The operations that write groups, as the audit names them too. */
export const UPSERT_GROUP = "PATCH /groups(uniqueName='{mark}')";
export const POST_MEMBER = 'POST /groups/{id}/members/$ref';

export const DELETE_GROUP = 'DELETE /groups/{id}';

/** At most so many go out in one batch. */
export const MEMBERS_AT_ONCE = 20;

/** A group that is made: `mark` is its unique name and mail nickname, by which it is known again. */
export type WantedGroup = { name: string; description: string; mark: string };

/** The group that was made under this mark, or null. */
export async function findGroupByMark(graph: Graph, mark: string): Promise<{ id: string } | null> {
  const { items } = await graph.page<{ id?: string }>('GET /groups', { query: { $filter: `mailNickname eq ${odataText(mark)}`, $select: 'id', $top: 1 } });
  const [found] = items;
  return found?.id ? { id: found.id } : null;
}

/**
 * Makes a security group nobody is in, unless one of its mark was made: then that is it, shown already or not, so that a
 * lost answer leaves no second one behind. Whoever makes one without administering groups owns it, and may add its members.
 * https://learn.microsoft.com/graph/api/group-upsert
 * @throws AppError `notYetVisible` where it was made before and is not shown yet
 */
export async function makeGroup(graph: Graph, { name, description, mark }: WantedGroup, warrant: Warrant): Promise<Written<{ id: string }>> {
  const { value, requestId } = await graph.write<{ id?: string } | null>(UPSERT_GROUP, { path: { mark }, body: { displayName: name, description, mailNickname: mark, mailEnabled: false, securityEnabled: true }, prefer: 'create-if-missing', warrant });
  // What there was is changed without being shown.
  const id = value?.id ?? (await findGroupByMark(graph, mark))?.id;
  if (!id) throw new AppError('notYetVisible', `the group of the mark ${mark} was made before and is not shown yet`, { graphRequestId: requestId });
  return { value: { id }, requestId };
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

/** Deletes a group; one that is gone already is no failure, and has no request id. https://learn.microsoft.com/graph/api/group-delete */
export async function deleteGroup(graph: Graph, groupId: string, warrant: Warrant): Promise<{ requestId: string | null }> {
  try {
    return { requestId: (await graph.write(DELETE_GROUP, { path: { id: groupId }, warrant })).requestId };
  } catch (error) {
    if (isAppError(error, 'notFound')) return { requestId: null };
    throw error;
  }
}
