'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen } from '@/lib/form';
import { RULED_KINDS } from '@/lib/directory/account-kind';
import { addEmergencyAccounts, changeAccountRule, removeEmergencyAccount } from '@/lib/directory/keep-account-kinds';
import { refreshSoon } from '@/lib/directory/keep-mirror';

type Done = Record<string, never>;

const Added = z.object({ personId: z.array(z.uuid()).min(1, 'Choose at least one account.').max(50) });

/** Puts accounts on the list of emergency access accounts. Admins. */
export async function addEmergencyAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'accountKind.add',
    role: 'Rollout.Admin',
    input: Added,
    run: async (admin, { personId }) => {
      await addEmergencyAccounts(admin, personId);
      revalidatePath('/settings/special-accounts');
      return {};
    },
  });
}

const Removed = z.object({ personId: z.uuid() });

/** Takes an account off that list. Admins. */
export async function removeEmergencyAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'accountKind.remove',
    role: 'Rollout.Admin',
    input: Removed,
    run: async (admin, { personId }) => {
      await removeEmergencyAccount(admin, personId);
      revalidatePath('/settings/special-accounts');
      return {};
    },
  });
}

const Changed = z.object({ kind: z.enum(RULED_KINDS), rule: z.string().max(20_000).default(''), seen: FieldsSeen });

/** Says how a kind of account is told from now on. Admins. */
export async function changeAccountRuleAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'accountKind.change',
    role: 'Rollout.Admin',
    input: Changed,
    run: async (admin, { kind, rule, seen }) => {
      await changeAccountRule(admin, kind, rule, seen);
      await refreshSoon(admin);
      revalidatePath('/settings/special-accounts');
      return {};
    },
  });
}
