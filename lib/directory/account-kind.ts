/**
 * What kind an account is of that is nobody's desk, and how that is told. Pure: read in the browser too. Microsoft Graph
 * has no attribute that says so of a user (a mailbox tells its own purpose, one at a time and under another permission), so most kinds are
 * told by a membership rule, which an organisation sets where it names its accounts otherwise.
 */
import { compileRule } from '@/lib/rules/evaluate-rule';
import type { CompiledRule } from '@/lib/rules/evaluate-rule';
import { explainRule } from '@/lib/rules/explain-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import type { RuleSubject } from '@/lib/rules/subject';
import { basisWords } from './kind-basis';
import type { Person } from './person';

/** In the order in which an account of several kinds is counted under one. */
export const ACCOUNT_KINDS = ['emergency', 'sync', 'service', 'room', 'device', 'shared', 'admin', 'disabled', 'external'] as const;

export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** The kinds that are told by a rule; emergency access by a list too, which an admin keeps. */
export const RULED_KINDS = ['emergency', 'sync', 'service', 'room', 'device', 'shared', 'admin'] as const;

export type RuledKind = (typeof RULED_KINDS)[number];

/** An account as rules see it, beside what everybody else knows of it. */
export type Account = Person & { attributes: RuleSubject };

export const KIND_WORD: Record<AccountKind, string> = {
  emergency: 'Emergency access',
  sync: 'Directory synchronisation',
  service: 'Service account',
  room: 'Room',
  device: 'Device',
  shared: 'Shared mailbox',
  admin: 'Separate admin account',
  disabled: 'Disabled',
  external: 'External',
};

/** `1 service account`, `4 service accounts`. */
export const KIND_COUNTED: Record<AccountKind, [one: string, many: string]> = {
  emergency: ['emergency access account', 'emergency access accounts'],
  sync: ['directory synchronisation account', 'directory synchronisation accounts'],
  service: ['service account', 'service accounts'],
  room: ['room', 'rooms'],
  device: ['device', 'devices'],
  shared: ['shared mailbox', 'shared mailboxes'],
  admin: ['separate admin account', 'separate admin accounts'],
  disabled: ['disabled account', 'disabled accounts'],
  external: ['external account', 'external accounts'],
};

/**
 * How each kind is usually told. Emergency access: by the names that are common for it, so that an empty list does not
 * let such an account into a cohort. Synchronisation: the names that Entra Connect and cloud sync give their accounts
 * (learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions). A shared mailbox has its
 * sign-in blocked and no person behind it (learn.microsoft.com/exchange/collaboration/shared-mailboxes).
 */
export const USUAL_RULES: Readonly<Record<RuledKind, string>> = {
  emergency: '(user.userPrincipalName -match "^(emergency|break-?glass)") or (user.displayName -match "^(emergency access|break[- ]?glass)")',
  sync: '(user.userPrincipalName -match "^Sync_[^@]+_[0-9a-f]{12}@") or (user.userPrincipalName -startsWith "ADToAADSyncServiceAccount") or (user.displayName -eq "On-Premises Directory Synchronization Service Account")',
  service: '(user.userPrincipalName -match "^(svc|service)[-_]") or (user.jobTitle -eq "Service account")',
  room: '(user.userPrincipalName -match "^(room|meeting|conf|mtr)[-_.]")',
  device: '(user.userPrincipalName -match "^(device|kiosk|panel|printer|scanner)[-_.]")',
  shared: '(user.accountEnabled -eq false) and (user.mail -ne null) and (user.givenName -eq null) and (user.surname -eq null) and (user.employeeId -eq null)',
  admin: '(user.userPrincipalName -match "^(adm|admin)[-_.]") or (user.jobTitle -eq "Administrator account")',
};

/** How the kinds are told in this organisation. A blank rule is never true of anybody. */
export type KindRules = { emergency: ReadonlySet<string>; rules: Readonly<Record<RuledKind, string>> };

/** A kind an account is of, and how it was told. */
export type Special = { kind: AccountKind; basis: string };

/** The rules that telling the kinds goes by: what they speak of has to be read of everybody. */
export function rulesOfKinds({ rules }: KindRules): Rule[] {
  return RULED_KINDS.flatMap((kind) => compiled(rules[kind])?.rule ?? []);
}

/**
 * Tells the kind of one account after another: null for somebody's own. The first kind that fits counts; `basis` names
 * what was true of the account, for each kind that fits.
 */
export function kindTeller({ emergency, rules }: KindRules, now: Date): (account: Account) => Special | null {
  const ruled = RULED_KINDS.flatMap((kind) => {
    const rule = compiled(rules[kind]);
    return rule ? [{ kind, ...rule }] : [];
  });
  return (account) => {
    const found: Special[] = [];
    if (emergency.has(account.id)) found.push({ kind: 'emergency', basis: 'On the list of emergency access accounts in Settings' });
    for (const { kind, rule, fits } of ruled) {
      if (kind === found[0]?.kind) continue;
      if (fits(account.attributes, now.getTime())) found.push({ kind, basis: basisWords(explainRule(rule, account.attributes, { now })) });
    }
    // A shared mailbox was told by this very thing.
    if (!account.enabled && !found.some(({ basis }) => /sign-in is blocked/i.test(basis))) found.push({ kind: 'disabled', basis: 'Sign-in is blocked' });
    const [first] = found;
    if (!first) return null;
    const basis = found.map((each) => (each.kind === first.kind ? each.basis : `${KIND_WORD[each.kind]}: ${each.basis}`)).join('; ');
    return { kind: first.kind, basis: `${basis.slice(0, 1).toUpperCase()}${basis.slice(1)}` };
  };
}

/** A list is easily older than the tenant, so it does not bring externals by itself. */
export function specialInList(account: Account, special: Special | null): Special | null {
  return special ?? (account.external ? { kind: 'external', basis: 'Signs in at another organisation' } : null);
}

function compiled(text: string): { rule: Rule; fits: CompiledRule<RuleSubject> } | null {
  if (text.trim() === '') return null;
  const parsed = parseRule(text);
  // Settings keeps only rules that can be read.
  if (!parsed.ok) return null;
  return { rule: parsed.rule, fits: compileRule(parsed.rule) };
}
