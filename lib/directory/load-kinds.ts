import 'server-only';
import { listAccountRules, listEmergencyAccounts } from '@/lib/db/account-kinds';
import { databaseNow } from '@/lib/db/client';
import type { Account, KindRules, Special } from './account-kind';
import type { Rule } from '@/lib/rules/rule';
import { kindTeller, rulesOfKinds, USUAL_RULES } from './account-kind';

/** How kinds of accounts are told in this organisation: the usual rules, with its own in their place. */
export async function loadKindRules(): Promise<KindRules> {
  const [kept, emergency] = await Promise.all([listAccountRules(), listEmergencyAccounts()]);
  return { emergency: new Set(emergency.map((account) => account.personId)), rules: { ...USUAL_RULES, ...Object.fromEntries(kept.map(({ kind, rule }) => [kind, rule])) } };
}

/** Tells the kinds of accounts now, and by which rules: what they speak of has to be read of the accounts. */
export async function openKindTeller(): Promise<{ rules: Rule[]; tell: (account: Account) => Special | null; now: Date }> {
  const [told, now] = await Promise.all([loadKindRules(), databaseNow()]);
  return { rules: rulesOfKinds(told), tell: kindTeller(told, now), now };
}
