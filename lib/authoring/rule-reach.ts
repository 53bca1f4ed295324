/**
 * Whom the rule of an automatic policy selects, and what becomes of those who come to it or leave it. Pure: read in the browser
 * too. Entra begins for everybody a rule selects as soon as the policy is saved. Disabled accounts are selected like any other
 * unless the rule says otherwise, and no page says whether they are delivered the package.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-auto-assignment-policy
 */
import { doubtsAbout } from '@/lib/rollout/automatic-step';
import { MOST_BY_RULE } from '@/lib/rollout/delivery';
import { MOST_CHARACTERS } from '@/lib/rules/rule';
import { amountWords, durationOf } from './policy-amount';
import type { PolicyDocument } from './policy-document';
import { formOf } from './policy-form';
import { people, withAge } from './role-effect';

/** The rule of a policy before and after; null where it has none. `packageId` and `policyId` are null for what is not made yet. */
export type RuleChange = {
  packageId: string | null;
  policyId: string | null;
  before: string | null;
  after: string | null;
  /** Whether it gives the package to those it selects. */
  assigns: boolean;
  /** Whether whoever leaves it loses the package, and how much later. */
  removes: boolean;
  grace: string | null;
};

/** What a policy's rule becomes; null where it has none, or the same one as before. */
export function ruleChangeOf(of: Pick<RuleChange, 'packageId' | 'policyId'>, before: PolicyDocument | null, after: PolicyDocument | null): RuleChange | null {
  const [was, is] = [before && formOf(before), after && formOf(after)];
  const [from, to] = [was, is].map((form) => (form?.scope === 'automatic' ? form.rule.trim() || null : null)) as [string | null, string | null];
  if (from === to) return null;
  const { assigns, removes, grace } = (is ?? was)?.automatic ?? { assigns: true, removes: true, grace: { count: '', unit: 'days' as const } };
  return { ...of, before: from, after: to, assigns, removes, grace: durationOf(grace) };
}

/** What editing a policy means for whoever has the package by it. */
export function keepsWords(document: PolicyDocument): string {
  const { scope, automatic: { removes, grace } } = formOf(document);
  if (scope !== 'automatic') return 'whoever has the package by it keeps it as it was given';
  if (!removes) return 'whoever no longer matches its rule keeps the package until it ends';
  return `whoever no longer matches its rule loses the package ${leavesAfter(durationOf(grace))}`;
}

/** When whoever leaves a rule that takes the package back loses it. */
export function leavesAfter(grace: string | null): string {
  const later = amountWords(grace ?? undefined);
  return later === 'no time' ? 'at once' : `after ${later}`;
}

/** How many, how many of them are disabled accounts, which is null where that was not asked, and the first of them by name. */
export type Reached = { count: number; disabled: number | null; first: string[] };

/** Of those who come, who has the package already, disabled accounts too, and how many of these are; of those who leave, who has it by this policy, who by another, and of whom it is not told by which. */
export type GivenNow = { have: number; haveDisabled: number; byThis: number; byAnother: number; notTold: number };

/** Whom a rule selects now. `comes` and `leaves` are null for a new rule, or where the earlier one is not known. */
export type RuleReach =
  | { counted: true; selects: Reached; comes: Reached | null; leaves: Reached | null; /** Why they are null though there was a rule. */ whyNot: string | null; /** Null where it is not known who has the package. */ given: GivenNow | null; asOf: Date }
  | { counted: false; why: string };

/** A rule that is longer is refused by its length alone, whatever it says; beyond this nobody looks at it. */
export const LONGEST_TYPED = 2 * MOST_CHARACTERS;

/** Names that are told of each. */
export const FIRST_TOLD = 3;

const one = (count: number, word: string, words: string): string => (count === 1 ? word : words);
const number = (count: number): string => count.toLocaleString('en-GB');

