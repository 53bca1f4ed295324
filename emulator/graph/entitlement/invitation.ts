import type { User } from '../../model/directory';
import { newAccount } from '../../model/account';
import type { Context } from '../context';
import type { Body } from './body';
import { asBody, invalidModel, neededText } from './body';

/**
 * Whom a direct assignment is for when its target is named by a mail address alone: somebody of the directory, or the
 * guest they will be. https://learn.microsoft.com/graph/api/entitlementmanagement-post-assignmentrequests, example 5
 */
export function targetByMail({ tenant, now }: Context, body: Body): User | undefined {
  if (body.targetId !== undefined || body.target === undefined || body.target === null) return undefined;
  const mail = neededText(asBody(body.target, 'target'), 'email');
  const [name = '', domain = ''] = mail.split('@');
  if (!name || !domain) throw invalidModel('target.email is not a mail address.');
  const [known] = tenant.users.withMail(mail);
  if (known) return known;
  const guest = newAccount(`${mail.replace('@', '_')}#EXT#@${tenant.info.tenantDomain}`, {
    displayName: name, mail, userType: 'Guest', creationType: 'Invitation', externalUserState: 'PendingAcceptance', homeDomain: domain.toLowerCase(), createdDateTime: new Date(now).toISOString(),
  });
  return { ...guest, id: tenant.newId(), managerId: null };
}

/** Invites them, unless they are there already; who comes by a package is governed from then on. */
export function invite({ tenant }: Context, target: User): void {
  if (tenant.users.get(target.id)) return;
  tenant.users.add(target);
  tenant.governance.subjectLifecycles.set(target.id, 'governed');
}
