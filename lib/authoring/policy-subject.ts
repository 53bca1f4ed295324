/**
 * Whom a policy names, as Graph writes it: people, groups, and relations such as the manager. Kept as it is written, so
 * that what is only looked at is put back word for word. Pure: read in the browser too.
 * https://learn.microsoft.com/graph/api/resources/subjectset
 */
import { isKey } from './draft';
import type { Ref } from './draft';
import type { Json, PolicyDocument } from './policy-document';
import { isObject } from './policy-document';

export type Subject = { [name: string]: Json };

/** The kinds the portal knows; `other` is kept and shown, but not made. */
export type SubjectKind = 'person' | 'group' | 'organization' | 'requestorManager' | 'targetManager' | 'internalSponsors' | 'externalSponsors' | 'targetUserSponsors' | 'rule' | 'other';

const TYPES: Record<Exclude<SubjectKind, 'other'>, string> = {
  person: 'singleUser', group: 'groupMembers', organization: 'connectedOrganizationMembers', requestorManager: 'requestorManager', targetManager: 'targetManager',
  internalSponsors: 'internalSponsors', externalSponsors: 'externalSponsors', targetUserSponsors: 'targetUserSponsors', rule: 'attributeRuleMembers',
};

const IDS: Partial<Record<SubjectKind, string>> = { person: 'userId', group: 'groupId', organization: 'connectedOrganizationId', rule: 'membershipRule' };

const WORDS: Partial<Record<SubjectKind, string>> = {
  requestorManager: 'their manager', targetManager: 'their manager', internalSponsors: 'internal sponsors of their organisation', externalSponsors: 'external sponsors of their organisation',
  targetUserSponsors: 'their sponsors', rule: 'a membership rule', person: 'a person', group: 'a group', organization: 'a connected organisation',
};

/** Relations that decide for whoever asks; each may find nobody. */
export const RELATIONS = ['requestorManager', 'targetManager', 'internalSponsors', 'externalSponsors', 'targetUserSponsors'] as const;
export type Relation = (typeof RELATIONS)[number];

export function typeOf(subject: Subject): string {
  return typeof subject['@odata.type'] === 'string' ? subject['@odata.type'].replace(/^#?microsoft\.graph\./, '') : '';
}

export function kindOf(subject: Subject): SubjectKind {
  const type = typeOf(subject);
  return (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((kind) => TYPES[kind] === type) ?? 'other';
}

/** The id of a person, group or organisation, or a rule's text; empty for a relation. */
export function idOf(subject: Subject): string {
  const field = IDS[kindOf(subject)];
  const id = field ? subject[field] : undefined;
  return typeof id === 'string' ? id : '';
}

/** How far up a manager is; the first one where nothing is said. */
export function levelOf(subject: Subject): number {
  return typeof subject.managerLevel === 'number' ? subject.managerLevel : 1;
}

export function isRelation(subject: Subject): boolean {
  return (RELATIONS as readonly string[]).includes(kindOf(subject));
}

/**
 * What people call it.
 * @param names what people, groups and organisations are called now, by id in small letters; of one without the policy's own word stands, which is as old as the policy
 */
export function nameOf(subject: Subject, names: Readonly<Record<string, string>> = {}): string {
  const said = names[idOf(subject).toLowerCase()] ?? (typeof subject.description === 'string' && subject.description ? subject.description : undefined);
  const kind = kindOf(subject);
  if (kind === 'requestorManager' || kind === 'targetManager') return levelOf(subject) > 1 ? `their manager ${levelOf(subject)} levels up` : 'their manager';
  if (isRelation(subject)) return WORDS[kind] ?? kind;
  return said ?? WORDS[kind] ?? (typeOf(subject).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() || 'somebody');
}

/** A person, group or organisation named by its id, or a rule by its text. */
export function subjectNamed(kind: 'person' | 'group' | 'organization' | 'rule', id: string, name: string): Subject {
  return { '@odata.type': `#microsoft.graph.${TYPES[kind]}`, [IDS[kind] ?? 'id']: id, description: name };
}

/** @param level how far up, of a manager */
export function relation(kind: Relation, level = 1): Subject {
  const manager = kind === 'requestorManager' || kind === 'targetManager';
  return { '@odata.type': `#microsoft.graph.${TYPES[kind]}`, ...(manager ? { managerLevel: level } : {}) };
}

/** The ids of the custom extensions that a policy calls, as far as the tenant has them. */
export function extensionsIn(document: PolicyDocument): string[] {
  return extensionRefs(document).flatMap((ref) => (isKey(ref) ? [] : [ref.id]));
}

/** The custom extensions that a policy calls: of the tenant, and those that its draft makes. */
export function extensionRefs({ customExtensionStageSettings: calls }: PolicyDocument): Ref[] {
  return subjectsIn(calls).flatMap(({ customExtension: of }): Ref[] => {
    if (!isObject(of)) return [];
    const called = typeof of.name === 'string' ? { name: of.name } : {};
    return typeof of.id === 'string' ? [{ id: of.id, ...called }] : typeof of.key === 'string' ? [{ key: of.key, ...called }] : [];
  });
}

/** The people and relations of a list of Graph; what is none is left out. */
export function subjectsIn(list: Json | undefined): Subject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
