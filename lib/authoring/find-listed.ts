import 'server-only';
import { kindWord } from './package-design';
import type { Graph } from '@/lib/graph/client';
import { readApplicationsWhere, readGroupsWhere, readNamesLike, readSitesAt } from '@/lib/graph/resource-facts';
import type { NamedOrigin, ReadApplication, ReadGroup, SiteAnswer } from '@/lib/graph/resource-facts';
import { NEVER_RESOURCES } from './catalog';
import { wordsLike } from './names-alike';
import type { Origin } from './readiness';
import type { LineProblem, ListedLine } from './resource-list';

/** What a list named, and the lines that named nothing certain. Nothing of the list is left out of the two. */
export type Listed = { found: FoundOrigin[]; problems: LineProblem[] };

/** A resource of the tenant as it was read, with the line that named it first. */
export type FoundOrigin = { line: number; origin: ReadGroup | ReadApplication | NamedOrigin };

export const originKey = ({ originSystem, originId }: Origin): string => `${originSystem} ${originId.toLowerCase()}`;

/** What became of a line: what it names, or why it names nothing certain. */
export type LookedUp = { line: ListedLine; origin: FoundOrigin['origin']; problem: null } | { line: ListedLine; origin: null; problem: LineProblem };

/**
 * The groups, applications and sites that these lines name, all of them in some batches. An unknown name comes back with
 * the names most like it, an ambiguous one with what tells its bearers apart.
 * @throws AppError Graph's own; one site that is not the reader's to see is a problem of its line
 */
export async function lookUpLines(graph: Graph, lines: readonly ListedLine[]): Promise<LookedUp[]> {
  const values = (by: ListedLine['by']): string[] => lines.flatMap((line) => (line.by === by ? [line.value] : []));
  const [groupsById, appsById, appsByAppId, byMail, groupsByName, appsByName, sites] = await Promise.all([
    readGroupsWhere(graph, 'id', values('id')),
    readApplicationsWhere(graph, 'id', values('id')),
    readApplicationsWhere(graph, 'appId', values('id')),
    readGroupsWhere(graph, 'mail', values('mail')),
    readGroupsWhere(graph, 'displayName', values('name')),
    readApplicationsWhere(graph, 'displayName', values('name')),
    readSitesAt(graph, values('address')),
  ]);
  const known = { byId: [...groupsById, ...appsById, ...appsByAppId], byMail, byName: [...groupsByName, ...appsByName], sites: new Map(sites.map((answer) => [answer.address, answer])) };
  const bearers = new Map(lines.map((line) => [line, bearersOf(line, known)]));
  const nameless = lines.filter((line) => line.by === 'name' && bearers.get(line)?.length === 0);
  const like = nameless.length > 0 ? await readNamesLike(graph, nameless.map(({ value }) => value), ['groups', 'servicePrincipals']) : new Map<string, string[]>();
  return lines.map((line): LookedUp => {
    const [only, ...more] = bearers.get(line) ?? [];
    if (only && more.length === 0) return { line, origin: only, problem: null };
    if (only) return { line, origin: null, problem: ambiguous(line, [only, ...more]) };
    const site = line.by === 'address' ? known.sites.get(line.value) : undefined;
    return { line, origin: null, problem: site ? siteProblem(line, site) : unknownLine(line, wordsLike(line.value, like.get(line.value) ?? [])) };
  });
}

/** The same of a list in which each resource stands once. @throws AppError as lookUpLines */
export async function findListed(graph: Graph, lines: readonly ListedLine[]): Promise<Listed> {
  const listed: Listed = { found: [], problems: [] };
  const seen = new Map<string, number>();
  for (const { line, origin, problem } of await lookUpLines(graph, lines)) {
    const first = origin ? seen.get(originKey(origin)) : undefined;
    if (problem) listed.problems.push(problem);
    else if (first !== undefined) listed.problems.push({ line: line.line, text: line.text, what: `The same as line ${first}.`, suggestions: [] });
    else {
      seen.set(originKey(origin), line.line);
      listed.found.push({ line: line.line, origin });
    }
  }
  listed.problems.sort((a, b) => a.line - b.line);
  return listed;
}

type Known = { byId: readonly NamedOrigin[]; byMail: readonly ReadGroup[]; byName: readonly NamedOrigin[]; sites: ReadonlyMap<string, SiteAnswer> };

function bearersOf({ by, value }: ListedLine, known: Known): NamedOrigin[] {
  const all = ((): readonly NamedOrigin[] => {
    switch (by) {
      case 'id':
        return known.byId.filter((each) => each.originId.toLowerCase() === value || (isApplication(each) && each.facts.appId.toLowerCase() === value));
      case 'mail':
        return known.byMail.filter(({ mail }) => mail?.toLowerCase() === value);
      case 'name':
        return known.byName.filter(({ name }) => name.toLowerCase() === value.toLowerCase());
      case 'address': {
        const site = known.sites.get(value)?.site;
        return site ? [site] : [];
      }
    }
  })();
  return [...new Map(all.map((each) => [originKey(each), each])).values()];
}

export function isApplication(origin: NamedOrigin): origin is ReadApplication {
  return origin.originSystem === 'AadApplication';
}

export function isGroup(origin: NamedOrigin): origin is ReadGroup {
  return origin.originSystem === 'AadGroup';
}

function ambiguous({ line, text }: ListedLine, bearers: readonly NamedOrigin[]): LineProblem {
  return { line, text, what: `${bearers.length} have this name. Choose one.`, suggestions: bearers.map((each) => ({ label: `${kindWord(each.originSystem)}: ${each.about}`, text: `${each.name} ${each.originId}` })) };
}

function unknownLine({ line, text, by, value }: ListedLine, names: readonly string[]): LineProblem {
  const what = { id: 'No group or application of the tenant has this id.', mail: 'No group of the tenant has this mail address.', address: 'No site has this address.', name: NEVER_RESOURCES.has(value) ? 'It is never a resource.' : 'No group or application of the tenant has this name.' }[by];
  return { line, text, what: names.length > 0 ? `${what} Was it one of these?` : what, suggestions: names.map((name) => ({ label: name, text: name })) };
}

function siteProblem({ line, text }: ListedLine, { why }: SiteAnswer): LineProblem {
  const what = why === 'noPermission' ? 'SharePoint does not let you into this site. Ask a SharePoint Administrator, or whoever owns it, to let you in or to add it.' : why === 'noAddress' ? 'This is no address of a site: it looks like https://contoso.sharepoint.com/sites/finance.' : 'No site has this address. Copy it from the browser.';
  return { line, text, what, suggestions: [] };
}
