import 'server-only';
import type { Actor } from '@/lib/action';
import { listDraftChanges } from '@/lib/db/drafts';
import { AppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { isKey } from './draft';
import type { NewChange } from './draft';
import { addChanges, createDraft } from './edit-draft';
import { originKey } from './find-listed';
import type { Origin } from './readiness';
import { judgeList } from './read-readiness';
import { applyAtOnce } from './start-draft';

/** Where changes go: into an open draft, into a new one of this name, or to the tenant at once. */
export type DraftTarget = { to: 'draft'; draftId: string } | { to: 'new'; name: string } | { to: 'now' };

/** What shall enter a catalog, and who answers for each; nobody where it is left open. */
export type ChosenResource = Origin & { ownerId: string | null };

/**
 * Takes resources into a catalog by a draft, or at once. Each is judged anew before: what a catalog cannot take is refused
 * with its name, and nothing is drafted then. What the draft adds already is left out.
 * @throws AppError `invalid` naming `resources`; `notFound`; `conflict` where the draft is not open; applyAtOnce's own
 */
export async function draftResources(actor: Actor, graph: Graph, catalogId: string, chosen: readonly ChosenResource[], into: DraftTarget): Promise<{ draftId: string; added: number }> {
  const [catalog, { resources, problems }] = await Promise.all([getCatalog(graph, catalogId), judgeList(graph, actor.personId, catalogId, chosen.map(({ originId }) => originId).join('\n'))]);
  const refused = resources.find(({ readiness }) => readiness === 'cannot');
  const [gone] = problems;
  const say = refused ? `“${refused.name}” cannot be added: ${refused.findings[0]?.what ?? ''}. Take it out.` : gone ? `${gone.what} Take it out of the list.` : null;
  if (say) throw new AppError('invalid', `not all of ${chosen.length} can enter ${catalogId}`, { say, fields: { resources: say } });
  const owners = new Map(chosen.map((each) => [originKey(each), each.ownerId]));
  const drafted = into.to === 'draft' ? await draftedInto(into.draftId, catalogId) : new Set<string>();
  const changes = resources.filter((each) => !drafted.has(originKey(each))).map((each): NewChange => {
    const ownerId = owners.get(originKey(each));
    return { kind: 'catalogResource', operation: 'create', wanted: { catalog: { id: catalog.id, name: catalog.name }, originId: each.originId, originSystem: each.originSystem, name: each.name, ...(ownerId ? { ownerId } : {}) } };
  });
  const draftId = await putInto(actor, graph, into, `Add ${changes.length === 1 ? `“${resources[0]?.name ?? ''}”` : `${changes.length} resources`} to “${catalog.name}”`, changes);
  return { draftId, added: changes.length };
}

/** Puts changes where they are to go. @param name of the draft that is made for what goes at once @throws AppError addChanges’ and applyAtOnce’s own */
export async function putInto(actor: Actor, graph: Graph, into: DraftTarget, name: string, changes: readonly NewChange[]): Promise<string> {
  switch (into.to) {
    case 'draft':
      if (changes.length > 0) await addChanges(actor, into.draftId, changes);
      return into.draftId;
    case 'new':
      return (await createDraft(actor, into.name, changes)).draftId;
    case 'now':
      return (await applyAtOnce(actor, graph, name, changes)).draftId;
  }
}

/** What a draft adds to a catalog already. */
async function draftedInto(draftId: string, catalogId: string): Promise<Set<string>> {
  const changes = await listDraftChanges(draftId);
  return new Set(changes.flatMap(({ kind, operation, wanted }) => (kind === 'catalogResource' && operation === 'create' && wanted && 'originSystem' in wanted && 'catalog' in wanted && !isKey(wanted.catalog) && wanted.catalog.id === catalogId ? [originKey(wanted as Origin)] : [])));
}
