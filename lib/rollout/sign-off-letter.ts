/**
 * What an owner reads before they sign: what happens to what is theirs, for whom, for how long, who decides, and what is
 * different from what they signed last. Plain values without ids of objects, kept whole with the answer. Pure: read in the
 * browser too.
 */
import { decidedBy, forHowLong, toWhom } from '@/lib/authoring/approval-words';
import { amountWords } from '@/lib/authoring/policy-amount';
import { resourceNoun } from '@/lib/authoring/resource-approval';
import type { BaselineLine } from './baseline-view';
import type { RoleBaseline } from './baseline';
import { beginWords } from './calendar-words';
import { deliveryLines, leaversOf } from './delivery';
import { codeOf } from './rehearsal';
import type { Rehearsal, RehearsedExpiration } from './rehearsal';
import { countWords, dayWords, peopleWords } from './count-words';
import { effectWords, unreadWords } from './effect-words';
import { effectsOn } from './effects';
import { CHOICE_WORDS } from './reversal';
import type { ReversalChoice } from './reversal';
import { lossesOf } from './reversal-losses';
import type { SignOffKind } from './sign-off';
import { peopleOf, resourceKey } from './signed-content';
import type { SignedContent, SignedPackage } from './signed-content';
import { undoneLines, undoneOf } from './undone';
import type { Undone } from './undone';
import { wideningWords } from './widening-words';
import { widenings } from './widenings';

/**
 * `delivery` says how it comes to people who are not assigned it; absent for those who are, and in letters of before. `mayAsk`
 * where nobody has it before they asked.
 */
export type LetterPackage = { name: string; policyName: string; roles: string[]; ends: string; later: { to: string; decidedBy: string; ends: string }[]; delivery?: string[]; mayAsk?: true };

/**
 * `had` are those who are given it and had it by name before, whom an end of the assignment would take it from; of `unknown`
 * nobody can tell. `undone` is what a reversal would do about whom; absent in letters of before, and where the rehearsal does
 * not say. `losses` is what comes back to nobody it is taken from, in sentences.
 */
export type TakenBack = { proposed: ReversalChoice; had: number; unknown: number; undone?: Undone; losses: string[] };

/** What a letter says of one resource. */
export type LetterPart = {
  resource: { name: string; noun: string };
  kind: SignOffKind;
  /** Why security is asked. */
  because: string | null;
  people: number;
  /** Those of them who gain nothing by it unless they ask; absent where everybody is given it. */
  mayAsk?: number;
  external: number;
  /** People who lose it by a step of a rule; absent where nobody does. */
  leaving?: number;
  /** What becomes of those who had it before, if the phase is taken back; absent where nobody gains it, and in letters of before. */
  takenBack?: TakenBack;
  /** People of the phase who have it already. */
  already: number;
  packages: LetterPackage[];
  /** What the phase's people had of each role before; absent in letters of before. */
  baseline?: BaselineLine[];
  /** Who holds each role now and afterwards, and at most once everybody asked who may; a role Graph tells nobody of is not among them. */
  members: { role: string; before: number; after: number; atMost?: number }[];
  /** From when on access holds, and whether it ends on a working morning; absent in letters of before. */
  begins?: string | null;
  mornings?: boolean;
  departments: { name: string; people: number }[];
  /** What else membership does, a sentence each, and what of it could not be read; absent in letters of before. */
  also?: { lines: string[]; unread: string };
  changed: { since: string; phaseName: string; samePhase: boolean; lines: Phrase[] } | null;
};

/** A line of text, some of it said with weight. */
export type Phrase = { text: string; strong?: boolean }[];

/** Most departments that are named one by one. */
const MOST_DEPARTMENTS = 6;

export type SignedBefore = { content: SignedContent; at: Date; phaseName: string; samePhase: boolean };

