import type { Group } from '../model/directory';
import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, requireScope } from './authority';
import type { Context, Routes } from './context';
import { NO_CONTENT } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { requireChangesGroup, requireFits } from './group-authority';
import { groupIn } from './groups';
import type { Referred } from './references';
import { referredIn } from './references';

type Relation = 'members' | 'owners';

const SAID = {
  members: { add: 'Add member to group', remove: 'Remove member from group', scopes: DIRECTORY_WRITE.members },
  owners: { add: 'Add owner to group', remove: 'Remove owner from group', scopes: DIRECTORY_WRITE.groups },
} as const;

/** Adds members or owners, all of them or none. Throws 400 when one is there already or does not fit. */
export function addToGroup(context: Context, group: Group, relation: Relation, added: readonly Referred[]): void {
  const links = context.tenant[relation];
  for (const one of added) {
    requireFits(group, one, relation);
    if (links.has(group.id, one.id)) throw badRequest('Request_BadRequest', `One or more added object references already exist for the following modified properties: '${relation}'.`);
  }
  for (const { id } of added) {
    links.add(group.id, id);
    record(context, group, id, SAID[relation].add, 'Assign');
  }
}

function record(context: Context, group: Group, id: string, activity: string, operation: 'Assign' | 'Unassign'): void {
  const named = (value: string): { before: string | null; after: string | null } => (operation === 'Assign' ? { before: null, after: JSON.stringify(value) } : { before: JSON.stringify(value), after: null });
  recordChange(context, {
    category: 'GroupManagement', activity, operation,
    targets: [
      auditTarget(context, id, [{ name: 'Group.ObjectID', ...named(group.id) }, { name: 'Group.DisplayName', ...named(group.displayName) }]),
      auditTarget(context, group.id),
    ],
  });
}

const referenceRoutes = (relation: Relation): Routes => ({
  [`POST /groups/{id}/${relation}/$ref`]: (context) => {
    requireScope(context, SAID[relation].scopes);
    const group = groupIn(context);
    requireChangesGroup(context, group, relation);
    addToGroup(context, group, relation, [referredIn(context)]);
    return NO_CONTENT;
  },
  [`DELETE /groups/{id}/${relation}/{memberId}/$ref`]: (context) => {
    requireScope(context, SAID[relation].scopes);
    const group = groupIn(context);
    requireChangesGroup(context, group, relation);
    const memberId = (context.at.memberId ?? '').toLowerCase();
    const links = context.tenant[relation];
    if (!links.has(group.id, memberId)) throw noSuchObject(memberId);
    if (relation === 'owners' && links.of(group.id).size === 1 && context.tenant.users.get(memberId)) {
      throw badRequest('Request_BadRequest', 'The group must have at least one owner, hence this owner cannot be removed.');
    }
    links.remove(group.id, memberId);
    record(context, group, memberId, SAID[relation].remove, 'Unassign');
    return NO_CONTENT;
  },
});

/** https://learn.microsoft.com/graph/api/group-post-members and its siblings */
export const groupReferenceRoutes: Routes = { ...referenceRoutes('members'), ...referenceRoutes('owners') };
