import type { Group } from '../model/directory';
import type { Ends } from '../model/links';
import { DIRECTORY_READ, requireScope } from './authority';
import { binnedAt } from './binned-at';
import type { Context, Routes, Show, World } from './context';
import type { Placed } from './directory-objects';
import { directoryObject, memberOfRoutes, showAny } from './directory-objects';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { noSuchObject } from './graph-error';
import { seesMembers } from './group-authority';
import { hasMembersWithLicenseErrors, licencesOfGroup } from './licences';
import { listed } from './odata/collection';
import { pinned } from './odata/filter';
import type { Filter } from './odata/filter-parser';
import type { Thing } from './odata/thing';
import { defineShape } from './odata/thing';
import { unfilled } from './unfilled';
import { securityIdentifierOf } from './users';
import { asWritten } from './written';

/** A list that is expanded rather than asked for on its own ends after so many. */
const EXPANDED = 20;

const some = (ids: Iterable<string>, world: World): Thing[] => {
  const things: Thing[] = [];
  for (const id of ids) {
    if (things.length === EXPANDED) break;
    const thing = directoryObject(world, id);
    if (thing) things.push(thing);
  }
  return things;
};

/** What a group answers when nothing is selected: https://learn.microsoft.com/graph/api/resources/group */
const USUAL = [
  'id', 'deletedDateTime', 'classification', 'createdDateTime', 'description', 'displayName', 'expirationDateTime', 'groupTypes', 'isAssignableToRole', 'mail', 'mailEnabled', 'mailNickname',
  'membershipRule', 'membershipRuleProcessingState', 'onPremisesLastSyncDateTime', 'onPremisesProvisioningErrors', 'onPremisesSamAccountName', 'onPremisesSecurityIdentifier', 'onPremisesSyncEnabled', 'preferredDataLocation', 'preferredLanguage', 'proxyAddresses', 'renewedDateTime',
  'resourceBehaviorOptions', 'resourceProvisioningOptions', 'securityEnabled', 'theme', 'visibility',
];

/** Properties that are kept as they are written; nothing here follows them. */
export const WRITTEN_OF_GROUPS = [
  'allowExternalSenders', 'assignedLabels', 'autoSubscribeNewMembers', 'classification', 'hideFromAddressLists', 'hideFromOutlookClients', 'preferredDataLocation', 'preferredLanguage', 'isSubscribedByMail', 'resourceBehaviorOptions', 'theme', 'uniqueName', 'unseenCount',
];

export const showGroup: Show<Group> = defineShape<Group, World>({
  type: 'group',
  usual: USUAL,
  properties: asWritten<Group>({
    id: (group) => group.id,
    deletedDateTime: (group, { tenant }) => binnedAt(tenant.deletedGroups.get(group.id)),
    assignedLicenses: licencesOfGroup,
    classification: () => null,
    createdDateTime: (group) => group.createdDateTime,
    description: (group) => group.description,
    displayName: (group) => group.displayName,
    expirationDateTime: () => null,
    groupTypes: (group) => group.groupTypes,
    hasMembersWithLicenseErrors,
    isAssignableToRole: (group) => group.isAssignableToRole,
    isManagementRestricted: (group) => group.isManagementRestricted,
    mail: (group) => group.mail,
    mailEnabled: (group) => group.mailEnabled,
    mailNickname: (group) => group.mailNickname,
    membershipRule: (group) => group.membershipRule,
    membershipRuleProcessingState: (group) => (group.membershipRule === null ? null : group.membershipRuleProcessingState ?? 'On'),
    onPremisesLastSyncDateTime: (group) => (group.onPremisesSyncEnabled ? '2026-10-30T05:12:44Z' : null),
    onPremisesProvisioningErrors: () => [],
    onPremisesSecurityIdentifier: () => null,
    onPremisesSamAccountName: (group) => (group.onPremisesSyncEnabled ? group.displayName : null),
    onPremisesSyncEnabled: (group) => group.onPremisesSyncEnabled,
    preferredDataLocation: () => null,
    preferredLanguage: () => null,
    proxyAddresses: (group) => (group.mail ? [`SMTP:${group.mail}`] : []),
    renewedDateTime: (group) => group.createdDateTime,
    resourceBehaviorOptions: () => [],
    resourceProvisioningOptions: (group) => (group.groupTypes.includes('Unified') ? ['Team'] : []),
    securityEnabled: (group) => group.securityEnabled,
    theme: () => null,
    visibility: (group) => group.visibility,
    securityIdentifier: (group) => securityIdentifierOf(group.id),
    allowExternalSenders: () => false,
    autoSubscribeNewMembers: () => false,
    hideFromAddressLists: () => false,
    hideFromOutlookClients: () => false,
    isSubscribedByMail: () => false,
    unseenCount: () => 0,
    ...unfilled('accessType isArchived isFavorite licenseProcessingState onPremisesDomainName onPremisesNetBiosName organizationId uniqueName unseenConversationsCount unseenMessagesCount welcomeMessageEnabled', 'assignedLabels infoCatalogs serviceProvisioningErrors'),
  }, WRITTEN_OF_GROUPS),
  navigations: {
    members: (group, world) => (seesMembers(world, group) ? some(world.tenant.members.of(group.id), world) : []),
    owners: (group, world) => some(world.tenant.owners.of(group.id), world),
    memberOf: (group, world) => some(world.tenant.members.to(group.id), world),
  },
});

