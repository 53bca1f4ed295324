import type { PackagePolicy, PolicySubject } from './package-design';
import { NAMELESS_ORGANIZATION } from './policy-of-document';
import { amountWords, NO_DAY_YET, NO_TIME_YET } from './policy-amount';

/** A policy as sentences. A part in bold is a value, the rest is how people say it. Pure. */
export type SentencePart = string | { value: string };

export type PolicySentence = { label: string; parts: SentencePart[]; note: string };

function names(subjects: PolicySubject[]): string {
  const words = subjects.map((subject) => (subject.kind === 'group' ? `members of “${subject.name}”` : subject.name));
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** Certain organisations, by name as far as they have one here. */
function organizationNames(subjects: PolicySubject[]): string {
  const named = subjects.flatMap(({ name }) => (name === NAMELESS_ORGANIZATION ? [] : [name]));
  const nameless = subjects.length - named.length;
  const all = [...named, ...(nameless > 0 ? [nameless === 1 ? `${named.length > 0 ? 'another' : 'a'} connected organisation` : `${nameless}${named.length > 0 ? ' other' : ''} connected organisations`] : [])];
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function who(policy: PackagePolicy): PolicySentence {
  const sentence = (parts: SentencePart[], note = ''): PolicySentence => ({ label: 'Who', parts, note });
  if (policy.automatic) return sentence([{ value: 'Everyone who matches its rule' }, ' gets it without asking.'], policy.targets.map((target) => target.id).join(' '));
  const ask = policy.selfRequest ? ' may ask for it.' : ' may be given it by an administrator.';
  switch (policy.scope) {
    case 'notSpecified':
      return sentence([{ value: 'Only administrators' }, ' give it; nobody can ask for it.']);
    case 'specificDirectoryUsers':
      return sentence([{ value: capital(names(policy.targets)) || 'Nobody yet' }, ask]);
    case 'allMemberUsers':
      return sentence([{ value: 'All members of the organisation' }, ask], 'Guests cannot');
    case 'allDirectoryUsers':
      return sentence([{ value: 'Everyone in the directory' }, ask], 'Guests too');
    case 'specificConnectedOrganizationUsers':
      return sentence([{ value: policy.targets.length > 0 ? `People of ${organizationNames(policy.targets)}` : 'Nobody yet' }, ask], 'They are external');
    default:
      return sentence([{ value: 'People of other organisations' }, ask], 'They are external');
  }
}

/** Of a stage that is being made, nobody may be chosen yet. */
const deciders = (stage: PackagePolicy['stages'][number]): string => names(stage.approvers) || 'nobody chosen yet';

/** The verb goes with whoever stands last before it. */
const decideWord = (approvers: readonly PolicySubject[]): string => (['group', 'sponsor', 'other'].includes(approvers.at(-1)?.kind ?? '') ? ' decide' : ' decides');

/** Who decides, one stage after the other: within which time, who stands in, and to whom it goes after how long. */
function stageParts(stages: PackagePolicy['stages']): SentencePart[] {
  return stages.flatMap((stage, index): SentencePart[] => {
    const { standIns = [], escalation } = stage;
    return [
      ...(index > 0 ? ['; then '] : []),
      { value: deciders(stage) },
      decideWord(stage.approvers),
      ...(stage.days ? [' within ', { value: `${stage.days} ${stage.days === 1 ? 'day' : 'days'}` }] : []),
      ...instead(standIns),
      ...(escalation ? [', and after ', { value: escalation.after ? amountWords(escalation.after) : NO_TIME_YET }, ' without an answer it goes to ', { value: names(escalation.approvers) || 'nobody chosen yet' }, ...instead(escalation.standIns)] : []),
    ];
  });
}

const instead = (standIns: PolicySubject[]): SentencePart[] => (standIns.length > 0 ? [', or ', { value: names(standIns) }, ' where nobody of these can be found'] : []);

const capitalised = ([first, ...rest]: SentencePart[]): SentencePart[] => [first && typeof first === 'object' ? { value: capital(first.value) } : capital(first ?? ''), ...rest];

function decision(policy: PackagePolicy): PolicySentence {
  const { stages, extending = [], selfExtend } = policy;
  if (policy.approvalRequired) {
    const longer: SentencePart[] = selfExtend && policy.extending?.length === 0 ? ['. ', { value: 'Nobody' }, ' has to agree before they have it longer'] : [];
    return { label: 'Decision', parts: [...capitalised(stageParts(stages)), ...longer, '.'], note: 'A direct assignment waits for this decision too' };
  }
  if (extending.length === 0) return { label: 'Decision', parts: [{ value: 'Nobody' }, ' has to agree.'], note: '' };
  return { label: 'Decision', parts: [{ value: 'Nobody' }, ' has to agree before they get it. Before they have it longer, ', ...stageParts(extending), '.'], note: selfExtend ? '' : 'Nobody may ask to have it longer yet' };
}

/** Who decides whether somebody is given it under a policy that asks for approval, as a text of its own. */
export function decisionText({ stages }: PackagePolicy): string {
  return [...capitalised(stageParts(stages)), '.'].map((part) => (typeof part === 'string' ? part : part.value)).join('');
}

function duration(policy: PackagePolicy): PolicySentence {
  const { type, duration: after, endDateTime } = policy.expiration;
  const label = 'Duration';
  const note = policy.selfExtend ? `Whoever has it may ask to have it longer${policy.approvalRequired && policy.extending?.length ? ', and the same decide' : ''}` : '';
  if (type === 'afterDuration') return { label, parts: ['Access ends after ', { value: after ? amountWords(after) : NO_TIME_YET }, '.'], note };
  if (type === 'afterDateTime') return { label, parts: ['Access ends on ', { value: dayOf(endDateTime) ?? NO_DAY_YET }, '.'], note };
  return { label, parts: ['Access ', { value: 'does not end' }, ' by itself.'], note: '' };
}

/** The day of a moment as people say it; null where it is none. */
export function dayOf(moment: string | null): string | null {
  const at = new Date(moment ?? '');
  return Number.isNaN(at.getTime()) ? null : new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

const SILENCE = { keepAccess: 'keeps access', removeAccess: 'loses access', acceptAccessRecommendation: 'keeps or loses access as recommended' } as const;

/** How often it is looked at whether people still need it, and what becomes of whom nobody speaks for. */
function review(policy: PackagePolicy): PolicySentence[] {
  if (!policy.review) return [];
  const { every, from, silence } = policy.review;
  const often = every ? (every.count === 1 ? `every ${every.unit}` : `every ${every.count} ${every.unit}s`) : 'once';
  const first = dayOf(from);
  return [{ label: 'Reviews', parts: ['Access is reviewed ', { value: often }, '; whoever nobody speaks for ', { value: SILENCE[silence] }, '.'], note: first ? `First on ${first}` : '' }];
}

/** Of a policy with a rule: what becomes of who leaves it. */
function leaving({ leaving: left }: PackagePolicy): PolicySentence[] {
  if (!left) return [];
  return [{ label: 'Leaving', parts: left.removed ? ['Who no longer matches loses it ', { value: left.grace && amountWords(left.grace) !== 'no time' ? `after ${amountWords(left.grace)}` : 'at once' }, '.'] : ['Who no longer matches ', { value: 'keeps it' }, ' until it ends.'], note: '' }];
}

/** A sentence as one text. What a rule says is no sentence, and gets no full stop. */
export function sentenceText({ parts, note }: PolicySentence, isRule: boolean): string {
  const said = parts.map((part) => (typeof part === 'string' ? part : part.value)).join('');
  if (!note) return said;
  return isRule ? `${said.replace(/\.$/, '')}: ${note}` : `${said} ${note}.`;
}

/** Who may have it, who decides, and for how long. */
export function policySentences(policy: PackagePolicy): PolicySentence[] {
  return [who(policy), ...leaving(policy), decision(policy), duration(policy), ...review(policy), ...(policy.questions ? [{ label: 'Questions', parts: ['They are asked ', { value: 'questions' }, ' first.'], note: 'Such a policy takes no bulk assignment' }] : [])];
}
