import 'server-only';
import type { RuledKind } from '@/lib/directory/account-kind';
import { db } from './client';
import type { Db } from './client';

export type KeptRule = { kind: RuledKind; rule: string; changedByName: string; changedAt: Date };

/** The rules by which this organisation tells kinds of accounts, where it has other than the usual ones. */
export async function listAccountRules(tx: Db = db()): Promise<KeptRule[]> {
  const rows = await tx.accountRule.findMany({ orderBy: { kind: 'asc' }, select: { kind: true, rule: true, changedByName: true, changedAt: true } });
  // The database keeps none of the kinds that are told otherwise.
  return rows as KeptRule[];
}

export async function saveAccountRule(tx: Db, { kind, ...rule }: { kind: RuledKind; rule: string; changedBy: string; changedByName: string }): Promise<void> {
  await tx.accountRule.upsert({ where: { kind }, create: { kind, ...rule }, update: { ...rule, changedAt: new Date() } });
}

export async function deleteAccountRule(tx: Db, kind: RuledKind): Promise<void> {
  await tx.accountRule.deleteMany({ where: { kind } });
}

export type EmergencyAccount = { personId: string; name: string; userPrincipalName: string; addedByName: string; addedAt: Date };

/** The accounts that open the door when all others are locked out, by name. */
export async function listEmergencyAccounts(tx: Db = db()): Promise<EmergencyAccount[]> {
  return tx.emergencyAccount.findMany({ orderBy: [{ name: 'asc' }, { personId: 'asc' }], select: { personId: true, name: true, userPrincipalName: true, addedByName: true, addedAt: true } });
}

/** Puts an account on the list; false where it stands there already. */
export async function insertEmergencyAccount(tx: Db, account: { personId: string; name: string; userPrincipalName: string; addedBy: string; addedByName: string }): Promise<boolean> {
  return (await tx.emergencyAccount.createMany({ data: [account], skipDuplicates: true })).count === 1;
}

/** Takes an account off the list; null where it does not stand there. */
export async function deleteEmergencyAccount(tx: Db, personId: string): Promise<{ name: string; userPrincipalName: string } | null> {
  const row = await tx.emergencyAccount.findUnique({ where: { personId }, select: { name: true, userPrincipalName: true } });
  if (row) await tx.emergencyAccount.delete({ where: { personId } });
  return row;
}
