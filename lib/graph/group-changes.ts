import 'server-only';
import type { MirrorGroup } from '@/lib/directory/mirror';
import type { BatchCall, Graph } from './client';
import { odataText } from './client';
import { readLists } from './batch-reads';

type Member = { '@odata.type'?: string; id?: string; '@removed'?: unknown };

type ChangedGroup = {
  id?: string;
  '@removed'?: unknown;
  displayName?: string | null;
  description?: string | null;
  mail?: string | null;
  mailEnabled?: boolean | null;
  securityEnabled?: boolean | null;
  groupTypes?: string[] | null;
  membershipRule?: string | null;
  membershipRuleProcessingState?: string | null;
  onPremisesSyncEnabled?: boolean | null;
  isAssignableToRole?: boolean | null;
  visibility?: string | null;
  assignedLicenses?: { skuId?: string }[] | null;
  'members@delta'?: Member[];
};

const FIELDS = 'id,displayName,description,mail,mailEnabled,securityEnabled,groupTypes,membershipRule,membershipRuleProcessingState,onPremisesSyncEnabled,isAssignableToRole,visibility,assignedLicenses,members';

/** Most groups whose changes one reading follows (learn.microsoft.com/graph/api/group-delta). */
export const GROUPS_A_FEED = 50;

export type MemberType = 'person' | 'group' | 'other';

/** A group as it was read, without what is known only after its members were. */
export type ReadGroup = Omit<MirrorGroup, 'membersAsOf' | 'ownersAsOf' | 'deletedAt'>;

/** Who came into a group or left it: direct members only, or its owners. */
export type MemberChange = { groupId: string; memberId: string; type: MemberType; gone: boolean };

export type GroupChanges = { groups: ReadGroup[]; members: MemberChange[]; removed: string[]; next: string | null; delta: string | null };

/**
 * Reads these groups with their direct members from the beginning (no link), on, or what changed since
 * (learn.microsoft.com/graph/api/group-delta). A large group comes several times, each time with others of its members; a
 * group whose membership is hidden comes without any.
 * @throws AppError `startAnew` when Graph no longer knows the link; Graph's own
 */
export async function readGroupChanges(graph: Graph, link: string | null, ids: readonly string[], signal?: AbortSignal): Promise<GroupChanges> {
  const query = { $select: FIELDS, $filter: ids.map((id) => `id eq ${odataText(id)}`).join(' or ') };
  const { items, next, delta } = await graph.changes<ChangedGroup>('GET /groups/delta', { query, link, pageSize: GROUPS_A_FEED, ...(signal ? { signal } : {}) });
  const kept = items.flatMap((item) => (item.id && !item['@removed'] ? [{ ...item, id: item.id }] : []));
  return {
    groups: kept.map(toReadGroup),
    members: kept.flatMap(({ id, 'members@delta': members = [] }) => members.flatMap((member) => (member.id ? [{ groupId: id, memberId: member.id, type: typeOf(member), gone: Boolean(member['@removed']) }] : []))),
    removed: items.flatMap((item) => (item.id && item['@removed'] ? [item.id] : [])),
    next,
    delta,
  };
}

function typeOf(member: Member): MemberType {
  switch (member['@odata.type']) {
    case '#microsoft.graph.user':
      return 'person';
    case '#microsoft.graph.group':
      return 'group';
    default:
      return 'other';
  }
}

function toReadGroup(group: ChangedGroup & { id: string }): ReadGroup {
  const types = group.groupTypes ?? [];
  return {
    id: group.id,
    name: group.displayName ?? group.id,
    description: group.description ?? null,
    mail: group.mail ?? null,
    mailEnabled: group.mailEnabled ?? false,
    securityEnabled: group.securityEnabled ?? false,
    microsoft365: types.includes('Unified'),
    dynamic: types.includes('DynamicMembership'),
    membershipRule: group.membershipRule ?? null,
    rulePaused: group.membershipRuleProcessingState === 'Paused',
    synchronised: group.onPremisesSyncEnabled ?? false,
    roleAssignable: group.isAssignableToRole ?? false,
    hiddenMembership: group.visibility === 'HiddenMembership',
    licences: (group.assignedLicenses ?? []).flatMap((licence) => licence.skuId ?? []),
  };
}

/** Owners of these groups, in batches; a group that is gone has none. */
export async function readOwnersOfGroups(graph: Graph, ids: readonly string[]): Promise<MemberChange[]> {
  const lists = await readLists<Member>(graph, ids.map((id): BatchCall => ({ id, operation: 'GET /groups/{id}/owners', path: { id }, query: { $select: 'id', $top: 999 } })), [404]);
  return [...lists].flatMap(([groupId, owners]) => (owners ?? []).flatMap((owner): MemberChange[] => (owner.id ? [{ groupId, memberId: owner.id, type: typeOf(owner), gone: false }] : [])));
}
