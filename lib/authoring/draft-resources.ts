import 'server-only';
import type { Actor } from '@/lib/action';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { getPeople } from '@/lib/directory/directory';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { cannotAnswer, NOT_YOURSELF } from './accountable-owner';
import { isKey } from './draft';
import type { NewChange, Ref } from './draft';
import { loadDraftedResources, namedCatalog } from './drafted-catalog';
import type { CatalogRef } from './drafted-catalog';
import { addToDraft, newKey } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { originKey } from './find-listed';
import type { Origin } from './readiness';
import { judgeList } from './read-readiness';

/** What shall enter a catalog, and who answers for each; nobody where it is left open. */
export type ChosenResource = Origin & { ownerId: string | null };

/**
 * Takes resources into a catalog by a draft. Each is judged anew before: what a catalog cannot take is refused
 * with its name, and nothing is drafted then. What the draft adds already is left out.
 * @throws AppError `invalid` naming `resources`, or `ownerId` where one cannot answer; `notFound`; `conflict` where the draft is not open
 */
export async function draftResources(actor: Actor, graph: Graph, of: CatalogRef, chosen: readonly ChosenResource[], to: ToDraft): Promise<{ draftId: string; added: number }> {
  const catalog = await namedCatalog(graph, to, of);
  const { changes } = await resourceChanges(actor, graph, catalog, chosen, to);
  const { draftId } = await addToDraft(actor, to, changes);
  return { draftId, added: changes.length };
}

/**
 * The resources that shall enter a catalog as changes of a draft, and by what each of them is referred to there.
 * @throws AppError as draftResources
 */
export async function resourceChanges(actor: Actor, graph: Graph, catalog: Ref & { name: string }, chosen: readonly ChosenResource[], to: ToDraft): Promise<{ changes: NewChange[]; refs: ReadonlyMap<string, Ref> }> {
  if (chosen.length === 0) return { changes: [], refs: new Map() };
  const { resources, problems } = await judgeList(graph, actor.personId, isKey(catalog) ? null : catalog.id, chosen.map(({ originId }) => originId).join('\n'));
  const refused = resources.find(({ readiness }) => readiness === 'cannot');
  const [gone] = problems;
  const say = refused ? `“${refused.name}” cannot be added: ${refused.findings[0]?.what ?? ''}. Take it out.` : gone ? `${gone.what} Take it out of the list.` : null;
  if (say) throw new AppError('invalid', `not all of ${chosen.length} can enter ${catalog.name}`, { say, fields: { resources: say } });
  const names = await requireAnswerers(graph, actor, chosen, resources);
  const owners = new Map(chosen.map((each) => [originKey(each), each.ownerId]));
  const drafted = 'draftId' in to ? await loadDraftedResources(graph, to.draftId, catalog) : [];
  const refs = new Map(drafted.map(({ key, name, ...of }): [string, Ref] => [originKey(of), { key, name }]));
  const changes = resources.filter((each) => !refs.has(originKey(each))).map(({ originId, originSystem, name, ...each }): NewChange => {
    const [key, ownerId] = [newKey('catalogResource'), owners.get(originKey({ originId, originSystem }))];
    refs.set(originKey({ ...each, originId, originSystem }), { key, name });
    return { kind: 'catalogResource', operation: 'create', key, wanted: { catalog, originId, originSystem, name, ...(ownerId ? { ownerId, ownerName: names.get(ownerId) ?? '' } : {}) } };
  });
  return { changes, refs };
}

/**
 * Who is to answer for a resource can: nobody could be asked about it otherwise once the draft is applied. Whoever the
 * register names already was named by somebody else, and may be disabled since.
 * @returns what each of them is called, by id
 */
async function requireAnswerers(graph: Graph, by: Actor, chosen: readonly ChosenResource[], resources: readonly (Origin & { name: string })[]): Promise<ReadonlyMap<string, string>> {
  const register = await listAccountableOwners([...chosen]);
  const known = new Map(register.map((line) => [originKey(line as Origin), line.owner.personId]));
  const named = chosen.flatMap(({ ownerId, ...of }) => (ownerId ? [{ ...of, ownerId }] : []));
  const people = await getPeople(graph, [...new Set(named.map(({ ownerId }) => ownerId))]);
  for (const { ownerId, ...of } of named) {
    const what = ownerId === by.personId && known.get(originKey(of)) !== ownerId ? NOT_YOURSELF : cannotAnswer(people.get(ownerId));
    const name = resources.find((each) => originKey(each) === originKey(of))?.name ?? '';
    if (what) throw new AppError('invalid', `${ownerId} cannot answer for ${of.originId}`, { say: `“${name}”: ${what}`, fields: { ownerId: what } });
  }
  return new Map([...register.map(({ owner }) => [owner.personId, owner.name] as const), ...[...people.values()].map(({ id, name }) => [id, name] as const)]);
}
