/** In what two versions of a policy differ, in words. Pure: read in the browser too. */
import { amountWords, NO_DAY_YET, NO_TIME_YET } from './policy-amount';
import { isEmpty, isObject } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';
import { choiceName, fieldOfPath, pathName, placeOfPath, RELATION_NAMES, TARGETS } from './policy-field-words';
import type { PolicyField } from './policy-field-words';
import { frequencyWords } from './policy-review';
import { idOf, kindOf, levelOf, nameOf, RELATIONS } from './policy-subject';
import type { Subject, SubjectKind } from './policy-subject';

/** Where nobody is to be named, since it stays for good: how a rule is said, and of those whom a policy names how many of which kind. */
export type Nameless = { rule: (text: string) => string } | null;

/** One field that differs, as it was expected and as it is. */
export type PolicyDifference = { field: string; expected: string; found: string };

/**
 * What a field says: `key` is held against the other's, `show` is read by people. `parts` are what a field is made of that
 * people say as one; `flag` is one that is on.
 */
type Leaf = { key: string; show: string; subjects?: Map<string, { name: string; kind: SubjectKind }>; parts?: Map<string, Leaf>; flag?: true };

const MOST_NAMES = 3;
/** A duration of nothing says as much as none. */
const NO_TIME = '0 s';

/**
 * The fields in which a policy is not as expected, by the names its editor has for them; empty where it is. What is only
 * written otherwise is no difference: nothing and an empty list, `P7D` and `PT168H`, another order of the people named, or
 * other words for the same person.
 */
export function differencesBetween(expected: PolicyDocument, found: PolicyDocument, nameless: Nameless = null): PolicyDifference[] {
  const differences = differencesOf(leavesOf(expected), leavesOf(found), nameless);
  // Graph has the first day of a review twice, and people say it once.
  return differences.filter(({ field }, index) => differences.findIndex((each) => each.field === field) === index);
}

function differencesOf(wanted: Map<string, Leaf>, is: Map<string, Leaf>, nameless: Nameless): PolicyDifference[] {
  // However the two were kept, the same fields come in the same order.
  const paths = [...new Set([...wanted.keys(), ...is.keys()])].sort(inOrder);
  return paths.flatMap((path): PolicyDifference[] => {
    const [one, other] = [wanted.get(path), is.get(path)];
    // A question that is new has its place by standing there.
    if (one?.key === other?.key || (fieldOfPath(path).field === SEQUENCE && (!one || !other))) return [];
    if (one?.subjects ?? other?.subjects) return [{ field: path === 'specificAllowedTargets' ? targetsName(one, other) : pathName(path), expected: namesMissing(one, other, nameless), found: namesMissing(other, one, nameless) }];
    const told = { field: pathName(path), expected: one?.show ?? unsaid(path, other, wanted), found: other?.show ?? unsaid(path, one, is) };
    if (told.expected !== told.found) return [told];
    // They differ in what is not said in so many words.
    return one?.parts || other?.parts ? differencesOf(one?.parts ?? new Map<string, Leaf>(), other?.parts ?? new Map<string, Leaf>(), nameless) : [{ ...told, expected: one?.key ?? told.expected, found: other?.key ?? told.found }];
  });
}

function inOrder(one: string, other: string): number {
  const [a, b] = [placeOfPath(one), placeOfPath(other)];
  const index = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => at).find((at) => a[at] !== b[at]);
  return index === undefined ? (one < other ? -1 : 1) : (a[index] ?? 0) - (b[index] ?? 0);
}

/** What is said of a field that one of the two has not. */
function unsaid(path: string, other: Leaf | undefined, leaves: Map<string, Leaf>): string {
  if (other?.flag) return choiceName(path, 'false') ?? 'no';
  if (fieldOfPath(path).field === QUESTION) return 'a new one';
  return path === PATTERN && leaves.has('reviewSettings.isEnabled') ? 'Once' : 'nothing';
}

