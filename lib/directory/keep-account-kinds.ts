import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { deleteAccountRule, deleteEmergencyAccount, insertEmergencyAccount, listAccountRules, listEmergencyAccounts, saveAccountRule } from '@/lib/db/account-kinds';
import type { EmergencyAccount } from '@/lib/db/account-kinds';
import { inTransaction } from '@/lib/db/client';
import { lockNamed } from '@/lib/db/lock-named';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { parseRule } from '@/lib/rules/parse-rule';
import { problemWords } from '@/lib/rules/problem';
import type { Rule } from '@/lib/rules/rule';
import { assertAsSeen } from '@/lib/rollout/as-seen';
import { KIND_WORD, RULED_KINDS, USUAL_RULES } from './account-kind';
import type { RuledKind } from './account-kind';
import { getPeople } from './directory';
import { holdForRules } from './people-for-rules';

type Admin = { personId: string; name: string; userPrincipalName: string; tokenCacheId: string };

function about(admin: Admin, kind: RuledKind): Pick<AuditInput, 'actor' | 'objectType' | 'objectId' | 'objectName' | 'outcome'> {
  return { outcome: 'done', actor: { personId: admin.personId, name: admin.name, userPrincipalName: admin.userPrincipalName }, objectType: 'accountKind', objectId: kind, objectName: KIND_WORD[kind] };
}

/**
 * Puts accounts on the list of those that open the door when all others are locked out.
 * @throws AppError `invalid` when one is no longer in the tenant; Graph's own
 */
export async function addEmergencyAccounts(admin: Admin, personIds: string[], graph: Graph = graphFor(admin)): Promise<void> {
  const wanted = [...new Set(personIds.map((id) => id.toLowerCase()))];
  const found = await getPeople(graph, wanted);
  const accounts = wanted.flatMap((id) => found.get(id) ?? []);
  if (accounts.length < wanted.length) throw new AppError('invalid', 'a chosen account is gone', { fields: { personId: 'One of these accounts is no longer in the tenant. Take it out and try again.' } });
  await inTransaction(async (tx) => {
    for (const { id, name, userPrincipalName } of accounts) {
      const account = { personId: id, name, userPrincipalName };
      if (!(await insertEmergencyAccount(tx, { ...account, addedBy: admin.personId, addedByName: admin.name }))) continue;
      await recordAudit(tx, [{ ...about(admin, 'emergency'), action: 'accountKind.add', subject: account }]);
    }
  });
}

/** Takes an account off that list. @throws AppError `notFound` */
export async function removeEmergencyAccount(admin: Admin, personId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const account = await deleteEmergencyAccount(tx, personId);
    if (!account) throw new AppError('notFound', `no emergency account ${personId}`);
    await recordAudit(tx, [{ ...about(admin, 'emergency'), action: 'accountKind.remove', subject: { personId, ...account } }]);
  });
}

/**
 * Says how a kind of account is told from now on: by a rule, or by none where it is blank; the usual rule is no change of it.
 * Cohorts that were put together before keep whom they have; a later look at them says who is of a kind now.
 * @param seen what the form was made of
 * @throws AppError `invalid` with what is wrong in the rule, and where; `conflict` where it was changed since it was seen
 */
export async function changeAccountRule(admin: Admin, kind: RuledKind, text: string, seen?: string): Promise<void> {
  const rule = text.trim();
  const parsed = rule === '' ? null : parseRule(rule);
  if (parsed && !parsed.ok) throw new AppError('invalid', `a rule with ${parsed.problems.length} problems`, { fields: { rule: problemWords(parsed.problems) } });
  await inTransaction(async (tx) => {
    await lockNamed(tx, 'account kind', kind);
    const before = (await listAccountRules(tx)).find((each) => each.kind === kind)?.rule ?? USUAL_RULES[kind];
    await assertAsSeen(tx, seen, { rule: before }, { ...about(admin, kind), action: 'accountKind.change', what: 'this rule' });
    if (before === rule) return;
    if (rule === USUAL_RULES[kind]) await deleteAccountRule(tx, kind);
    else await saveAccountRule(tx, { kind, rule, changedBy: admin.personId, changedByName: admin.name });
    const own = (await listAccountRules(tx)).flatMap((each) => readRule(each.rule) ?? []);
    await holdForRules(tx, 'accountKinds', own);
    await recordAudit(tx, [{ ...about(admin, kind), action: 'accountKind.change', before: { rule: before }, after: { rule } }]);
  });
}

function readRule(text: string): Rule | null {
  const parsed = text === '' ? null : parseRule(text);
  return parsed?.ok ? parsed.rule : null;
}

export type AccountKindsView = { emergency: EmergencyAccount[]; rules: { kind: RuledKind; rule: string; usual: boolean; changedByName: string | null; changedAt: Date | null }[] };

/** What Settings says of special accounts. */
export async function loadAccountKinds(): Promise<AccountKindsView> {
  const [emergency, kept] = await Promise.all([listEmergencyAccounts(), listAccountRules()]);
  return {
    emergency,
    rules: RULED_KINDS.map((kind) => {
      const own = kept.find((each) => each.kind === kind);
      return { kind, rule: own?.rule ?? USUAL_RULES[kind], usual: !own, changedByName: own?.changedByName ?? null, changedAt: own?.changedAt ?? null };
    }),
  };
}
