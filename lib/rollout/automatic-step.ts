/**
 * What one step of an automatic delivery saves as the rule of a package's automatic policy. Pure: read in the browser
 * too. Entra takes people out of a package who leave its policy's rule, so a step before the last only ever adds an
 * alternative to the rule that is live; the last saves the target alone, and is a removal.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-auto-assignment-policy
 */
import { attributesOf } from '@/lib/rules/attributes-of';
import { formatExpression, formatRule } from '@/lib/rules/format-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Expression, Rule } from '@/lib/rules/rule';
import { MOST_CHARACTERS } from '@/lib/rules/rule';
import type { CohortSource } from './cohort';

/** `widen` adds those of the target whom the phase selects; `target` leaves the target alone. */
export const AUTOMATIC_STEPS = ['widen', 'target'] as const;

export type AutomaticStepKind = (typeof AUTOMATIC_STEPS)[number];

/** The three rules a step is made of; `live` is what the policy says now, null where it has none yet. */
export type StepRules = { live: string | null; phase: string; target: string };

/** A rule, or why there is none, as people read it. */
export type Composed = { ok: true; rule: string } | { ok: false; say: string };

/**
 * The rule a step saves: `(live rule) -or ((phase rule) -and (target rule))` while widening, the target alone at the end.
 * What is an alternative of the live rule already is not added again, so a step that is composed twice is composed once.
 */
export function composeStep(kind: AutomaticStepKind, { live, phase, target }: StepRules): Composed {
  const goal = readPart(target, 'rule of the target');
  if (!goal.ok) return goal;
  if (kind === 'target') return fitting(formatRule(goal.rule));
  const own = readPart(phase, 'rule of this phase', 'joined');
  if (!own.ok) return own;
  const joined = readPart(target, 'rule of the target', 'joined');
  if (!joined.ok) return joined;
  const now = live === null ? null : readPart(live, 'rule of the policy as it is now', 'joined');
  if (now && !now.ok) return now;
  const added = sameText(own.rule, goal.rule) ? textOf(goal.rule.body) : `(${textOf(own.rule.body)}) -and (${textOf(goal.rule.body)})`;
  if (live === null || !now) return fitting(added);
  const alternatives = alternativesOf(now.rule.body);
  if (alternatives.some((each) => same(each, added))) return { ok: true, rule: live };
  return fitting([...alternatives, added].map((each) => `(${each})`).join(' -or '));
}

/** The rule of a phase out of what its cohort came from, or why an automatic policy cannot go by it. */
export function phaseRuleOf(sources: readonly Pick<CohortSource, 'kind' | 'label' | 'rule'>[], takenIn = 0): Composed {
  if (sources.length === 0) return { ok: false, say: 'The cohort has no rule yet. An automatic policy goes by a rule: add people by a rule.' };
  for (const { kind, label } of sources) {
    if (kind !== 'rule') return { ok: false, say: `${WHY_NO_RULE[kind]}: “${label}”. An automatic policy goes by a rule and keeps moving people after it is saved. Put the cohort together by a rule, or deliver this phase another way.` };
  }
  if (takenIn > 0) return { ok: false, say: `${takenIn === 1 ? 'One account was' : `${takenIn.toLocaleString('en-GB')} accounts were`} taken in one by one, and a rule cannot name them so. Change the rule so that it selects them, or deliver to them in a phase of their own.` };
  const rules = sources.flatMap(({ rule }) => rule ?? []);
  const [only] = rules;
  if (rules.length === 1 && only !== undefined) return { ok: true, rule: only };
  const parts: string[] = [];
  for (const text of rules) {
    const part = readPart(text, 'rule of this phase', 'joined');
    if (!part.ok) return part;
    parts.push(`(${textOf(part.rule.body)})`);
  }
  return fitting(parts.join(' -or '));
}

/** What of a rule no page says an automatic policy takes; empty where all of it is documented. */
export function doubtsAbout(text: string): string[] {
  const parsed = parseRule(text);
  if (!parsed.ok) return [];
  const names = new Set(attributesOf(parsed.rule).attributes);
  return Object.entries(DOUBTFUL).flatMap(([name, words]) => (names.has(name) ? [`The rule goes by ${words}, and it is not documented whether an automatic policy takes that. Try it in the tenant first.`] : []));
}

const DOUBTFUL: Record<string, string> = { assignedPlans: 'service plans', manager: 'who reports to whom', memberOf: 'memberships of groups' };

const WHY_NO_RULE: Record<Exclude<CohortSource['kind'], 'rule'>, string> = {
  picked: 'People picked by hand are a list, not a rule',
  csv: 'An imported list is not a rule',
  group: 'The members of a group were frozen as a list, which is not a rule',
  sample: 'A sample is drawn, and no rule selects the same people',
};

type Part = { ok: true; rule: Rule } | { ok: false; say: string };

/** @param use `joined` where it has to stand beside another rule, which direct reports and memberOf may not */
function readPart(text: string, name: string, use: 'alone' | 'joined' = 'alone'): Part {
  const parsed = parseRule(text);
  if (!parsed.ok) return { ok: false, say: `The ${name} cannot be read: ${parsed.problems[0].message}` };
  const { kind } = parsed.rule.body;
  if (use === 'joined' && (kind === 'directReports' || kind === 'memberOf')) return { ok: false, say: `The ${name} goes by ${kind === 'memberOf' ? 'memberships of groups' : 'direct reports'}, which Entra takes only alone, so it cannot be joined with another. Write it by attributes.` };
  return parsed;
}

function fitting(rule: string): Composed {
  if (rule.length <= MOST_CHARACTERS) return { ok: true, rule };
  return { ok: false, say: `The rule of this step has ${rule.length.toLocaleString('en-GB')} characters, and Entra takes ${MOST_CHARACTERS.toLocaleString('en-GB')}. Shorten the rules of the phase or the target (-in with a list instead of many -or), or make the last step earlier.` };
}

/** What a rule is true by: each alternative of an -or by itself, inner ones too. */
function alternativesOf(body: Expression): string[] {
  return body.kind === 'or' ? body.operands.flatMap(alternativesOf) : [textOf(body)];
}

const textOf = (body: Expression): string => formatExpression(body, 'user');

const sameText = (one: Rule, other: Rule): boolean => formatRule(one) === formatRule(other);

function same(one: string, other: string): boolean {
  const [first, second] = [parseRule(one), parseRule(other)];
  return first.ok && second.ok ? sameText(first.rule, second.rule) : one.trim() === other.trim();
}