export function letterPart(rehearsal: Rehearsal, content: SignedContent, about: { kind: SignOffKind; because: string | null; before: SignedBefore | null; baseline: BaselineLine[]; held?: readonly RoleBaseline[] }): LetterPart {
  const people = peopleOf(content);
  const gaining = new Set(people);
  const key = resourceKey(content.resource);
  const roles = rehearsal.design.packages.flatMap((each) => each.roles).filter((role, index, all) => resourceKey(role) === key && all.findIndex((other) => resourceKey(other) === key && other.roleOriginId === role.roleOriginId) === index);
  return {
    resource: { name: content.resource.name, noun: resourceNoun(content.resource.originSystem) },
    kind: about.kind,
    because: about.because,
    people: people.length,
    ...mayAskIn(content, people.length),
    external: content.external.length,
    ...leavingOf(content),
    ...takenBackOf(rehearsal, content, people.length, about),
    already: alreadyOf(rehearsal, content, gaining),
    packages: content.packages.map(letterPackage),
    baseline: about.baseline,
    members: roles.flatMap(({ roleName, members }) => (members ? [{ role: roleName, before: members.before, after: members.before + members.gain, ...(members.mayGain ? { atMost: members.before + members.gain + members.mayGain } : {}) }] : [])),
    begins: beginWords(rehearsal.design.placing),
    mornings: rehearsal.design.placing?.mornings ?? false,
    departments: departmentsOf(rehearsal, gaining),
    ...alsoOf(rehearsal, content, people.length),
    changed: about.before && { since: about.before.at.toISOString(), phaseName: about.before.phaseName, samePhase: about.before.samePhase, lines: changeLines(about.before, content, (id) => rehearsal.people.find((person) => person.id === id)?.name) },
  };
}

/** Nothing where the rehearsal did not read it, and for what is no group. */
function alsoOf(rehearsal: Rehearsal, content: SignedContent, gaining: number): Pick<LetterPart, 'also'> {
  const found = effectsOn(rehearsal.effects, content.resource);
  return found ? { also: { lines: found.effects.map((effect) => effectWords(effect, gaining)), unread: unreadWords(found.unread) } } : {};
}

function mayAskIn(content: SignedContent, people: number): { mayAsk?: number } {
  if (!content.packages.some((each) => each.delivery?.mode === 'invite')) return {};
  const given = new Set(content.packages.flatMap((each) => (each.delivery?.mode === 'invite' ? [] : each.people)));
  return people > given.size ? { mayAsk: people - given.size } : {};
}

/** `held` is what they held of all roles of the packages that give it. */
function takenBackOf(rehearsal: Rehearsal, content: SignedContent, people: number, { baseline, held = [] }: { baseline: readonly BaselineLine[]; held?: readonly RoleBaseline[] }): { takenBack?: TakenBack } {
  if (people === 0) return {};
  const most = (of: (line: BaselineLine) => number): number => Math.max(0, ...baseline.map(of));
  const proposed = content.reversal ?? 'leave';
  const found = undoneOf(rehearsal, content.resource, held, proposed);
  const { lost, ...undone } = found ?? { lost: null };
  const losing = lost ? { people: lost.length, external: lost.filter((index) => rehearsal.people[index]?.external).length } : { people, external: content.external.length };
  return { takenBack: { proposed, had: most(({ lose, loseOwnPlace }) => lose + loseOwnPlace), unknown: most(({ unknownAssigned }) => unknownAssigned), ...(found ? { undone: undone as Undone } : {}), losses: lossesOf(rehearsal.design, rehearsal.effects, losing, content.resource) } };
}

function leavingOf(content: SignedContent): { leaving?: number } {
  const leaving = new Set(content.packages.flatMap((each) => leaversOf(each.delivery))).size;
  return leaving > 0 ? { leaving } : {};
}

function letterPackage({ packageName, policyName, roles, ends, terms, delivery }: SignedPackage): LetterPackage {
  // Under a policy for direct assignment alone nobody comes to it later but by another phase or admin.
  const open = terms.filter((each) => each.selfRequest || each.automatic);
  return { name: packageName, policyName, roles: roles.map(({ roleName }) => roleName), ends: endOfAccess(ends), later: open.map((each) => ({ to: toWhom(each), decidedBy: each.automatic ? 'Nobody' : decidedBy(each), ends: forHowLong(each) })), ...(delivery?.mode === 'invite' ? { mayAsk: true as const } : {}), ...(delivery ? { delivery: [...deliveryLines(delivery, packageName), ...(delivery.mode === 'automatic' && delivery.after.rule ? [`It goes to whoever fits this rule: ${delivery.after.rule}`] : [])] } : {}) };
}

/** `180 days`, `until 30 May 2027`, `without an end`. */
function endOfAccess(ends: RehearsedExpiration | null): string {
  if (ends?.type === 'afterDuration') {
    return ends.duration ? amountWords(ends.duration) : 'a limited time';
  }
  return ends?.type === 'afterDateTime' && ends.endDateTime ? `until ${dayWords(ends.endDateTime.slice(0, 10))}` : 'without an end';
}