function leavesOf(document: PolicyDocument): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(document, '', leaves);
  const scope = leaves.get('allowedTargetScope');
  if (scope && isObject(document.automaticRequestSettings)) leaves.set('allowedTargetScope', { ...scope, show: choiceName('allowedTargetScope', 'automatic') ?? scope.show });
  return leaves;
}

type Part = { [name: string]: Json };

const QUESTION: PolicyField = 'questions.#.id';
const SEQUENCE: PolicyField = 'questions.#.sequence';
const PATTERN = 'reviewSettings.schedule.recurrence.pattern';

/** What people say as one, of several properties. */
const WHOLES: Record<string, (part: Part) => string> = {
  expiration: endWords,
  'reviewSettings.schedule.expiration': (part) => (part.type === 'afterDuration' ? amountWords(part.duration) : endWords(part)),
  [PATTERN]: (part) => frequencyWords(part),
  'reviewSettings.schedule.recurrence.range': ({ type, endDate, numberOfOccurrences: times }) => (type === 'numbered' ? (times === 1 ? 'once' : times ? `${textOf(times)} times` : 'a number of times not said yet') : type === 'endDate' ? `until ${dayWords(endDate)}` : 'for good'),
  'customExtensionStageSettings.#.customExtension': ({ id, key, displayName: called }) => textOf(isEmpty(called) ? (id ?? key ?? null) : (called ?? null)),
};

/** While it is being typed a day is still to be chosen: it is said as that, never as half a moment. */
const dayWords = (day: Json | undefined): string => (isEmpty(day) ? NO_DAY_YET : valueWords('', day ?? ''));

function endWords({ type, duration, endDateTime }: Part): string {
  if (type === 'afterDuration') return `after ${isEmpty(duration) ? NO_TIME_YET : amountWords(duration)}`;
  if (type === 'afterDateTime') return `on ${dayWords(endDateTime)}`;
  return type === 'noExpiration' ? 'never by itself' : 'nothing is said';
}

function collect(value: Json, path: string, leaves: Map<string, Leaf>): void {
  if (isEmpty(value)) return;
  const whole = WHOLES[fieldOfPath(path).field];
  if (whole && isObject(value)) {
    const parts = new Map<string, Leaf>();
    collectParts(value, path, parts);
    if (parts.size > 0) leaves.set(path, { key: JSON.stringify([...parts].map(([at, { key }]) => [at, key]).sort()), show: whole(value), parts });
  } else collectParts(value, path, leaves);
}

function collectParts(value: Json, path: string, leaves: Map<string, Leaf>): void {
  if (Array.isArray(value)) {
    if (value.every(isSubject)) leaves.set(path, subjectsOf(value));
    else sortedList(value).forEach((each, index) => collect(each, `${path}.${index + 1}`, leaves));
  } else if (isObject(value)) for (const [name, each] of Object.entries(value)) collect(each, path ? `${path}.${name}` : name, leaves);
  else {
    const key = keyOf(String(value));
    if (key !== NO_TIME) leaves.set(path, { key, show: valueWords(path, value), ...(value === true ? { flag: true as const } : {}) });
  }
}

/** Stages come in the order in which they decide; questions and extensions in any. */
function sortedList(list: Json[]): Json[] {
  const orderOf = (each: Json): string => (isObject(each) && 'text' in each ? `${JSON.stringify(each.sequence ?? 0).padStart(6, '0')} ${JSON.stringify(each.id ?? '')}` : isObject(each) && 'customExtension' in each ? JSON.stringify(each) : '');
  return [...list].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : orderOf(a) > orderOf(b) ? 1 : 0));
}

/** True for what names people: a person, a group, a rule, a relation. */
export function isSubject(value: Json): value is { [name: string]: Json } {
  return isObject(value) && typeof value['@odata.type'] === 'string' && !('text' in value);
}

function subjectsOf(list: Subject[]): Leaf {
  const subjects = new Map(list.map((subject) => [subjectKey(subject), { name: subjectName(subject), kind: kindOf(subject) }]));
  return { key: [...subjects.keys()].sort().join(' '), show: '', subjects };
}

