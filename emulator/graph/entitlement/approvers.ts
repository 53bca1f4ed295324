import type { Tenant } from '../../model';
import type { RequestType, SubjectSet } from '../../model/governance';
import { organizationOf } from './policy-scope';

/** Whom an approval is about: the one who gets the access, and the one who asked for it. */
export type Asker = { targetId: string; requestorId: string; requestType?: RequestType };

/** Whether somebody asks, for themselves or for another, and not an administrator or the service. */
const isAskedBySomebody = ({ requestType }: Asker): boolean => requestType?.startsWith('user') === true;

/**
 * The people some approver sets stand for, or their stand-ins where they stand for nobody; never the person the request
 * is about, nor whoever asked for it in their name, who cannot approve their own.
 */
export function approversOf(tenant: Tenant, sets: readonly SubjectSet[], fallback: readonly SubjectSet[], asker: Asker): string[] {
  const resolve = (some: readonly SubjectSet[]): string[] =>
    [...new Set(some.flatMap((set) => peopleOf(tenant, set, asker)))].filter((id) => id !== asker.targetId && !(isAskedBySomebody(asker) && id === asker.requestorId) && tenant.users.get(id)?.accountEnabled);
  const named = resolve(sets);
  return named.length > 0 ? named : resolve(fallback);
}

/** The people a set stands for, in a request. */
export function peopleOf(tenant: Tenant, set: SubjectSet, asker: Asker): string[] {
  const { targetId, requestorId } = asker;
  switch (set.kind) {
    case 'singleUser': return [set.userId];
    case 'groupMembers': return tenant.transitiveMembersOf(set.groupId);
    // Asked for by an administrator, it is still the manager of the person who gets the package who decides.
    case 'requestorManager': return managerOf(tenant, tenant.users.get(targetId) && !isAskedBySomebody(asker) ? targetId : requestorId, set.managerLevel);
    case 'targetManager': return managerOf(tenant, targetId, set.managerLevel);
    case 'internalSponsors':
    case 'externalSponsors': {
      const target = tenant.users.get(targetId);
      const sponsors = (target && organizationOf(tenant, target)?.[set.kind]) ?? [];
      return sponsors.flatMap((id) => (tenant.groups.has(id) ? tenant.transitiveMembersOf(id) : [id]));
    }
    case 'targetUserSponsors': return [...tenant.sponsors.of(targetId)].flatMap((id) => (tenant.groups.has(id) ? tenant.transitiveMembersOf(id) : [id]));
    default: return [];
  }
}

/** The manager of a level: 1 is one's own, 2 theirs. */
function managerOf(tenant: Tenant, userId: string, level: number): string[] {
  let person = tenant.users.get(userId);
  for (let step = 0; step < Math.max(1, level); step += 1) person = person?.managerId ? tenant.users.get(person.managerId) : undefined;
  return person ? [person.id] : [];
}
