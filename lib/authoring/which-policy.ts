/**
 * Which policy of a package somebody would get, and why. A stricter class silences the looser ones; within a class people
 * choose. Pure. https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot#multiple-policies
 */
import { evaluateRule } from '@/lib/rules/evaluate-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { RuleSubject } from '@/lib/rules/subject';
import { isObject } from './policy-document';
import type { PolicyDocument } from './policy-document';
import { formOf } from './policy-form';
import type { PolicyForm } from './policy-form';
import { idOf, kindOf, nameOf } from './policy-subject';
import { dayOf } from './policy-words';

/** What is known of somebody; null where it may not be read. */
export type Somebody = {
  id: string;
  name: string;
  external: boolean;
  userType: string | null;
  /** Every group they are in, nested ones too. */
  groups: ReadonlySet<string> | null;
  /** The connected organisation they come from: null for none, `unknown` where it cannot be told. */
  organization: { id: string; configured: boolean } | null | 'unknown';
  /** What rules speak of. */
  attributes: RuleSubject | null;
};

export type WhichCatalog = { published: boolean; externallyVisible: boolean };

export type Fit = 'yes' | 'no' | 'unknown';

/** What a policy is to somebody: `itself` gives without asking, `silenced` fits but stands behind a stricter one. */
export type Outcome = 'itself' | 'mayAsk' | 'mayChoose' | 'silenced' | 'byAdministrator' | 'notTheirs' | 'unknown';

/** `priority` is the class, 1 the strictest; null for one that nobody can ask by. */
export type PolicyVerdict = { id: string; name: string; priority: number | null; fit: Fit; why: string; outcome: Outcome };

const PRIORITY: Record<string, number> = { specificDirectoryUsers: 1, specificConnectedOrganizationUsers: 1, allMemberUsers: 2, allDirectoryUsers: 3, allConfiguredConnectedOrganizationUsers: 4, allExternalUsers: 4 };

type Judged = { fit: Fit; why: string };

/**
 * The policies of a package in the order in which they count for somebody.
 * @param names of groups and organisations by id, where the policy does not say them
 */
export function whichPolicy(policies: readonly { id: string; document: PolicyDocument }[], somebody: Somebody, catalog: WhichCatalog, now: Date, names: Readonly<Record<string, string>> = {}): PolicyVerdict[] {
  const judged = policies.map(({ id, document }) => {
    const form = formOf(document);
    const priority = form.scope === 'automatic' || isObject(document.automaticRequestSettings) ? null : (PRIORITY[form.scope] ?? null);
    return { id, form, priority, ...judge(form, somebody, now, names) };
  });
  const closed = closedTo(somebody, catalog);
  const asked = judged.filter(({ priority, form }) => priority !== null && form.requests.add);
  const strictest = Math.min(...asked.filter(({ fit }) => fit === 'yes').map(({ priority }) => priority ?? Infinity));
  const doubtful = Math.min(...asked.filter(({ fit }) => fit === 'unknown').map(({ priority }) => priority ?? Infinity));
  const equals = asked.filter(({ fit, priority }) => fit === 'yes' && priority === strictest).length;

  return judged
    .map(({ id, form, priority, fit, why }): PolicyVerdict => {
      const verdict = (outcome: Outcome, more = ''): PolicyVerdict => ({ id, name: form.name, priority, fit, why: more ? `${why} ${more}` : why, outcome });
      if (form.scope === 'automatic') return verdict(fit === 'yes' ? (form.automatic.assigns ? 'itself' : 'notTheirs') : fit === 'no' ? 'notTheirs' : 'unknown', fit === 'yes' && !form.automatic.assigns ? 'It gives nobody the package at present.' : '');
      if (fit !== 'yes') return verdict(fit === 'no' ? 'notTheirs' : 'unknown');
      if (priority === null || !form.requests.add) return verdict('byAdministrator', priority === null ? '' : 'Nobody may ask by it themselves.');
      if (closed) return verdict('byAdministrator', closed);
      if (priority > strictest) return verdict('silenced', 'A stricter policy fits them, so this one does not count.');
      if (priority > doubtful) return verdict('unknown', 'Whether a stricter policy fits them is not known.');
      return verdict(equals > 1 ? 'mayChoose' : 'mayAsk');
    })
    .sort((a, b) => rank(a) - rank(b) || (a.priority ?? 9) - (b.priority ?? 9) || a.name.localeCompare(b.name));
}

const RANKS: readonly Outcome[] = ['itself', 'mayAsk', 'mayChoose', 'unknown', 'silenced', 'byAdministrator', 'notTheirs'];
const rank = ({ outcome }: PolicyVerdict): number => RANKS.indexOf(outcome);