/** How many of them are disabled accounts, behind their number. */
function disabledAmong({ count, disabled }: Reached): string {
  if (!disabled) return '';
  if (disabled === count) return one(count, ', a disabled account', ', all of them disabled accounts');
  return `, ${number(disabled)} of them ${one(disabled, 'a disabled account', 'disabled accounts')}`;
}

function named({ count, first }: Reached): string {
  if (count === 0) return '';
  return ` (${count > first.length ? `${first.join(', ')} and ${(count - first.length).toLocaleString('en-GB')} more` : first.join(', ')})`;
}

/** What a rule means, in a few sentences. */
export function reachWords(change: RuleChange, reach: RuleReach, now = new Date()): string {
  if (!reach.counted) return `Not counted, because ${reach.why}.`;
  return withAge(countWords(change, reach), reach.asOf, now);
}

function countWords(change: RuleChange, reach: RuleReach & { counted: true }): string {
  const { selects, comes, leaves, whyNot, given } = reach;
  const said: string[] = [];
  if (change.after === null) said.push('Nobody is selected by a rule any more.');
  else said.push(selects.count === 0 ? 'Nobody matches now.' : `${people(selects.count)} ${one(selects.count, 'matches', 'match')} now${disabledAmong(selects)}${comes ? '' : named(selects)}.`);
  if (selects.count > MOST_BY_RULE) said.push(`An automatic policy serves ${number(MOST_BY_RULE)}: the rest may get nothing.`);
  const arriving = comes ?? (whyNot === null && change.after !== null ? selects : null);
  if (comes && change.after !== null) said.push(comes.count === 0 ? 'Nobody is new.' : `${number(comes.count)} ${one(comes.count, 'is', 'are')} new${disabledAmong(comes)}${named(comes)}.`);
  if (arriving && arriving.count > 0) said.push(comingWords(change, arriving, given));
  if (leaves) said.push(leaves.count === 0 ? 'Nobody leaves.' : `${number(leaves.count)} no longer ${one(leaves.count, 'matches', 'match')}${disabledAmong(leaves)}${named(leaves)}${given ? `: ${leavingWords(change, leaves.count, given)}` : ''}.`);
  if (whyNot !== null) said.push(`Who is new and who no longer matches is not counted, because ${whyNot}.`);
  if (!given && ((arriving?.count ?? 0) > 0 || (leaves?.count ?? 0) > 0)) said.push('Who of them has the package already is not known: more people have it than are looked at here.');
  return said.join(' ');
}

function comingWords({ assigns }: RuleChange, { count, disabled }: Reached, given: GivenNow | null): string {
  if (!assigns) return 'The policy gives nobody the package as long as it does not assign.';
  if (!given) return [one(count, 'Whoever does not have the package gets it.', 'Those who do not have the package get it.'), disabledWords(disabled, given, true)].filter(Boolean).join(' ');
  const off = disabled === null ? null : disabled - given.haveDisabled;
  const get = count - given.have - (off ?? 0);
  return [gettingWords(count, get, given.have), disabledWords(off, given, get > 0)].filter(Boolean).join(' ');
}

function gettingWords(count: number, get: number, have: number): string | null {
  if (get === count) return one(count, 'They get the package.', 'All of them get the package.');
  if (have === count) return one(count, 'They have the package already.', 'All of them have the package already.');
  const said = [...(get > 0 ? [`${number(get)} ${one(get, 'gets', 'get')} the package`] : []), ...(have > 0 ? [`${number(have)} ${one(have, 'has', 'have')} ${get > 0 ? 'it' : 'the package'} already`] : [])];
  return said.length > 0 ? `${said.join(', ')}.` : null;
}

/** What is said of disabled accounts that come to a rule without having the package; null where there are none. @param named whether the package was named just before */
function disabledWords(off: number | null, given: GivenNow | null, named: boolean): string | null {
  if (off === null) return 'How many of them are disabled accounts is not known, and whether those get it is not documented.';
  if (off <= 0) return null;
  const those = given ? `the ${off === 1 ? '' : `${number(off)} `}disabled ${one(off, 'account', 'accounts')}${given.have > 0 ? ' without it' : ''}` : `${one(off, 'a disabled account', 'disabled accounts')}`;
  return `Whether ${those} ${one(off, 'gets', 'get')} ${named || (given?.have ?? 0) > 0 ? 'it' : 'the package'} is not documented; ${LEAVE_OUT} leaves ${one(off, 'it', 'them')} out.`;
}

