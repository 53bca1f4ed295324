import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign, findPackagesByName } from '@/lib/graph/packages';
import { readGroupsWhere } from '@/lib/graph/resource-facts';
import { usersWhere } from '@/lib/graph/users';
import { readLines } from '../resource-list';
import type { ListedBy } from '../resource-list';

/** A person, group or package that answers to a name. */
export type Bearer = { kind: 'person' | 'group' | 'package'; id: string; name: string; about: string; /** A person who cannot sign in. */ disabled?: boolean };

/** What of the tenant, of these kinds, answers to a name. */
export type NameBook = (text: string, ...kinds: Bearer['kind'][]) => Bearer[];

/** How a name says whom it means: an id in it wins over all else. */
export function sayingOf(text: string): { by: ListedBy; value: string } {
  const [line] = readLines(text);
  return line ? { by: line.by, value: line.value } : { by: 'name', value: text };
}

/**
 * Looks all these names up in some batches, never one at a time.
 * @param subjects names of people and groups
 * @param packages names that may be a package's as well
 */
export async function lookUpNames(graph: Graph, subjects: readonly string[], packages: readonly string[]): Promise<NameBook> {
  const said = [...new Set([...subjects, ...packages])].map(sayingOf);
  const values = (by: ListedBy): string[] => [...new Set(said.flatMap((each) => (each.by === by ? [each.value] : [])))];
  const [ids, mails, names] = [values('id'), values('mail'), values('name')];
  const packageNames = [...new Set(packages.map(sayingOf).flatMap(({ by, value }) => (by === 'name' ? [value, lastPart(value)] : [])))];
  const packageIds = [...new Set(packages.map(sayingOf).flatMap(({ by, value }) => (by === 'id' ? [value] : [])))];
  const [people, groups, named, byId] = await Promise.all([
    Promise.all([usersWhere(graph, 'id', ids), usersWhere(graph, 'userPrincipalName', mails), usersWhere(graph, 'mail', mails), usersWhere(graph, 'displayName', names)]),
    Promise.all([readGroupsWhere(graph, 'id', ids), readGroupsWhere(graph, 'mail', mails), readGroupsWhere(graph, 'displayName', names)]),
    findPackagesByName(graph, packageNames),
    loadPackageDesign(graph, packageIds),
  ]);
  const book = new Map<string, Map<string, Bearer>>();
  const note = (key: string | null | undefined, bearer: Bearer): void => {
    if (!key) return;
    const known = book.get(key.toLowerCase()) ?? new Map<string, Bearer>();
    book.set(key.toLowerCase(), known.set(`${bearer.kind} ${bearer.id}`, bearer));
  };
  for (const { id, name, userPrincipalName, mail, enabled } of people.flat()) for (const key of [id, name, userPrincipalName, mail]) note(key, { kind: 'person', id, name, about: userPrincipalName, ...(enabled ? {} : { disabled: true }) });
  for (const { originId: id, name, mail, about } of groups.flat()) for (const key of [id, name, mail]) note(key, { kind: 'group', id, name, about });
  for (const { id, name, catalogName } of [...named, ...byId.values()]) for (const key of [id, name, `${catalogName} > ${name}`]) note(key, { kind: 'package', id, name, about: catalogName });
  return (text, ...kinds) => [...(book.get(sayingOf(text).value.toLowerCase())?.values() ?? [])].filter(({ kind }) => kinds.includes(kind));
}

/** The package of `Catalog > Package`. */
export function lastPart(text: string): string {
  return text.split(' > ').at(-1) ?? text;
}
