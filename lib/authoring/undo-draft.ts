/** What takes back the work of a draft, as changes of a draft again. Pure. */
import { isKey, withKeys } from './draft';
import type { DraftChange, DraftStep, Wanted } from './draft';
import { namedBy } from './draft-kinds';

/**
 * The way back from steps that were done, the last first: what was made goes, what was changed becomes what it was, what
 * was removed is made anew. What the draft found there already was not made by it and stays.
 * @returns the changes, each with its step's id as key, and what cannot come back as it was, in sentences
 */
export function undoingChanges(done: readonly DraftStep[]): { changes: DraftChange[]; lost: string[] } {
  const written = done.filter((step) => step.written && step.objectId !== null);
  const removed = new Map(written.filter(({ operation }) => operation === 'delete').map((step) => [`${step.kind} ${step.objectId ?? ''}`, step.id]));
  const changes = [...written].reverse().flatMap((step): DraftChange[] => {
    const common = { id: step.id, key: step.id, kind: step.kind, name: step.name, version: 0, changedByName: '', changedAt: step.stateSince };
    switch (step.operation) {
      case 'create':
        return step.wanted ? [{ ...common, operation: 'delete', objectId: step.objectId, wanted: null, base: step.wanted }] : [];
      case 'update':
        return step.wanted && step.before ? [{ ...common, operation: 'update', objectId: step.objectId, wanted: madeAnew(step.before, step, removed), base: step.wanted }] : [];
      case 'delete':
        return step.before ? [{ ...common, operation: 'create', objectId: null, wanted: madeAnew(step.before, step, removed), base: null }] : [];
    }
  });
  return { changes, lost: written.flatMap((step) => (step.operation === 'delete' ? lossOf(step) : [])) };
}

/** What it was in or named may have been removed too, and is then made anew before it. */
function madeAnew(before: Wanted, { kind }: DraftStep, removed: ReadonlyMap<string, string>): Wanted {
  const anew = new Map<string, string>();
  for (const { kind: of, ref } of namedBy(kind, before)) {
    const key = isKey(ref) ? undefined : removed.get(`${of} ${ref.id}`);
    if (key && !isKey(ref)) anew.set(ref.id, key);
  }
  return withKeys(before, anew);
}

function lossOf({ kind, name }: DraftStep): string[] {
  switch (kind) {
    case 'package':
      return [`The package “${name}” is made anew: links to it lead nowhere any more, and policies and roles it had come back only where this draft removed them one by one.`];
    case 'catalog':
      return [`The catalog “${name}” is made anew, without the resources, administrators and custom extensions it had.`];
    case 'policy':
      return [`The policy “${name}” is made anew: questions answered before, and requests made under it, belong to the old one.`];
    case 'workflowExtension':
      return [`The custom extension “${name}” is made anew: calls made before belong to the old one.`];
    default:
      return [];
  }
}

