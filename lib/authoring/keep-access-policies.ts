import 'server-only';
import type { Actor } from '@/lib/action';
import { canonicalJson, recordAudit, sha256 } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { deleteAccessExport, findAccessExport, pageAccessPolicies, replaceAccessExport } from '@/lib/db/access-policies';
import type { AccessPolicyFilter } from '@/lib/db/access-policies';
import { inTransaction } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { AccessExport, AccessPolicy } from './access-policy';
import { MOST_EXPORT_TEXT, readAccessExport } from './read-access-export';

function about({ personId, name, userPrincipalName }: Actor): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName'> {
  return { outcome: 'done', actor: { personId, name, userPrincipalName }, objectType: 'accessExport', objectId: 'accessExport', objectName: 'Conditional Access policies' };
}

function requireAdmin(actor: Actor): void {
  if (!actor.roles.includes('Rollout.Admin')) throw new AppError('forbidden', 'an export of Conditional Access is an admin’s to bring');
}

/**
 * Takes an export of the Conditional Access policies in place of the one before, whole or not at all.
 * @returns how many policies it holds
 * @throws AppError `forbidden`; `invalid` naming policy and field
 */
export async function bringAccessPolicies(actor: Actor, text: string): Promise<number> {
  requireAdmin(actor);
  const read = text.length > MOST_EXPORT_TEXT ? ({ ok: false, say: 'This is larger than an export of one tenant.' } as const) : readAccessExport(text);
  if (!read.ok) throw new AppError('invalid', 'an export that cannot be read', { fields: { text: `${read.say} Nothing was taken.` } });
  await inTransaction(async (tx) => {
    const before = await findAccessExport(tx);
    await replaceAccessExport(tx, read.policies, actor);
    await recordAudit(tx, [{ ...about(actor), action: 'accessExport.bring', ...(before ? { before: { policies: before.policies } } : {}), after: { policies: read.policies.length, hash: sha256(canonicalJson(read.policies)) } }]);
  });
  return read.policies.length;
}

/**
 * Forgets the export that somebody saw, with its policies.
 * @throws AppError `forbidden`; `conflict` where another has taken its place, or it is gone
 */
export async function removeAccessPolicies(actor: Actor, exportId: string): Promise<void> {
  requireAdmin(actor);
  await inTransaction(async (tx) => {
    const before = await findAccessExport(tx);
    if (!(await deleteAccessExport(tx, exportId))) throw new AppError('conflict', `the export ${exportId} is not there`, { say: 'Another export was brought meanwhile, or this one was removed. Reload the page to see what is there now.' });
    await recordAudit(tx, [{ ...about(actor), action: 'accessExport.remove', before: { policies: before?.policies ?? 0 } }]);
  });
}

export type AccessPoliciesView = { brought: AccessExport | null; policies: AccessPolicy[]; total: number };

/** The export and a page of its policies, for its page. */
export async function loadAccessPolicies(filter: AccessPolicyFilter, page: { skip: number; take: number }): Promise<AccessPoliciesView> {
  const [brought, found] = await Promise.all([findAccessExport(), pageAccessPolicies(filter, page)]);
  return { brought, ...found };
}
