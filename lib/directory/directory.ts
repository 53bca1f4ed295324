import 'server-only';
import { accountsWhere } from '@/lib/graph/accounts';
import { isAppError } from '@/lib/errors';
import type { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import type { MemberPage } from '@/lib/graph/groups';
import { groupsWhere, membersOfGroup, searchGroups } from '@/lib/graph/groups';
import { findUser, searchUsers, usersWhere } from '@/lib/graph/users';
import { readMirrorSetting, readPeopleFeed } from '@/lib/db/mirror-feed';
import type { Account } from './account-kind';
import type { Group, Person } from './person';
import { searchPeople } from './search-people';

/** What a line of a list turned out to be. */
export type NameMatch =
  | { kind: 'found'; person: Account }
  | { kind: 'unknown' }
  /** It is no address, and the display name of this one account. */
  | { kind: 'named'; person: Person }
  /** More than one account answers to it. */
  | { kind: 'ambiguous'; people: Account[] }
  | { kind: 'group'; group: Group };

/** People that were found, and as of when: null where the tenant itself was asked just now. */
export type FoundPeople = { people: Person[]; asOf: string | null };

/**
 * People by name, mail or user principal name, best for a picker. Answered from the mirror where it holds the whole
 * directory; where it holds those in scope, by them and by the tenant together, and by them alone where the tenant does
 * not answer. Shorter than two letters finds nobody.
 */
export async function findPeople(graph: Graph, text: string, take: number): Promise<FoundPeople> {
  const wanted = text.trim();
  if (wanted.length < 2) return { people: [], asOf: null };
  const [setting, feed] = await Promise.all([readMirrorSetting(), readPeopleFeed()]);
  if (setting.scope === 'wholeTenant' && feed.asOf) return { people: (await searchPeople(wanted, take)).people, asOf: feed.asOf.toISOString() };
  if (setting.scope === 'inScope' && feed.asOf) return findInBoth(graph, wanted, take, feed.asOf.toISOString());
  return { people: await searchUsers(graph, wanted, take), asOf: null };
}

/** What the tenant finds, or why it does not answer for now. */
async function askedOrSilent(graph: Graph, text: string, take: number): Promise<Person[] | AppError> {
  try {
    return await searchUsers(graph, text, take);
  } catch (error) {
    if (isAppError(error, 'offline') || isAppError(error, 'throttled')) return error;
    throw error;
  }
}

/** Those who are held first, since they are found inside words and without accents too; each as the tenant tells them now, where it does. */
async function findInBoth(graph: Graph, text: string, take: number, asOf: string): Promise<FoundPeople> {
  const [held, told] = await Promise.all([searchPeople(text, take), askedOrSilent(graph, text, take)]);
  if (isAppError(told)) {
    if (held.people.length === 0) throw told;
    return { people: held.people, asOf };
  }
  const fresh = new Map(told.map((person) => [person.id, person]));
  const people = [...new Map([...held.people, ...told].map((person): [string, Person] => [person.id, fresh.get(person.id) ?? person])).values()].slice(0, take);
  return { people, asOf: people.every((person) => fresh.has(person.id)) ? null : asOf };
}

/**
 * Who these user principal names or mail addresses are, keyed by the input as it was given, with what rules about
 * `attributes` ask for. What is no address is looked for among display names, of people and of groups. Asks in one round
 * of batches, 300 names a call, and never one name at a time.
 */
export async function matchNames(graph: Graph, names: string[], attributes: readonly string[]): Promise<Map<string, NameMatch>> {
  const wanted = [...new Set(names.map(keyOf).filter(Boolean))];
  const addresses = wanted.filter((name) => name.includes('@'));
  const others = wanted.filter((name) => !name.includes('@'));
  const [byName, byMail, byDisplayName, groups] = await Promise.all([
    accountsWhere(graph, 'userPrincipalName', addresses, attributes), accountsWhere(graph, 'mail', addresses, attributes), accountsWhere(graph, 'displayName', others, attributes),
    Promise.all([groupsWhere(graph, 'mail', addresses), groupsWhere(graph, 'displayName', others)]),
  ]);

  const people = new Map<string, Map<string, Account>>();
  const note = (key: string | null, person: Account) => {
    if (!key) return;
    const known = people.get(keyOf(key)) ?? new Map<string, Account>();
    people.set(keyOf(key), known.set(person.id, person));
  };
  for (const person of byName) note(person.userPrincipalName, person);
  for (const person of byMail) note(person.mail, person);
  for (const person of byDisplayName) note(person.name, person);
  const groupOf = new Map([...groups[0].map((group) => [keyOf(group.mail ?? ''), group] as const), ...groups[1].map((group) => [keyOf(group.name), group] as const)]);

  return new Map(names.map((name): [string, NameMatch] => [name, matchOf(name.includes('@'), [...(people.get(keyOf(name))?.values() ?? [])], groupOf.get(keyOf(name)))]));
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

function matchOf(isAddress: boolean, people: Account[], group: Group | undefined): NameMatch {
  const [person, ...more] = people;
  if (person && more.length > 0) return { kind: 'ambiguous', people };
  if (person) return { kind: isAddress ? 'found' : 'named', person };
  return group ? { kind: 'group', group } : { kind: 'unknown' };
}

/** These accounts by id; whoever is no longer there is missing from the answer. */
export async function getPeople(graph: Graph, ids: string[]): Promise<Map<string, Person>> {
  const people = await usersWhere(graph, 'id', [...new Set(ids)]);
  return new Map(people.map((person) => [person.id, person]));
}

/** One account, or null. */
export async function findPerson(graph: Graph, id: string): Promise<Person | null> {
  return findUser(graph, id);
}

/** The direct members of a group, page by page, with how many entries are no people (nested groups, devices). */
export function membersOf(graph: Graph, groupId: string): AsyncGenerator<MemberPage> {
  return membersOfGroup(graph, groupId);
}

/** Groups by name or description. */
export async function findGroups(graph: Graph, text: string, take = 20): Promise<Group[]> {
  return (await searchGroups(graph, text.trim(), take)).items;
}