/** The group a path names. Throws 404 when there is none. */
export function groupIn(context: Context): Group {
  const id = context.at.id ?? '';
  const group = context.tenant.groups.get(id.toLowerCase());
  if (!group) throw noSuchObject(id);
  return group;
}

const groups = (context: Context) => {
  const { groups: table } = context.tenant;
  return {
    metadata: 'groups',
    shapes: [showGroup.shape],
    rows: (filter: Filter | null) => {
      const ids = pinned(filter, 'id');
      return ids ? listed([...new Set(ids)].flatMap((id) => table.get(id.toLowerCase()) ?? [])) : { from: (from: number) => table.from(from), ...(filter ? {} : { count: () => table.size }) };
    },
    show: (group: Group) => showGroup(group, context),
  };
};

/** What a group's mailbox keeps, and the directory does not, comes with the group's id, selected or not (learn.microsoft.com/graph/api/group-get, example 2). */
const OF_THE_MAILBOX = /\b(allowExternalSenders|autoSubscribeNewMembers|hideFromAddressLists|hideFromOutlookClients|isSubscribedByMail|unseenCount)\b/i;

function withMailboxId(context: Context): Context {
  const select = context.request.query.get('$select');
  if (!select || !OF_THE_MAILBOX.test(select)) return context;
  const query = new URLSearchParams(context.request.query);
  query.set('$select', `id,${select}`);
  return { ...context, request: { ...context.request, query } };
}

type Relation = (context: Context, group: Group) => readonly string[] | Placed | Ends;

const RELATIONS: Record<string, Relation> = {
  members: (context, group) => (seesMembers(context, group) ? context.tenant.members.of(group.id) : []),
  transitiveMembers: (context, group) => (seesMembers(context, group) ? (place) => context.tenant.transitiveMembers(group.id, place) : []),
  owners: ({ tenant }, group) => [...tenant.owners.of(group.id)],
};

const related = (context: Context, relation: Relation) => {
  requireScope(context, DIRECTORY_READ.groups);
  return { ...showAny(context, relation(context, groupIn(context)), context.at.cast), advancedOnly: true };
};

export const groupRoutes: Routes = {
  'GET /groups': (context) => {
    requireScope(context, DIRECTORY_READ.groups);
    return directoryList(context, groups(context));
  },
  'GET /groups/$count': (context) => {
    requireScope(context, DIRECTORY_READ.groups);
    return directoryCount(context, groups(context));
  },
  'GET /groups/{id}': (context) => {
    requireScope(context, DIRECTORY_READ.groups);
    return answerObject(withMailboxId(context), 'groups', showGroup.shape, showGroup(groupIn(context), context));
  },
  ...memberOfRoutes(['/groups/{id}'], DIRECTORY_READ.groups, (context) => groupIn(context).id),
  ...Object.fromEntries(Object.entries(RELATIONS).flatMap(([name, relation]) => [
    [`GET /groups/{id}/${name}`, (context: Context) => directoryList(context, related(context, relation))],
    [`GET /groups/{id}/${name}/$count`, (context: Context) => directoryCount(context, related(context, relation))],
    [`GET /groups/{id}/${name}/microsoft.graph.{cast}`, (context: Context) => directoryList(context, related(context, relation))],
    [`GET /groups/{id}/${name}/microsoft.graph.{cast}/$count`, (context: Context) => directoryCount(context, related(context, relation))],
  ])),
};
