import { DIRECTORY_READ, hasEntraRole, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { directoryObject } from './directory-objects';
import { answerObject } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { showGroup } from './groups';
import { checkDocumentedFilter } from './documented-filter';
import { answerList, listed } from './odata/collection';
import { pinned } from './odata/filter';
import { defineShape } from './odata/thing';

const PATH = '/identityGovernance/privilegedAccess/group/eligibilitySchedules';
const METADATA = 'identityGovernance/privilegedAccess/group/eligibilitySchedules';
const PAGE = 100;

/** Somebody who may become a member of a group under Privileged Identity Management for a time, and is none until then. */
export type Eligibility = { groupId: string; principalId: string };

const idOf = ({ groupId, principalId }: Eligibility): string => `${groupId}_member_${principalId}`;
const madeAt = ({ groupId }: Eligibility, { tenant }: World): string | null => tenant.groups.get(groupId)?.createdDateTime ?? null;

const showEligibility: Show<Eligibility> = defineShape<Eligibility, World>({
  type: 'privilegedAccessGroupEligibilitySchedule',
  properties: {
    id: idOf,
    accessId: () => 'member',
    createdDateTime: madeAt,
    modifiedDateTime: madeAt,
    createdUsing: idOf,
    groupId: ({ groupId }) => groupId,
    memberType: () => 'direct',
    principalId: ({ principalId }) => principalId,
    scheduleInfo: (eligibility, world) => ({ startDateTime: madeAt(eligibility, world), recurrence: null, expiration: { type: 'noExpiration', endDateTime: null, duration: null } }),
    status: () => 'Provisioned',
  },
  navigations: {
    group: ({ groupId }, world) => {
      const group = world.tenant.groups.get(groupId);
      return group ? showGroup(group, world) : null;
    },
    principal: ({ principalId }, world) => directoryObject(world, principalId),
  },
});

/** The group's owners see its schedules, and so do those who administer or read privileged access. */
export function mayReadSchedule(context: Context, { groupId, principalId }: Eligibility): boolean {
  const { tenant, caller } = context;
  return principalId === caller.userId || tenant.owners.has(groupId, caller.userId)
    || hasEntraRole(context, ['Global Administrator', 'Privileged Role Administrator', 'Global Reader', 'Security Administrator', 'Security Reader', 'Groups Administrator', 'Identity Governance Administrator']);
}

const ofGroups = ({ tenant }: Context, groupIds: Iterable<string>): Eligibility[] =>
  [...groupIds].flatMap((groupId) => (tenant.groups.has(groupId) ? [...tenant.eligibleMembers.of(groupId)].map((principalId) => ({ groupId, principalId })) : []));

/** https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules: a group or a principal has to be named. */
export const eligibilityScheduleRoutes: Routes = {
  [`GET ${PATH}`]: (context) => {
    requireScope(context, DIRECTORY_READ.eligibilities);
    return answerList(context, {
      metadata: METADATA, shapes: [showEligibility.shape], show: (eligibility: Eligibility) => showEligibility(eligibility, context), pageSize: PAGE, maxTop: PAGE, capsTop: true,
      rows: (filter) => {
        const groupIds = pinned(filter, 'groupId') ?? (pinned(filter, 'principalId') ?? []).flatMap((id) => [...context.tenant.eligibleMembers.to(id.toLowerCase())]);
        const found = ofGroups(context, new Set(groupIds.map((id) => id.toLowerCase())));
        const unseen = found.find((eligibility) => !mayReadSchedule(context, eligibility));
        if (unseen) throw insufficientPrivileges();
        return listed(found);
      },
      check: ({ filter }) => {
        checkDocumentedFilter(filter, { id: ['eq'], groupid: ['eq'], principalid: ['eq'], accessid: ['eq'], membertype: ['eq'], status: ['eq'] });
        if (!pinned(filter, 'groupId') && !pinned(filter, 'principalId')) throw badRequest('MissingParameters', 'The required parameters GroupId or PrincipalId is missing.');
      },
    });
  },
  [`GET ${PATH}/{id}`]: (context) => {
    requireScope(context, DIRECTORY_READ.eligibilities);
    const [groupId = ''] = (context.at.id ?? '').split('_');
    const found = ofGroups(context, [groupId.toLowerCase()]).find((eligibility) => idOf(eligibility) === context.at.id?.toLowerCase());
    if (!found) throw noSuchObject(context.at.id ?? '');
    if (!mayReadSchedule(context, found)) throw insufficientPrivileges();
    return answerObject(context, METADATA, showEligibility.shape, showEligibility(found, context));
  },
};