/** The phase's people who hold it already: as many as hold the role by whatever way, else as have the package. */
function alreadyOf(rehearsal: Rehearsal, content: SignedContent, gaining: ReadonlySet<string>): number {
  const key = resourceKey(content.resource);
  const told = rehearsal.design.packages.flatMap((each) => each.roles.filter((role) => resourceKey(role) === key).flatMap((role) => (role.members ? [role.members.already] : [])));
  if (told.length > 0) return Math.max(...told);
  const given = new Set(content.packages.map((each) => each.packageId));
  const already = codeOf('alreadyAssigned');
  return rehearsal.people.filter((person, index) => !gaining.has(person.id) && rehearsal.packages.some((block) => given.has(block.packageId) && block.codes[index] === already)).length;
}

function departmentsOf(rehearsal: Rehearsal, gaining: ReadonlySet<string>): LetterPart['departments'] {
  const counts = new Map<string, number>();
  for (const { id, department } of rehearsal.people) if (gaining.has(id)) counts.set(department ?? 'No department', (counts.get(department ?? 'No department') ?? 0) + 1);
  const sorted = [...counts].map(([name, people]) => ({ name, people })).sort((a, b) => b.people - a.people || a.name.localeCompare(b.name));
  const rest = sorted.slice(MOST_DEPARTMENTS);
  if (rest.length <= 1) return sorted;
  return [...sorted.slice(0, MOST_DEPARTMENTS), { name: countWords(rest.length, 'other department', 'other departments'), people: rest.reduce((sum, each) => sum + each.people, 0) }];
}

/** What is different from what was signed last, the people first, and in one line what is not. */
function changeLines(before: SignedBefore, now: SignedContent, nameOf: (personId: string) => string | undefined): Phrase[] {
  const lines: Phrase[] = [];
  const same: string[] = [];
  const [was, is] = [peopleOf(before.content), peopleOf(now)];
  const where = before.samePhase ? `the ${was.length.toLocaleString('en-GB')} you signed` : `the ${was.length.toLocaleString('en-GB')} of ${before.phaseName}`;
  const known = new Set(was);
  const others = is.filter((id) => !known.has(id)).length;
  if (is.length !== was.length) lines.push([{ text: `${Math.abs(is.length - was.length).toLocaleString('en-GB')} ${is.length > was.length ? 'more' : 'fewer'} ${Math.abs(is.length - was.length) === 1 ? 'person' : 'people'}`, strong: true }, { text: ` than ${where}` }]);
  else if (others > 0) lines.push([{ text: `${peopleWords(others)} others`, strong: true }, { text: ` than ${where}` }]);
  else same.push('the same people');

  const [more, less] = [widenings(before.content, now), widenings(now, before.content)];
  const roles = [...more.filter(({ what }) => what === 'role' || what === 'package'), ...more.filter(({ what }) => what === 'policy')];
  for (const each of roles) lines.push([{ text: wideningWords(each, nameOf), strong: true }]);
  for (const each of less) if (each.what === 'role') lines.push([{ text: `No longer ${each.roleName} through “${each.packageName}”.` }]);
  for (const each of less) if (each.what === 'package') lines.push([{ text: `“${each.packageName}” no longer hands it out.` }]);
  if (roles.length === 0 && !less.some(({ what }) => what === 'role' || what === 'package')) same.push('same role');

  const ends = now.packages.flatMap((each) => {
    const earlier = before.content.packages.find(({ packageId }) => packageId === each.packageId);
    return earlier && endOfAccess(earlier.ends) !== endOfAccess(each.ends) ? [{ now: endOfAccess(each.ends), was: endOfAccess(earlier.ends) }] : [];
  });
  for (const each of ends) lines.push([{ text: 'Access lasts ' }, { text: each.now, strong: true }, { text: `, it was ${each.was}` }]);

  for (const each of more) if (each.what === 'effect') lines.push([{ text: wideningWords(each, nameOf), strong: true }]);
  for (const each of less) if (each.what === 'effect') lines.push([{ text: `No longer: ${effectWords(each.effect)}` }]);

  for (const each of more) if (each.what === 'reversal') lines.push([{ text: wideningWords(each, nameOf), strong: true }]);

  const terms = more.filter(({ what }) => ['scope', 'selfRequest', 'automatic', 'decision', 'approver'].includes(what));
  for (const each of terms) lines.push([{ text: wideningWords(each, nameOf), strong: true }]);
  if (terms.length === 0) same.push('same approvers');
  if (now.external.length !== before.content.external.length) lines.push([{ text: `${now.external.length.toLocaleString('en-GB')} external`, strong: true }, { text: `, ${before.content.external.length === 0 ? 'there was nobody' : `it was ${before.content.external.length.toLocaleString('en-GB')}`}` }]);
  else same.push(now.external.length === 0 ? 'still nobody external' : `still ${now.external.length.toLocaleString('en-GB')} external`);
  if (same.length > 0) lines.push([{ text: `${same.join(', ').replace(/^./, (letter) => letter.toUpperCase())}.` }]);
  return lines;
}

