import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { getPeople } from '@/lib/directory/directory';
import type { Graph } from '@/lib/graph/client';
import { listConnectedOrganizations } from '@/lib/graph/connected-organizations';
import { groupFacts } from '@/lib/graph/groups';
import { readWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import { isKey } from './draft';
import type { DraftChange, Ref, TenantObject, Wanted } from './draft';
import type { PolicyDocument } from './policy-document';
import { subjectsEverywhere } from './policy-not-shown';
import { extensionsIn, idOf, kindOf } from './policy-subject';
import type { SubjectKind } from './policy-subject';

/** What an id is called that nothing of the tenant has any more. */
const notFound = (id: string): string => `not found: ${id}`;

/**
 * What those are called now whom the policies of a draft, and of the tenant beside them, name: people, groups, connected
 * organisations and custom extensions, each kind in batches whatever the number of policies. One that is gone is called so
 * where a policy has no word of its own for it; one that the reader may not read has no name. By id, in small letters.
 */
export async function readPolicyNames(graph: Graph, changes: readonly DraftChange[], objects: readonly TenantObject[]): Promise<Record<string, string>> {
  const drafted = changes.flatMap(({ kind, wanted, base }) => (kind === 'policy' ? [wanted, base] : []));
  const ids = new Set(changes.flatMap(({ kind, objectId }) => (kind === 'policy' && objectId ? [objectId] : [])));
  const policies = [...drafted, ...objects.flatMap(({ kind, objectId, is }) => (kind === 'policy' && ids.has(objectId) ? [is] : []))].flatMap((wanted) => (wanted && 'document' in wanted ? [wanted] : []));
  const calling = policies.filter(({ document }) => extensionsIn(document).length > 0);
  const catalogs = unique(calling.flatMap((policy) => catalogOf(policy.package, changes, objects) ?? []));
  const [present, extensions] = await Promise.all([
    presentNames(graph, policies.map(({ document }) => document)),
    catalogs.length > 0 ? orNotKnown(readWorkflowExtensions(graph, catalogs)) : [],
  ]);
  const nameless = policies.flatMap(({ document }) => subjectsEverywhere(document)).filter((subject) => !subject.description && present.read.has(kindOf(subject)));
  const called = extensions && new Map(extensions.map(({ id, name }) => [id.toLowerCase(), name]));
  const extensionNames = called ? unique(calling.flatMap(({ document }) => extensionsIn(document))).map((id): [string, string] => [id.toLowerCase(), called.get(id.toLowerCase()) ?? notFound(id)]) : [];
  const made = changes.flatMap(({ kind, operation, key, name }): [string, string][] => (kind === 'workflowExtension' && operation === 'create' ? [[key.toLowerCase(), name]] : []));
  const gone = nameless.map((subject): [string, string] => [idOf(subject).toLowerCase(), notFound(idOf(subject))]);
  return { ...Object.fromEntries([...gone, ...extensionNames, ...made]), ...present.names };
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** The catalog of the tenant that a package is in or shall be made in; null where that is only drafted too. */
function catalogOf(of: Ref, changes: readonly DraftChange[], objects: readonly TenantObject[]): string | null {
  const is: Wanted | null | undefined = isKey(of) ? changes.find(({ key }) => key === of.key)?.wanted : objects.find(({ kind, objectId }) => kind === 'package' && objectId === of.id)?.is;
  const catalog = is && 'catalog' in is ? is.catalog : null;
  return catalog && !isKey(catalog) ? catalog.id : null;
}

/**
 * What the people, groups and connected organisations that these policies name are called now, each kind in batches and all
 * beside each other. By id, in small letters; one that is gone or may not be read has no name here.
 * @param known organisations where they are read anyway
 */
export async function readPresentNames(graph: Graph, documents: readonly PolicyDocument[], known?: Promise<readonly { id: string; name: string }[] | null>): Promise<Record<string, string>> {
  return (await presentNames(graph, documents, known)).names;
}

/** `read` holds the kinds that could be read: who of one of them has no name is gone. */
async function presentNames(graph: Graph, documents: readonly PolicyDocument[], known?: Promise<readonly { id: string; name: string }[] | null>): Promise<{ names: Record<string, string>; read: ReadonlySet<SubjectKind> }> {
  const subjects = documents.flatMap(subjectsEverywhere);
  const of = (kind: SubjectKind): string[] => unique(subjects.filter((subject) => kindOf(subject) === kind).map(idOf));
  const [people, groups, organizations] = [of('person'), of('group'), of('organization')];
  const found = await Promise.all([
    people.length > 0 ? orNotKnown(getPeople(graph, people).then((all) => [...all.values()])) : [],
    groups.length > 0 ? orNotKnown(groupFacts(graph, groups).then((all) => [...all.values()])) : [],
    known ?? (organizations.length > 0 ? orNotKnown(listConnectedOrganizations(graph)) : []),
  ]);
  return {
    names: Object.fromEntries(found.flatMap((each) => (each ?? []).map(({ id, name }): [string, string] => [id.toLowerCase(), name]))),
    read: new Set((['person', 'group', 'organization'] as const).filter((_, index) => found[index] !== null)),
  };
}
