import 'server-only';
import { readAccounts } from '@/lib/directory/accounts';
import type { Leaver } from './delivery';
import type { Account } from '@/lib/directory/account-kind';
import { KIND_COUNTED } from '@/lib/directory/account-kind';
import { openKindTeller } from '@/lib/directory/load-kinds';
import type { Graph } from '@/lib/graph/client';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { requireRule } from '@/lib/rules/parse-rule';
import { countWords } from './count-words';

/** A rule as it is and as it becomes; null selects nobody. */
export type RulePair = { before: string | null; after: string };

/** Whom a pair of rules selects, by id; of those who join some are disabled accounts, and `strangers` are not among the people it is meant for. */
export type Selection = { before: Set<string>; after: Set<string>; joining: string[]; disabled: number; leaving: Leaver[]; strangers: Account[] };

type Kind = keyof typeof KIND_COUNTED;

/** What a kind of account is that a cohort leaves out, or null for people. */
export type TellKind = (account: Account) => { kind: Kind } | null;

/**
 * Goes once through everybody and says whom each pair of rules selects, before and after.
 * @param meant for each pair, whom it may come to
 * @throws AppError Graph's own
 */
export async function selectByRules(graph: Graph, pairs: readonly RulePair[], meant: readonly ReadonlySet<string>[]): Promise<{ found: Selection[]; tell: TellKind }> {
  const rules = pairs.map(({ before, after }) => ({ before: before === null ? null : requireRule(before), after: requireRule(after) }));
  const compiled = rules.map(({ before, after }) => ({ before: before ? compileRule(before) : () => false, after: compileRule(after) }));
  const found = pairs.map((): Selection => ({ before: new Set(), after: new Set(), joining: [], disabled: 0, leaving: [], strangers: [] }));
  const { rules: kinds, tell, now } = await openKindTeller();
  const { pages } = await readAccounts(graph, { kind: 'everybody' }, [...rules.flatMap(({ before, after }) => (before ? [before, after] : [after])), ...kinds]);
  for await (const { accounts } of pages) {
    for (const account of accounts) {
      compiled.forEach((rule, index) => {
        const selection = found[index] as Selection;
        const [was, is] = [rule.before(account.attributes, now.getTime()), rule.after(account.attributes, now.getTime())];
        if (was) selection.before.add(account.id);
        if (is) selection.after.add(account.id);
        if (was && !is) selection.leaving.push({ id: account.id, name: account.name, department: account.department });
        if (!is || was) return;
        selection.joining.push(account.id);
        if (!account.enabled) selection.disabled += 1;
        if (!meant[index]?.has(account.id)) selection.strangers.push(account);
      });
    }
  }
  return { found, tell };
}

/** Accounts among these that a cohort leaves out, in words; null where there are none: a rule cannot leave anybody out by name. */
export function leftOutAmong(accounts: readonly Account[], tell: TellKind): string | null {
  const kinds = new Map<Kind, number>();
  for (const account of accounts) {
    const kind = tell(account)?.kind;
    if (kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  if (kinds.size === 0) return null;
  const said = [...kinds].map(([kind, many]) => countWords(many, ...KIND_COUNTED[kind])).join(', ');
  return `${said}: ${someNames(accounts.filter((account) => tell(account)))}`;
}

/** Three names and how many more. */
export function someNames(accounts: readonly Pick<Account, 'name'>[]): string {
  const some = accounts.slice(0, 3).map(({ name }) => name);
  return accounts.length > 3 ? `${some.join(', ')} and ${(accounts.length - 3).toLocaleString('en-GB')} more` : some.join(', ');
}
