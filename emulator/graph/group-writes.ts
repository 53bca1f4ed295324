import type { Group } from '../model/directory';
import type { Body } from './directory-body';
import { bodyIn, flagIn, listIn, neededIn, textIn } from './directory-body';
import { auditTarget, changesOf, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import { createdObject, NO_CONTENT } from './directory-query';
import { refusalOfRule } from '../rules/rule-text';
import { badRequest, noSuchObject } from './graph-error';
import { insufficientPrivileges, requireChangesGroup } from './group-authority';
import { addToGroup } from './group-references';
import { groupIn, showGroup, WRITTEN_OF_GROUPS } from './groups';
import { boundIn } from './references';
import { writtenIn } from './written';

/** https://learn.microsoft.com/graph/api/group-update: so many members at most are added by one PATCH. */
const MOST_BOUND = 20;
const CHANGEABLE = ['displayName', 'description', 'mailNickname', 'visibility', 'membershipRule', 'membershipRuleProcessingState', 'groupTypes', 'mailEnabled', 'securityEnabled', ...WRITTEN_OF_GROUPS];

/** What Exchange keeps of a Microsoft 365 group: changed by itself and not at creation, and answered by 200. https://learn.microsoft.com/graph/api/group-update */
const OF_EXCHANGE: ReadonlySet<string> = new Set(['allowExternalSenders', 'autoSubscribeNewMembers', 'hideFromAddressLists', 'hideFromOutlookClients', 'isSubscribedByMail', 'unseenCount']);
/** What a group is made with. */
const AT_CREATION = [...CHANGEABLE.filter((name) => !OF_EXCHANGE.has(name)), 'isAssignableToRole'];

const VISIBILITIES = ['Public', 'Private', 'HiddenMembership'] as const;
const PROCESSING_STATES = ['On', 'Paused'] as const;
const TYPES = ['Unified', 'DynamicMembership'] as const;

function typesIn(body: Body): Group['groupTypes'] | undefined {
  const given = listIn(body, 'groupTypes');
  return given?.map((value) => {
    const type = TYPES.find((known) => known === value);
    if (!type) throw badRequest('Request_BadRequest', `Invalid value specified for property 'groupTypes' of resource 'Group'.`);
    return type;
  });
}

function visibilityIn(body: Body): Group['visibility'] | undefined {
  const given = textIn(body, 'visibility', 'Group');
  if (given === undefined || given === null) return given;
  const visibility = VISIBILITIES.find((known) => known.toLowerCase() === given.toLowerCase());
  if (!visibility) throw badRequest('Request_BadRequest', `Invalid value specified for property 'visibility' of resource 'Group'.`);
  return visibility;
}

/**
 * A rule and the type that asks for one come together or not at all; of Microsoft 365 groups only people are members.
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership
 */
function requireRuleFits({ groupTypes, membershipRule }: Pick<Group, 'groupTypes' | 'membershipRule'>): void {
  if (groupTypes.includes('DynamicMembership') !== (membershipRule !== null && membershipRule !== '')) throw badRequest('Request_BadRequest', 'One or more property values specified are invalid.');
  const refusal = membershipRule ? refusalOfRule(membershipRule, groupTypes.includes('Unified') ? 'user' : 'either') : null;
  if (refusal !== null) throw badRequest('Request_BadRequest', refusal);
}

/** A group for Entra roles is a security group whose members somebody chooses, and nobody joins by themselves: https://learn.microsoft.com/graph/api/resources/group */
function requireMayHoldRoles({ securityEnabled, groupTypes, visibility }: Pick<Group, 'securityEnabled' | 'groupTypes' | 'visibility'>): void {
  if (!securityEnabled || groupTypes.includes('DynamicMembership') || visibility === 'Public') throw badRequest('Request_BadRequest', 'One or more property values specified are invalid: a group with isAssignableToRole is security-enabled, not dynamic and not public.');
}

function processingIn(body: Body): Group['membershipRuleProcessingState'] {
  const given = textIn(body, 'membershipRuleProcessingState', 'Group');
  if (given === undefined || given === null) return undefined;
  const state = PROCESSING_STATES.find((known) => known.toLowerCase() === given.toLowerCase());
  if (!state) throw badRequest('Request_BadRequest', `Invalid value specified for property 'membershipRuleProcessingState' of resource 'Group'.`);
  return state;
}

function withUniqueName({ tenant }: Context, name: string): Group | undefined {
  for (const group of tenant.groups.values()) if (group.written?.uniqueName === name) return group;
  return undefined;
}

function create(context: Context) {
  requireScope(context, DIRECTORY_WRITE.groups);
  const body = bodyIn(context, 'Group', AT_CREATION, ['members', 'owners']);
  const { tenant, now, caller } = context;
  const mailEnabled = flagIn(body, 'mailEnabled', 'Group', 'needed') ?? false;
  const securityEnabled = flagIn(body, 'securityEnabled', 'Group', 'needed') ?? false;
  const groupTypes = typesIn(body) ?? [];
  const unified = groupTypes.includes('Unified');
  if (mailEnabled && !unified) throw badRequest('Request_BadRequest', 'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.');
  if (!mailEnabled && (unified || !securityEnabled)) throw badRequest('Request_BadRequest', 'One or more property values specified are invalid.');
  const mailNickname = neededIn(body, 'mailNickname', 'Group');
  const privileged = flagIn(body, 'isAssignableToRole', 'Group') ?? null;
  if (privileged && !hasEntraRole(context, ['Global Administrator', 'Privileged Role Administrator'])) throw insufficientPrivileges();
  const [owners, members] = [boundIn(context, body, 'owners', MOST_BOUND), boundIn(context, body, 'members', MOST_BOUND)];
  const group: Group = {
    id: tenant.newId(), displayName: neededIn(body, 'displayName', 'Group'), description: textIn(body, 'description', 'Group') ?? null,
    groupTypes, mail: unified ? `${mailNickname}@${tenant.info.tenantDomain}` : null, mailEnabled, mailNickname, securityEnabled,
    membershipRule: textIn(body, 'membershipRule', 'Group') ?? null, membershipRuleProcessingState: processingIn(body), isAssignableToRole: privileged, onPremisesSyncEnabled: null,
    visibility: visibilityIn(body) ?? (unified ? privileged ? 'Private' : 'Public' : null), createdDateTime: new Date(now).toISOString(),
    isManagementRestricted: false, isPimManaged: false, assignedLicenses: [], ...writtenIn(body, WRITTEN_OF_GROUPS),
  };
  if (typeof group.written?.uniqueName === 'string' && withUniqueName(context, group.written.uniqueName)) throw badRequest('Request_BadRequest', 'Another object with the same value for property uniqueName already exists.');
  requireRuleFits(group);
  if (privileged) requireMayHoldRoles(group);
  if (groupTypes.includes('DynamicMembership') && members.length > 0) throw insufficientPrivileges();
  tenant.groups.add(group);
  recordChange(context, { category: 'GroupManagement', activity: 'Add group', operation: 'Add', targets: [auditTarget(context, group.id, changesOf(body))] });
  // Whoever makes a group without naming owners, and administers no groups, owns it.
  const administers = hasEntraRole(context, ['Global Administrator', 'Groups Administrator', 'User Administrator']);
  addToGroup(context, group, 'owners', owners.length === 0 && !administers ? [{ id: caller.userId, kind: 'user' }] : owners);
  addToGroup(context, group, 'members', members);
  return createdObject('groups', showGroup(group, context));
}

function update(context: Context) {
  const body = bodyIn(context, 'Group', CHANGEABLE, ['members']);
  const onlyMembers = Object.keys(body).every((name) => name.startsWith('members@') || name.startsWith('@'));
  requireScope(context, onlyMembers ? DIRECTORY_WRITE.members : DIRECTORY_WRITE.groups);
  const group = groupIn(context);
  requireChangesGroup(context, group, onlyMembers ? 'members' : 'properties');
  const ofExchange = Object.keys(body).filter((name) => OF_EXCHANGE.has(name));
  const alone = Object.keys(body).every((name) => name.startsWith('@') || OF_EXCHANGE.has(name));
  if (ofExchange.length > 0 && !alone) throw badRequest('BadRequest', `The properties ${ofExchange.join(', ')} have to be updated by a request of their own.`);
  const members = boundIn(context, body, 'members', MOST_BOUND);
  if (members.length > 0) requireChangesGroup(context, group, 'members');

  const visibility = visibilityIn(body);
  if (visibility === 'HiddenMembership' && group.visibility !== 'HiddenMembership') throw badRequest('Request_BadRequest', "The visibility 'HiddenMembership' can be set only when a group is created.");
  const changed: Group = {
    ...group,
    displayName: body.displayName === undefined ? group.displayName : neededIn(body, 'displayName', 'Group'),
    description: textIn(body, 'description', 'Group') ?? (body.description === undefined ? group.description : null),
    mailNickname: body.mailNickname === undefined ? group.mailNickname : neededIn(body, 'mailNickname', 'Group'),
    groupTypes: typesIn(body) ?? group.groupTypes,
    membershipRule: body.membershipRule === undefined ? group.membershipRule : (textIn(body, 'membershipRule', 'Group') ?? null),
    membershipRuleProcessingState: processingIn(body) ?? group.membershipRuleProcessingState,
    visibility: visibility === undefined ? group.visibility : visibility,
    ...writtenIn(body, WRITTEN_OF_GROUPS, group.written),
  };
  requireRuleFits(changed);
  addToGroup(context, group, 'members', members);
  const changes = changesOf(body, group);
  if (changes.length > 0) {
    context.tenant.groups.add(changed);
    recordChange(context, { category: 'GroupManagement', activity: 'Update group', operation: 'Update', targets: [auditTarget(context, group.id, changes)] });
  }
  return ofExchange.length > 0 ? { status: 200 } : NO_CONTENT;
}

/** Makes the group of this unique name, or changes the one there is: two of a name cannot come to be. https://learn.microsoft.com/graph/api/group-upsert */
function upsert(context: Context) {
  requireScope(context, DIRECTORY_WRITE.groups);
  const { at: { uniqueName = '' }, request } = context;
  const found = withUniqueName(context, uniqueName);
  if (found) return update({ ...context, at: { id: found.id } });
  if (!/\bcreate-if-missing\b/i.test(request.headers.prefer ?? '')) throw noSuchObject(uniqueName);
  return create({ ...context, request: { ...request, body: { ...(request.body as object), uniqueName } } });
}

/** https://learn.microsoft.com/graph/api/group-post-groups, group-upsert, group-update, group-delete */
export const groupWriteRoutes: Routes = {
  'POST /groups': create,
  "PATCH /groups(uniqueName='{uniqueName}')": upsert,
  'PATCH /groups/{id}': update,
  'DELETE /groups/{id}': (context) => {
    requireScope(context, DIRECTORY_WRITE.groups);
    const group = groupIn(context);
    requireChangesGroup(context, group, 'properties');
    const targets = [auditTarget(context, group.id)];
    context.tenant.deleteGroup(group.id, context.now);
    recordChange(context, { category: 'GroupManagement', activity: 'Delete group', operation: 'Delete', targets });
    return NO_CONTENT;
  },
};