const LEAVE_OUT = 'a condition such as user.accountEnabled -eq true';

/** What is not known of the disabled accounts that a rule selects. */
export const DISABLED_DOUBT = `Whether a rule gives a disabled account the package is not documented; ${LEAVE_OUT} leaves it out.`;

function leavingWords({ after, removes, grace }: RuleChange, count: number, { byThis, byAnother, notTold }: GivenNow): string {
  const lose = after === null ? `${number(byThis)} ${one(byThis, 'has', 'have')} the package by the rule, and what becomes of that is not documented` : removes ? `${number(byThis)} ${one(byThis, 'loses', 'lose')} the package ${leavesAfter(grace)}` : `${number(byThis)} ${one(byThis, 'keeps', 'keep')} the package until it ends`;
  const none = count - byThis - byAnother - notTold;
  return [lose, ...(byAnother > 0 ? [`${number(byAnother)} ${one(byAnother, 'keeps', 'keep')} it by another policy`] : []), ...(notTold > 0 ? [`of ${number(notTold)} it is not told by which policy they have it`] : []), ...(none > 0 ? [`${number(none)} ${one(none, 'does', 'do')} not have it`] : [])].join(', ');
}

/** What of a rule Microsoft does not say that an automatic policy takes. */
export function reachDoubts({ after }: RuleChange): string[] {
  return after === null ? [] : doubtsAbout(after);
}

/** That it selects accounts which no rule should give anything to; null where it selects none. */
export function emergencyWords(names: readonly string[]): string | null {
  return names.length === 0 ? null : `It selects ${one(names.length, 'the emergency account', 'emergency accounts')} ${names.map((name) => `“${name}”`).join(', ')}, which should neither get nor lose anything by a rule. Add a condition that leaves ${one(names.length, 'it', 'them')} out.`;
}

/** What Entra says of every automatic policy. */
export const RULE_LIMITS = `Microsoft Entra begins for everybody a rule selects as soon as the policy is saved, and may take a day. It takes one automatic policy for a package, a rule of at most ${MOST_CHARACTERS.toLocaleString('en-GB')} characters and at most ${MOST_BY_RULE.toLocaleString('en-GB')} people; it needs Microsoft Entra ID Governance, and Identity Governance Administrator to save it.`;

/** Which of those a rule concerns. */
export const REACH_PARTS = ['selects', 'comes', 'leaves'] as const;
export type ReachPart = (typeof REACH_PARTS)[number];

/** `gets`, `has`, `idle` and `disabled`, of whom it is not documented whether they get it, of those who come, `loses`, `keeps` and `hasNot` of those who leave; `matches` where only that is asked, `unknown` where who has the package is not known. */
export type ReachVerdict = 'gets' | 'has' | 'idle' | 'loses' | 'keeps' | 'hasNot' | 'matches' | 'disabled' | 'unknown';

/** What becomes of one of them. @param by the policy they have the package by, null where it is not told; undefined where they do not have it */
export function reachVerdict(change: RuleChange, part: ReachPart, by: string | null | undefined, enabled: boolean): ReachVerdict {
  if (part !== 'leaves' && by === undefined && change.assigns && !enabled) return 'disabled';
  if (part === 'selects' && change.before !== null) return by === undefined ? 'matches' : 'has';
  if (part !== 'leaves') return by !== undefined ? 'has' : change.assigns ? 'gets' : 'idle';
  if (by === undefined) return 'hasNot';
  if (by === null) return 'unknown';
  if (by !== change.policyId) return 'keeps';
  return change.after === null ? 'unknown' : change.removes ? 'loses' : 'keeps';
}
