import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { directoryObject } from './directory-objects';
import { checkDocumentedFilter } from './documented-filter';
import { mayReadSchedule } from './eligibility-schedules';
import type { Eligibility } from './eligibility-schedules';
import { badRequest } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { showGroup } from './groups';
import { answerList, listed } from './odata/collection';
import { pinned } from './odata/filter';
import { defineShape } from './odata/thing';

const PATH = '/identityGovernance/privilegedAccess/group/assignmentSchedules';
const PAGE = 100;
/** How long an activation lasts unless its group says otherwise. */
const ACTIVE_MS = 8 * 3_600_000;

/** Somebody who stands in a group under Privileged Identity Management: for good, or because they activated it for a time. */
type Standing = Eligibility & { activated: boolean };

const idOf = ({ groupId, principalId, activated }: Standing): string => `${groupId}_member_${principalId}${activated ? '_activated' : ''}`;

const showStanding: Show<Standing> = defineShape<Standing, World>({
  type: 'privilegedAccessGroupAssignmentSchedule',
  properties: {
    id: idOf,
    accessId: () => 'member',
    assignmentType: ({ activated }) => (activated ? 'activated' : 'assigned'),
    createdDateTime: ({ groupId }, { tenant }) => tenant.groups.get(groupId)?.createdDateTime ?? null,
    modifiedDateTime: () => null,
    createdUsing: idOf,
    groupId: ({ groupId }) => groupId,
    memberType: () => 'direct',
    principalId: ({ principalId }) => principalId,
    scheduleInfo: ({ activated }, { now }) => {
      const endDateTime = activated ? new Date(now + ACTIVE_MS / 2).toISOString() : null;
      return { startDateTime: new Date(now - ACTIVE_MS / 2).toISOString(), recurrence: null, expiration: { type: activated ? 'afterDateTime' : 'noExpiration', endDateTime, duration: null } };
    },
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

/** A group that is not under Privileged Identity Management has no schedules. */
const ofGroup = ({ tenant }: Context, groupId: string): Standing[] =>
  (tenant.groups.get(groupId)?.isPimManaged ? [...tenant.members.of(groupId)].map((principalId) => ({ groupId, principalId, activated: tenant.activatedMembers.has(groupId, principalId) })) : []);

/** https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-assignmentschedules: a group or a principal has to be named. */
export const assignmentScheduleRoutes: Routes = {
  [`GET ${PATH}`]: (context) => {
    requireScope(context, DIRECTORY_READ.activations);
    return answerList(context, {
      metadata: PATH.slice(1), shapes: [showStanding.shape], show: (standing: Standing) => showStanding(standing, context), pageSize: PAGE, maxTop: PAGE, capsTop: true,
      rows: (filter) => {
        const groupIds = pinned(filter, 'groupId') ?? (pinned(filter, 'principalId') ?? []).flatMap((id) => [...context.tenant.members.to(id.toLowerCase())]);
        const found = [...new Set(groupIds.map((id) => id.toLowerCase()))].flatMap((id) => ofGroup(context, id));
        if (found.some((standing) => !mayReadSchedule(context, standing))) throw insufficientPrivileges();
        return listed(found);
      },
      check: ({ filter }) => {
        checkDocumentedFilter(filter, { id: ['eq'], groupid: ['eq'], principalid: ['eq'], accessid: ['eq'], membertype: ['eq'], assignmenttype: ['eq'], status: ['eq'] });
        if (!pinned(filter, 'groupId') && !pinned(filter, 'principalId')) throw badRequest('MissingParameters', 'The required parameters GroupId or PrincipalId is missing.');
      },
    });
  },
};
