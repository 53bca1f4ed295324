import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { eligibleBySchedule } from '@/lib/graph/assignment-schedules';
import { getPeople } from '@/lib/directory/directory';
import { listCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { listProducts } from '@/lib/graph/licences';
import { readEntraRoles, readOwners } from '@/lib/graph/resource-facts';
import type { NamedOrigin } from '@/lib/graph/resource-facts';
import { cannotAnswer, namedPerson } from './accountable-owner';
import type { NamedPerson } from './accountable-owner';
import { readCatalogResources } from './catalog-resources';
import { readAccessFacts } from './read-access-facts';
import type { AccessSubject } from './read-access-facts';
import type { Catalog } from './catalog';
import { findListed, isApplication, isGroup, originKey } from './find-listed';
import type { Listed } from './find-listed';
import { judgeReadiness, rightTo } from './readiness';
import type { Origin, Readiness, ReadinessFinding, ResourceFacts } from './readiness';
import { MOST_LINES, readLines } from './resource-list';
import type { LineProblem } from './resource-list';

/** Something a catalog could take, with its verdict and whom to ask about it. */
export type JudgedResource = Origin & { line: number; name: string; about: string; readiness: Readiness; findings: ReadinessFinding[]; proposed: NamedPerson | null; /** Why whoever answers for it by the register cannot be asked; null where they can. */ cannotAnswer: string | null; owners: NamedPerson[] };

export type JudgedList = { resources: JudgedResource[]; problems: LineProblem[] };

/** Catalogs that are looked through for a resource; of a tenant with more it stays open whether another catalog has it. */
const MOST_CATALOGS = 400;

/**
 * A pasted list as what can become resources of a catalog, each judged before anything is added, and the lines that name
 * nothing certain. Reads in batches, never once for each line; writes nothing.
 * @param personId whose right to add them is judged
 * @param catalogId null for one that is not there yet
 */
export async function judgeList(graph: Graph, personId: string, catalogId: string | null, text: string): Promise<JudgedList> {
  const lines = readLines(text);
  const { found, problems } = await findListed(graph, lines.slice(0, MOST_LINES));
  const over = lines.slice(MOST_LINES).map(({ line, text: said }): LineProblem => ({ line, text: said, what: `Only ${MOST_LINES} lines are looked up at once. Add those first.`, suggestions: [] }));
  return { resources: await judgeFound(graph, personId, catalogId, found), problems: [...problems, ...over] };
}

async function judgeFound(graph: Graph, personId: string, catalogId: string | null, found: Listed['found']): Promise<JudgedResource[]> {
  if (found.length === 0) return [];
  const origins = found.map(({ origin }) => origin);
  const groups = origins.filter(isGroup);
  const [owners, roles, eligible, products, catalogs, register, access] = await Promise.all([
    readOwners(graph, origins),
    readEntraRoles(graph, personId),
    groups.length > 0 ? eligibleBySchedule(graph, groups.map(({ originId }) => originId)) : new Map<string, unknown[] | null>(),
    groups.some(({ facts }) => facts.licences.length > 0) ? orNotKnown(listProducts(graph)) : [],
    readWhereTheyAre(graph, catalogId),
    listAccountableOwners(origins),
    readAccessFacts(graph, origins.flatMap((origin): AccessSubject[] => (isGroup(origin) ? [{ key: origin.originId, kind: 'group', id: origin.originId }] : isApplication(origin) ? [{ key: origin.originId, kind: 'application', id: origin.facts.appId }] : []))),
  ]);
  const nameOf = (skuId: string): string => products?.find((product) => product.skuId === skuId)?.name ?? 'a product whose name cannot be read';
  const named = await getPeople(graph, register.map(({ owner }) => owner.personId));
  const registered = new Map(register.map((line) => [originKey(line as Origin), { owner: line.owner, wrong: named.has(line.owner.personId) ? cannotAnswer(named.get(line.owner.personId)) : `The account of ${line.owner.name} is no longer in the tenant. Choose somebody who can answer.` }]));
  return found.map(({ line, origin }): JudgedResource => {
    const people = owners.get(origin.originId) ?? null;
    const scheduled = eligible.get(origin.originId);
    const facts: Omit<ResourceFacts, 'right'> = {
      originSystem: origin.originSystem, originId: origin.originId, name: origin.name, about: origin.about,
      ...(isGroup(origin) ? { group: { ...origin.facts, licences: origin.facts.licences.map(nameOf), managedByPim: scheduled ? scheduled.length > 0 : null } } : {}),
      ...(isApplication(origin) ? { application: origin.facts } : {}),
      owners: people && people.map(namedPerson),
      catalogs: catalogs.found.get(originKey(origin)) ?? (catalogs.all ? [] : null),
      conditionalAccess: access?.get(origin.originId) ?? null,
    };
    const answering = (people ?? []).filter((person) => cannotAnswer(person) === null).sort((a, b) => a.name.localeCompare(b.name)).map(namedPerson);
    const known = registered.get(originKey(origin));
    return { ...namedAs(origin), line, ...judgeReadiness({ ...facts, right: rightTo(facts, personId, roles) }, catalogId ?? ''), owners: answering, proposed: known && !known.wrong ? known.owner : (answering.find((person) => person.personId !== personId) ?? null), cannotAnswer: known?.wrong ?? null };
  });
}

const namedAs = ({ originSystem, originId, name, about }: NamedOrigin): NamedOrigin => ({ originSystem, originId, name, about });

/** Which catalogs have which resources; of a tenant with too many only what this catalog has, and `all` says so. */
async function readWhereTheyAre(graph: Graph, catalogId: string | null): Promise<{ all: boolean; found: ReadonlyMap<string, { id: string; name: string }[]> }> {
  const catalogs: Catalog[] = [];
  let next: string | null = null;
  do {
    const page: { items: Catalog[]; next: string | null } = await listCatalogs(graph, { text: '', next });
    catalogs.push(...page.items);
    next = page.next;
  } while (next && catalogs.length <= MOST_CATALOGS);
  const all = !next && catalogs.length <= MOST_CATALOGS;
  // This one at any rate: adding to it what it has is refused.
  const looked = all ? catalogs : catalogs.filter(({ id }) => id === catalogId);
  const resources = await readCatalogResources(graph, all ? looked.map(({ id }) => id) : catalogId ? [catalogId] : []);
  const found = new Map<string, { id: string; name: string }[]>();
  for (const [id, list] of resources) for (const resource of list) {
    const key = originKey(resource as Origin);
    found.set(key, [...(found.get(key) ?? []), { id, name: looked.find((catalog) => catalog.id === id)?.name ?? '' }]);
  }
  return { all, found };
}