function closedTo({ external }: Somebody, { published, externallyVisible }: WhichCatalog): string {
  if (!published) return 'Its catalog is not published, so nobody can ask.';
  return external && !externallyVisible ? 'Its catalog is not open to externals, so they cannot ask.' : '';
}

function judge(form: PolicyForm, somebody: Somebody, now: Date, names: Readonly<Record<string, string>>): Judged {
  const { name, external, userType, organization } = somebody;
  const end = form.ends.how === 'afterDateTime' ? `${form.ends.on}Z` : '';
  if (end && Date.parse(end) <= now.getTime()) return { fit: 'no', why: `Access by it ended on ${dayOf(end) ?? ''}: nobody gets the package by it any more.` };
  switch (form.scope) {
    case 'notSpecified':
      return { fit: 'yes', why: 'Only administrators give it, and they may give it to anybody.' };
    case 'allDirectoryUsers':
      return { fit: 'yes', why: 'It is open to everyone in the directory.' };
    case 'allMemberUsers':
      if (userType === null) return { fit: 'unknown', why: 'It is open to members, and whether they are one is not known.' };
      return userType === 'Member' ? { fit: 'yes', why: `${name} is a member of the organisation.` } : { fit: 'no', why: `${name} is a guest, and it is open to members alone.` };
    case 'specificDirectoryUsers':
      return named(form, somebody, names);
    case 'automatic':
      return byRule(form.rule, somebody, now);
    case 'allExternalUsers':
      return external ? { fit: 'yes', why: `${name} belongs to another organisation.` } : { fit: 'no', why: `${name} does not belong to another organisation.` };
    case 'allConfiguredConnectedOrganizationUsers':
    case 'specificConnectedOrganizationUsers': {
      if (!external) return { fit: 'no', why: `${name} does not belong to another organisation.` };
      if (organization === 'unknown') return { fit: 'unknown', why: 'Which connected organisation they come from is not known.' };
      if (!organization) return { fit: 'no', why: 'Their organisation is not connected.' };
      if (form.scope === 'allConfiguredConnectedOrganizationUsers') return organization.configured ? { fit: 'yes', why: 'Their organisation is connected.' } : { fit: 'no', why: 'Their organisation is only a proposed one.' };
      return form.targets.some((subject) => idOf(subject).toLowerCase() === organization.id.toLowerCase()) ? { fit: 'yes', why: 'It names their organisation.' } : { fit: 'no', why: 'It does not name their organisation.' };
    }
    default:
      return { fit: 'unknown', why: `Whom “${form.scope}” is open to is not known here.` };
  }
}

function named(form: PolicyForm, { id, name, groups }: Somebody, names: Readonly<Record<string, string>>): Judged {
  if (form.targets.some((subject) => kindOf(subject) === 'person' && idOf(subject).toLowerCase() === id.toLowerCase())) return { fit: 'yes', why: `It names ${name}.` };
  const among = form.targets.filter((subject) => kindOf(subject) === 'group');
  const own = groups && new Set([...groups].map((each) => each.toLowerCase()));
  const group = among.find((subject) => own?.has(idOf(subject).toLowerCase()));
  if (group) return { fit: 'yes', why: `${name} is a member of “${nameOf(group, names)}”.` };
  if (among.length > 0 && !own) return { fit: 'unknown', why: 'It names groups, and which they are in may not be read.' };
  if (form.targets.some((subject) => !['person', 'group'].includes(kindOf(subject)))) return { fit: 'unknown', why: 'It names others than people and groups.' };
  return { fit: 'no', why: among.length === 0 ? `It names certain people, and ${name} is none of them.` : `${name} is neither among the people it names nor in its ${among.length === 1 ? 'group' : `${among.length} groups`}.` };
}

function byRule(text: string, { name, attributes, groups }: Somebody, now: Date): Judged {
  const parsed = parseRule(text);
  if (!parsed.ok) return { fit: 'unknown', why: 'Its rule cannot be read here.' };
  if (!attributes) return { fit: 'unknown', why: 'It has a rule, and what the rule speaks of may not be read.' };
  if (parsed.rule.body.kind === 'memberOf' && !groups) return { fit: 'unknown', why: 'Its rule speaks of groups, and which they are in may not be read.' };
  return evaluateRule(parsed.rule, { ...attributes, ...(groups ? { memberOf: [...groups] } : {}) }, { now }) ? { fit: 'yes', why: `${name} matches its rule.` } : { fit: 'no', why: `${name} does not match its rule.` };
}