/** What it is and which, without the words that only describe it. */
export function subjectKey({ description: _words, ...subject }: { [name: string]: Json }): string {
  const said = Object.entries(subject).filter(([, value]) => !isEmpty(value));
  return said.map(([name, value]) => `${name}=${keyOf(textOf(value))}`).sort().join('&');
}

/** A relation by the editor's name for it; who has neither name nor relation by the id alone, since several of them differ in nothing else. */
function subjectName(subject: Subject): string {
  const kind = kindOf(subject);
  if (kind === 'rule') return idOf(subject);
  const relation = RELATIONS.find((each) => each === kind);
  if (relation) return `${RELATION_NAMES[relation].replace(/^./, (first) => first.toLowerCase())}${levelOf(subject) > 1 ? `, ${levelOf(subject)} levels up` : ''}`;
  return typeof subject.description === 'string' && subject.description ? subject.description : idOf(subject) || nameOf(subject);
}

function targetsName(...sides: (Leaf | undefined)[]): string {
  const kinds = new Set(sides.flatMap((side) => [...(side?.subjects?.values() ?? [])].map(({ kind }) => kind)));
  const [kind] = kinds;
  return kinds.size === 1 && (kind === 'rule' || kind === 'organization') ? TARGETS[kind] : pathName('specificAllowedTargets');
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function namesMissing(of: Leaf | undefined, from: Leaf | undefined, nameless: Nameless): string {
  const all = of?.subjects ?? new Map<string, { name: string; kind: SubjectKind }>();
  const missing = [...all].filter(([key]) => !from?.subjects?.has(key)).map(([, subject]) => subject);
  const names = nameless ? countedKinds(missing, nameless) : missing.map(({ name }) => name);
  if (names.length === 0) return all.size === 0 ? 'nobody' : 'nobody else';
  const some = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${some} and ${(names.length - MOST_NAMES).toLocaleString('en-GB')} more` : some;
}

const KINDS = { person: ['person', 'people'], group: ['group', 'groups'], organization: ['connected organisation', 'connected organisations'], other: ['other', 'others'] } as const;

/** Relations as they are said; of all others how many. */
function countedKinds(subjects: readonly { name: string; kind: SubjectKind }[], { rule }: NonNullable<Nameless>): string[] {
  const said = subjects.flatMap(({ name, kind }) => (kind === 'rule' ? [rule(name)] : kind in KINDS ? [] : [name]));
  const counts = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) => {
    const { length } = subjects.filter((each) => each.kind === kind);
    return length > 0 ? [`${length.toLocaleString('en-GB')} ${KINDS[kind][length === 1 ? 0 : 1]}`] : [];
  });
  return [...said, ...counts];
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** Choices by the editor's names; yes, lengths of time, days and moments in words; all else as it is. */
function valueWords(path: string, value: Json): string {
  const text = textOf(value);
  const choice = choiceName(path, text);
  if (choice) return choice;
  if (value === true) return 'yes';
  if (fieldOfPath(path).field === SEQUENCE && typeof value === 'number') return String(value + 1);
  if (fieldOfPath(path).field === QUESTION) return 'one that is asked already';
  if (/^P(?!$)[\dDTHMS.]+$/.test(text)) return amountWords(text);
  const at = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? new Date(text) : null;
  if (at && !Number.isNaN(at.getTime())) return text.includes('T') && path !== 'reviewSettings.schedule.startDateTime' ? `${DAY.format(at)}, ${TIME.format(at)} UTC` : DAY.format(at);
  return /^[a-z]+([A-Z][a-z]+)+$/.test(text) ? text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : text;
}

/** Durations and moments by what they mean, ids whatever their case. */
function keyOf(text: string): string {
  const [, days, hours, minutes, seconds] = /^P(?!$)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? [];
  if (days ?? hours ?? minutes ?? seconds) return `${Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)} s`;
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : text;
}
