import type { ApprovalContent, Grant, GrantTerms, NamedSubject } from './resource-approval';
import { amountWords } from './policy-amount';

/** What an approval says, in sentences an owner reads on a phone. Pure. */

function list(names: string[], last: 'and' | 'or'): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1) ?? ''}`;
}

function namesOf(subjects: NamedSubject[], last: 'and' | 'or'): string {
  return list(subjects.map(({ name }) => name), last);
}

/** A day of a date, as people write it: 30 May 2027. */
function dayWord(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

export function toWhom(terms: GrantTerms): string {
  if (terms.automatic) return `Everyone who matches ${namesOf(terms.targets, 'and') || 'its rule'}, without asking`;
  switch (terms.scope) {
    case 'notSpecified':
      return 'Only people an administrator assigns';
    case 'specificDirectoryUsers':
      return terms.targets.length > 0 ? namesOf(terms.targets, 'and') : 'Nobody yet';
    case 'allMemberUsers':
      return 'All members of the organisation, without guests';
    case 'allDirectoryUsers':
      return 'Everyone in the directory, guests included';
    case 'allExternalUsers':
      return 'Anyone outside the organisation';
    case 'specificConnectedOrganizationUsers':
    case 'allConfiguredConnectedOrganizationUsers':
      return 'People of connected organisations';
    default:
      return 'Others the policy names';
  }
}

export function decidedBy(terms: GrantTerms): string {
  if (terms.stages.length === 0) return 'Nobody has to agree';
  return terms.stages.map(({ approvers, days, beside = [] }) => `${namesOf(approvers, 'or')}${days ? ` within ${days} ${days === 1 ? 'day' : 'days'}` : ''}${beside.length > 0 ? `, in their place or after them ${namesOf(beside, 'or')}` : ''}`).join(', then ');
}

export function forHowLong(terms: GrantTerms): string {
  if (terms.ends === 'noExpiration') return 'Without an end';
  if (terms.ends === 'notSpecified' || terms.ends === '') return 'No end is set';
  return /^\d{4}-\d\d-\d\d$/.test(terms.ends) ? `Until ${dayWord(terms.ends)}` : amountWords(terms.ends);
}

function roleIn(grant: Grant): string {
  return `“${grant.roleName}” through “${grant.packageName}”`;
}

/** One sentence for the whole: what this resource is used for. */
export function approvalSentence(content: ApprovalContent): string {
  if (content.grants.length === 0) return `“${content.resource.name}” may be handed out by access packages. None does so yet; you are asked again when one does.`;
  const rolesOf = new Map<string, { name: string; roles: Set<string> }>();
  for (const { packageId, packageName, roleName } of content.grants) {
    const each = rolesOf.get(packageId) ?? { name: packageName, roles: new Set<string>() };
    each.roles.add(roleName);
    rolesOf.set(packageId, each);
  }
  // Packages that make the same of people are named together: nobody reads that one gives what only another does.
  const alike = new Map<string, Set<string>>();
  for (const { name, roles } of rolesOf.values()) {
    const words = list([...roles].sort(), 'and');
    alike.set(words, (alike.get(words) ?? new Set()).add(`“${name}”`));
  }
  const parts = [...alike].map(([roles, names]) => `whoever gets ${list([...names], 'or')} becomes ${roles} of “${content.resource.name}”`).join('; ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`;
}

const WORDS: { label: string; of: (terms: GrantTerms) => string }[] = [
  { label: 'To whom', of: toWhom },
  { label: 'Decided by', of: decidedBy },
  { label: 'For how long', of: forHowLong },
];

/** What is different, in sentences; names that changed alone are not. Empty when nothing is. */
export function approvalDifference(before: ApprovalContent, now: ApprovalContent): string[] {
  const key = (grant: Grant) => `${grant.packageId} ${grant.roleOriginId}`;
  const old = new Map(before.grants.map((grant) => [key(grant), grant]));
  const current = new Map(now.grants.map((grant) => [key(grant), grant]));
  return [
    ...now.grants.filter((grant) => !old.has(key(grant))).map((grant) => `New: ${roleIn(grant)}`),
    ...before.grants.filter((grant) => !current.has(key(grant))).map((grant) => `No longer: ${roleIn(grant)}`),
    ...now.grants.flatMap((grant) => {
      const was = old.get(key(grant));
      return was ? termsDifference(was, grant) : [];
    }),
  ];
}

function termsDifference(was: Grant, now: Grant): string[] {
  const old = new Map(was.terms.map((terms) => [terms.policyId, terms]));
  const current = new Set(now.terms.map((terms) => terms.policyId));
  return [
    ...now.terms.filter((terms) => !old.has(terms.policyId)).map((terms) => `“${now.packageName}” has a further policy, “${terms.policyName}”: ${WORDS.map(({ of }) => of(terms)).join('; ')}`),
    ...was.terms.filter((terms) => !current.has(terms.policyId)).map((terms) => `“${now.packageName}” no longer has the policy “${terms.policyName}”`),
    ...now.terms.flatMap((terms) => {
      const before = old.get(terms.policyId);
      return before ? wordsDifference(before, terms, now.packageName) : [];
    }),
  ];
}

function wordsDifference(before: GrantTerms, now: GrantTerms, packageName: string): string[] {
  const said = WORDS.filter(({ of }) => of(before) !== of(now)).map(({ label, of }) => `${label} in “${packageName}”: ${of(now)}. It was: ${of(before)}`);
  if (before.selfRequest !== now.selfRequest) said.push(now.selfRequest ? `People may now ask for “${packageName}” themselves` : `People may no longer ask for “${packageName}” themselves`);
  return said;
}
