/** In what two versions of a policy differ, in words. Pure: read in the browser too. */
import { isEmpty, isObject } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';

/** One field that differs, as it was expected and as it is. */
export type PolicyDifference = { field: string; expected: string; found: string };

/** What a field says: `key` is held against the other's, `show` is read by people. */
type Leaf = { key: string; show: string; subjects?: Map<string, string> };

const FIELDS: Record<string, string> = {
  displayName: 'Name',
  description: 'Description',
  allowedTargetScope: 'Whom it is open to',
  specificAllowedTargets: 'People, groups and rules it names',
  expiration: 'When access ends',
  requestorSettings: 'Who may ask',
  requestApprovalSettings: 'Approval',
  automaticRequestSettings: 'What its rule does',
  reviewSettings: 'Access reviews',
  notificationSettings: 'Mails',
  questions: 'Questions',
  customExtensionStageSettings: 'Custom extensions',
};

const MOST_NAMES = 3;
/** A duration of nothing says as much as none. */
const NO_TIME = '0 s';

/**
 * The fields in which a policy is not as expected; empty where it is. What is only written otherwise is no difference:
 * nothing and an empty list, `P7D` and `PT168H`, another order of the people named, or other words for the same person.
 */
export function differencesBetween(expected: PolicyDocument, found: PolicyDocument): PolicyDifference[] {
  const [wanted, is] = [leavesOf(expected), leavesOf(found)];
  // However the two were kept, the same fields come in the same order.
  const paths = [...new Set([...wanted.keys(), ...is.keys()])].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return paths.flatMap((path): PolicyDifference[] => {
    const [one, other] = [wanted.get(path), is.get(path)];
    if (one?.key === other?.key) return [];
    const field = fieldWords(path);
    if (one?.subjects ?? other?.subjects) return [{ field, expected: namesMissing(one, other), found: namesMissing(other, one) }];
    return [{ field, expected: one?.show ?? 'nothing', found: other?.show ?? 'nothing' }];
  });
}

const ORDER = Object.keys(FIELDS);

function placeOf(path: string): number {
  return ORDER.indexOf(path.split('.')[0] ?? '');
}

function leavesOf(document: PolicyDocument): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(document, '', leaves);
  return leaves;
}

function collect(value: Json, path: string, leaves: Map<string, Leaf>): void {
  if (isEmpty(value)) return;
  if (Array.isArray(value)) {
    if (value.every(isSubject)) leaves.set(path, subjectsOf(value));
    else sortedList(value).forEach((each, index) => collect(each, `${path}.${index + 1}`, leaves));
  } else if (isObject(value)) for (const [name, each] of Object.entries(value)) collect(each, path ? `${path}.${name}` : name, leaves);
  else {
    const key = keyOf(String(value));
    if (key !== NO_TIME) leaves.set(path, { key, show: valueWords(value) });
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

function subjectsOf(list: { [name: string]: Json }[]): Leaf {
  const subjects = new Map(list.map((subject) => [subjectKey(subject), subjectName(subject)]));
  return { key: [...subjects.keys()].sort().join(' '), show: '', subjects };
}

/** What it is and which, without the words that only describe it. */
export function subjectKey({ description: _words, ...subject }: { [name: string]: Json }): string {
  const said = Object.entries(subject).filter(([, value]) => !isEmpty(value));
  return said.map(([name, value]) => `${name}=${keyOf(textOf(value))}`).sort().join('&');
}

function subjectName(subject: { [name: string]: Json }): string {
  const { membershipRule, description } = subject;
  if (typeof membershipRule === 'string') return membershipRule;
  if (typeof description === 'string' && description) return description;
  const id = subject.userId ?? subject.groupId ?? subject.connectedOrganizationId ?? subject.servicePrincipalId;
  return typeof id === 'string' ? id : textOf(subject['@odata.type'] ?? null).replace('#microsoft.graph.', '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function namesMissing(of: Leaf | undefined, from: Leaf | undefined): string {
  const all = of?.subjects ?? new Map<string, string>();
  const names = [...all].filter(([key]) => !from?.subjects?.has(key)).map(([, name]) => name);
  if (names.length === 0) return all.size === 0 ? 'nobody' : 'nobody else';
  const some = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${some} and ${(names.length - MOST_NAMES).toLocaleString('en-GB')} more` : some;
}

/** Yes, days and hours, and members of enumerations as words; all else as it is. */
function valueWords(value: Json): string {
  if (value === true) return 'yes';
  const text = textOf(value);
  const [, days, hours] = /^P(?:(\d+)D)?(?:T(\d+)H)?$/.exec(text) ?? [];
  if (days ?? hours) return [days && `${days} ${days === '1' ? 'day' : 'days'}`, hours && `${hours} ${hours === '1' ? 'hour' : 'hours'}`].filter(Boolean).join(' and ');
  return /^[a-z]+([A-Z][a-z]+)+$/.test(text) ? text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : text;
}

/** Durations and moments by what they mean, ids whatever their case. */
function keyOf(text: string): string {
  const [, days, hours, minutes, seconds] = /^P(?!$)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? [];
  if (days ?? hours ?? minutes ?? seconds) return `${Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)} s`;
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : text;
}

function fieldWords(path: string): string {
  const [top = '', ...rest] = path.split('.');
  const words = rest.map((part) => part.replace('@odata.type', 'kind').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()).join(', ');
  return words ? `${FIELDS[top] ?? top}: ${words}` : (FIELDS[top] ?? top);
}