/** What the letter is about, as its title; `most` is how many were agreed to where that is less than was asked. */
export function letterTitle(parts: Pick<LetterPart, 'resource' | 'people' | 'mayAsk' | 'leaving' | 'baseline'>[], peopleInAll: number, most: number | null = null): string {
  const [part] = parts;
  if (!part) return '';
  const asked = parts.every(onlyAsked);
  if (parts.length > 1) return `${peopleWords(peopleInAll)} ${asked ? 'may ask for' : parts.some((each) => each.mayAsk) ? 'would come to, or may ask for,' : 'would come to'} ${parts.length.toLocaleString('en-GB')} resources of yours`;
  if (part.people === 0 && part.leaving) return `${peopleWords(part.leaving)} would lose ${part.resource.name}`;
  const whom = most === null ? peopleWords(part.people) : `At most ${peopleWords(most)}`;
  if (asked) return `${whom} may ask for ${part.resource.name}`;
  return `${whom} would ${VERB[part.resource.noun] ?? 'get'} ${part.resource.name}${most === null ? freshWords(part) : ''}`;
}

/** How many of those who get a package are new to what it gives, where it is one role and known of everybody, and not all are. */
function freshWords({ people, mayAsk, baseline }: Pick<LetterPart, 'people' | 'mayAsk' | 'baseline'>): string {
  const [line, ...more] = baseline ?? [];
  if (!line || mayAsk || more.length > 0 || line.unknown > 0 || line.asReported || line.gain >= people) return '';
  if (line.gain === 0) return people === 1 ? ', and has it already' : ', and all have it already';
  return `, ${line.gain.toLocaleString('en-GB')} of them new to it`;
}

/** True where nobody has it before they asked. */
export const onlyAsked = ({ people, mayAsk }: Pick<LetterPart, 'people' | 'mayAsk'>): boolean => people > 0 && mayAsk === people;

/** Above the people of a letter. */
export function whoWords(parts: Pick<LetterPart, 'people' | 'mayAsk'>[]): string {
  return parts.every(onlyAsked) ? 'Who may ask' : parts.some((each) => each.mayAsk) ? 'Who gains it or may ask' : 'Who gains it';
}

const VERB: Record<string, string> = { group: 'join', application: 'be given', site: 'be let into' };

/** How many of the phase have it already, as a sentence: a number where everybody is told, and where not, that it is not. Letters of before know nothing of that. */
export function alreadyWords({ people, already, baseline }: Pick<LetterPart, 'people' | 'already' | 'baseline'>): string {
  const keep = people > 0 ? '' : ` and ${already === 1 ? 'keeps' : 'keep'} it`;
  const reported = baseline?.some(({ asReported }) => asReported) ?? false;
  const unknown = Math.max(0, ...(baseline ?? []).map((line) => line.unknown));
  if (!reported && unknown === 0) return `${peopleWords(already)} of the phase ${already === 1 ? 'has' : 'have'} it already${keep}.`;
  if (already === 0) return reported ? 'Whether anybody of the phase has it already, Microsoft Graph does not tell.' : `Of ${peopleWords(unknown)} of the phase it cannot be told whether they have it already.`;
  return `${peopleWords(already)} of the phase ${already === 1 ? 'has' : 'have'} it already${reported ? ' by a package' : ''}${keep}; ${reported ? 'whether others do, Microsoft Graph does not tell' : `of ${peopleWords(unknown)} it cannot be told`}.`;
}

/** What taking the phase back does about those it comes to, a sentence each; `stay` is said of those who hold it today. */
export function undoneFacts(part: LetterPart, stay: string): string[] {
  if (part.people === 0) return [`The rule as it is now is kept with the run, and who lost it with the rehearsal.${stay}`];
  const { takenBack } = part;
  if (takenBack?.undone) return undoneLines({ people: part.people, mayAsk: part.mayAsk ?? 0, undone: takenBack.undone, proposed: takenBack.proposed }, stay);
  // Of letters of before it is not known for how many.
  return [`Taking back what this phase gives is part of what you sign.${stay}`, ...(takenBack && takenBack.had > 0 ? [`${peopleWords(takenBack.had)} had a place of their own in it before; proposed for them: ${CHOICE_WORDS[takenBack.proposed].name.toLowerCase()}.`] : []), ...(takenBack && takenBack.unknown > 0 ? [`Of ${peopleWords(takenBack.unknown)} it cannot be told, and nothing is taken from them by itself.`] : [])];
}
