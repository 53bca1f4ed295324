import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, requireScope } from './authority';
import type { Context, Routes } from './context';
import { NO_CONTENT } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { referredIn } from './references';
import type { Owned } from './registrations';
import { requireAdministers } from './registrations';

/** https://learn.microsoft.com/graph/api/application-post-owners, serviceprincipal-post-owners and their siblings */
export const owners = (path: string, find: (context: Context) => Owned, what: string): Routes => ({
  [`POST ${path}/owners/$ref`]: (context) => {
    requireScope(context, DIRECTORY_WRITE.applications);
    const owned = find(context);
    requireAdministers(context, owned);
    const { id, kind } = referredIn(context);
    if (kind !== 'user' && kind !== 'servicePrincipal') throw badRequest('Request_BadRequest', `The reference target '${id}' of type '${kind}' is invalid for the 'owners' reference.`);
    if (context.tenant.owners.has(owned.id, id)) throw badRequest('Request_BadRequest', "One or more added object references already exist for the following modified properties: 'owners'.");
    context.tenant.owners.add(owned.id, id);
    recordChange(context, { category: 'ApplicationManagement', activity: `Add owner to ${what}`, operation: 'Assign', targets: [auditTarget(context, id), auditTarget(context, owned.id)] });
    return NO_CONTENT;
  },
  [`DELETE ${path}/owners/{ownerId}/$ref`]: (context) => {
    requireScope(context, DIRECTORY_WRITE.applications);
    const owned = find(context);
    requireAdministers(context, owned);
    const ownerId = (context.at.ownerId ?? '').toLowerCase();
    if (!context.tenant.owners.has(owned.id, ownerId)) throw noSuchObject(ownerId);
    context.tenant.owners.remove(owned.id, ownerId);
    recordChange(context, { category: 'ApplicationManagement', activity: `Remove owner from ${what}`, operation: 'Unassign', targets: [auditTarget(context, ownerId), auditTarget(context, owned.id)] });
    return NO_CONTENT;
  },
});
