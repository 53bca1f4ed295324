import type { Group } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { directoryObject, showAny, showGroupsOf } from './directory-objects';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { noSuchObject } from './graph-error';
import { listed } from './odata/collection';
import { pinned } from './odata/filter';
import type { Thing } from './odata/thing';
import { defineShape } from './odata/thing';

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

export const showGroup: Show<Group> = defineShape<Group, World>({
  type: 'group',
  properties: {
    id: (group) => group.id,
    deletedDateTime: () => null,
    classification: () => null,
    createdDateTime: (group) => group.createdDateTime,
    description: (group) => group.description,
    displayName: (group) => group.displayName,
    expirationDateTime: () => null,
    groupTypes: (group) => group.groupTypes,
    isAssignableToRole: (group) => group.isAssignableToRole,
    mail: (group) => group.mail,
    mailEnabled: (group) => group.mailEnabled,
    mailNickname: (group) => group.mailNickname,
    membershipRule: (group) => group.membershipRule,
    membershipRuleProcessingState: (group) => (group.membershipRule === null ? null : 'On'),
    onPremisesLastSyncDateTime: (group) => (group.onPremisesSyncEnabled ? '2026-10-30T05:12:44Z' : null),
    onPremisesSamAccountName: (group) => (group.onPremisesSyncEnabled ? group.displayName : null),
    onPremisesSyncEnabled: (group) => group.onPremisesSyncEnabled,
    preferredLanguage: () => null,
    proxyAddresses: (group) => (group.mail ? [`SMTP:${group.mail}`] : []),
    renewedDateTime: (group) => group.createdDateTime,
    resourceBehaviorOptions: () => [],
    resourceProvisioningOptions: (group) => (group.groupTypes.includes('Unified') ? ['Team'] : []),
    securityEnabled: (group) => group.securityEnabled,
    theme: () => null,
    visibility: (group) => group.visibility,
  },
  navigations: {
    members: (group, world) => some(world.tenant.members.of(group.id), world),
    owners: (group, world) => some(world.tenant.owners.of(group.id), world),
  },
});

function groupIn(context: Context): Group {
  const id = context.at.id ?? '';
  const group = context.tenant.groups.get(id.toLowerCase());
  if (!group) throw noSuchObject(id);
  return group;
}

const groups = (context: Context) => ({
  metadata: 'groups',
  shapes: [showGroup.shape],
  rows: (filter: Parameters<typeof pinned>[0]) => {
    const ids = pinned(filter, 'id');
    return ids ? listed([...new Set(ids)].flatMap((id) => context.tenant.groups.get(id.toLowerCase()) ?? [])) : (from: number) => context.tenant.groups.from(from);
  },
  show: (group: Group) => showGroup(group, context),
});

type Relation = (context: Context, group: Group) => readonly string[];

const RELATIONS: Record<string, Relation> = {
  members: ({ tenant }, group) => [...tenant.members.of(group.id)],
  transitiveMembers: ({ tenant }, group) => tenant.transitiveMembersOf(group.id),
  owners: ({ tenant }, group) => [...tenant.owners.of(group.id)],
};

const related = (context: Context, relation: Relation) => {
  requireScope(context, DIRECTORY_READ.groups);
  return { metadata: 'directoryObjects', ...showAny(context, relation(context, groupIn(context)), context.at.cast), advancedOnly: true };
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
    return answerObject(context, 'groups', showGroup.shape, showGroup(groupIn(context), context));
  },
  'GET /groups/{id}/memberOf': (context) => {
    requireScope(context, DIRECTORY_READ.groups);
    return directoryList(context, { ...showGroupsOf(context, groupIn(context).id, false), advancedOnly: true });
  },
  'GET /groups/{id}/transitiveMemberOf': (context) => {
    requireScope(context, DIRECTORY_READ.groups);
    return directoryList(context, { ...showGroupsOf(context, groupIn(context).id, true), advancedOnly: true });
  },
  ...Object.fromEntries(Object.entries(RELATIONS).flatMap(([name, relation]) => [
    [`GET /groups/{id}/${name}`, (context: Context) => directoryList(context, related(context, relation))],
    [`GET /groups/{id}/${name}/$count`, (context: Context) => directoryCount(context, related(context, relation))],
    [`GET /groups/{id}/${name}/microsoft.graph.{cast}`, (context: Context) => directoryList(context, related(context, relation))],
    [`GET /groups/{id}/${name}/microsoft.graph.{cast}/$count`, (context: Context) => directoryCount(context, related(context, relation))],
  ])),
};
