import 'server-only';
import { isObjectId } from '@/lib/directory/object-id';
import type { AuditPerson } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { readConflicts, readPackageRows } from '@/lib/graph/packages';
import { pairId } from './draft';
import type { DraftChange, NewChange, Ref } from './draft';
import { createDraft, rewriteDraft } from './edit-draft';
import { directionKey, directionOf } from './incompatibility';
import type { ApartWish, Direction } from './incompatibility';

/**
 * Brings a draft to where these directions are as they shall be once it is applied: what the tenant has not is taken in to be
 * made, what it has to be removed, and what the draft says against a wish goes out of it. A package that the
 * draft itself makes is named by its key. Safe to repeat.
 * @returns the draft, and how many of its changes came or went
 * @throws AppError `notFound` for a package or group that is gone, or that the draft does not make; `invalid` for a group Entra would refuse; `conflict` where a
 * new draft would be empty, or the draft is not open
 */
export async function draftIncompatibilities(by: AuditPerson, graph: Graph, to: { draftId: string } | { newName: string }, wishes: readonly ApartWish[]): Promise<{ draftId: string; changed: number }> {
  const wanted = [...new Map(wishes.map((wish) => [directionKey(wish), wish])).values()];
  const there = await readSides(graph, wanted);
  if ('newName' in to) {
    const { add } = rewrite([], wanted, there);
    if (add.length === 0) throw new AppError('conflict', 'a draft of nothing', { say: 'The tenant has all of this so already. Reload the page.' });
    const { draftId } = await createDraft(by, to.newName, add);
    return { draftId, changed: add.length };
  }
  const changed = await rewriteDraft(by, to.draftId, (changes) => rewrite(changes, wanted, there));
  return { draftId: to.draftId, changed };
}

type Sides = { holds: ReadonlySet<string>; names: ReadonlyMap<string, string> };

/** What the tenant has of these directions, and what those they are about are called. */
async function readSides(graph: Graph, wishes: readonly ApartWish[]): Promise<Sides> {
  const packageIds = [...new Set(wishes.flatMap(({ packageId, kind, otherId }) => (kind === 'package' ? [packageId, otherId] : [packageId])).filter(isObjectId))];
  const groupIds = [...new Set(wishes.flatMap(({ kind, otherId }) => (kind === 'group' ? [otherId] : [])))];
  const [packages, groups, conflicts] = await Promise.all([
    readPackageRows(graph, packageIds),
    groupIds.length > 0 ? groupFacts(graph, groupIds) : new Map<string, { id: string; name: string; securityEnabled: boolean }>(),
    readConflicts(graph, [...new Set(wishes.map(({ packageId }) => packageId))].filter(isObjectId)),
  ]);
  // A group may be gone, or not be the reader's to see, and still be named: then it can be let go.
  const named = conflicts.filter(({ kind }) => kind === 'group').map(({ otherId, name }): [string, string] => [otherId, name]);
  const names = new Map([...named, ...packages.map(({ id, name }): [string, string] => [id, name]), ...[...groups.values()].map(({ id, name }): [string, string] => [id, name])]);
  for (const { packageId, kind, otherId, apart } of wishes) {
    if ([packageId, otherId].some((id) => isObjectId(id) && !names.has(id))) throw new AppError('notFound', `${packageId} or ${otherId} is gone`, { say: `One of these ${kind === 'group' ? 'packages or groups' : 'packages'} is not in the tenant any more. Reload the page.` });
    if (apart && kind === 'group' && groups.get(otherId)?.securityEnabled === false) throw new AppError('invalid', `${otherId} is not security-enabled`, { say: `“${names.get(otherId)}” is no security group: Entra takes only security-enabled groups as incompatible. Choose another group.` });
  }
  return { holds: new Set(conflicts.map(directionKey)), names };
}

function rewrite(changes: readonly DraftChange[], wishes: readonly ApartWish[], there: Sides): { drop: string[]; add: NewChange[] } {
  const drafted = new Map<string, DraftChange[]>();
  for (const change of changes) {
    const direction = directionOf(change);
    if (direction) drafted.set(directionKey(direction), [...(drafted.get(directionKey(direction)) ?? []), change]);
  }
  const made = new Map(changes.flatMap(({ kind, operation, key, name }): [string, string][] => (kind === 'package' && operation === 'create' ? [[key, name]] : [])));
  for (const id of wishes.flatMap(({ packageId, otherId }) => [packageId, otherId])) {
    if (!isObjectId(id) && !made.has(id)) throw new AppError('notFound', `the draft makes no package ${id}`, { say: 'One of these packages is made by another draft, or was taken out of this one. Save them to the draft that makes it, or forget them.' });
  }
  const names = new Map([...there.names, ...made]);
  const drop: string[] = [];
  const add: NewChange[] = [];
  for (const wish of wishes) {
    const key = directionKey(wish);
    const own = drafted.get(key) ?? [];
    const operation = wish.apart === there.holds.has(key) ? null : wish.apart ? 'create' : 'delete';
    const [kept] = own.filter((change) => change.operation === operation);
    drop.push(...own.filter((change) => change !== kept).map((change) => change.key));
    if (operation && !kept) add.push(changeOf(operation, wish, names));
  }
  return { drop, add };
}

function changeOf(operation: 'create' | 'delete', { packageId, kind, otherId }: Direction, names: Sides['names']): NewChange {
  const named = (id: string): Ref => ({ ...(isObjectId(id) ? { id } : { key: id }), name: names.get(id) ?? id });
  const objectId = pairId(packageId, otherId);
  if (kind === 'group') {
    const said = { package: named(packageId), groupId: otherId, groupName: names.get(otherId) ?? otherId };
    return operation === 'create' ? { kind: 'incompatibleGroup', operation, wanted: said } : { kind: 'incompatibleGroup', operation, objectId, base: said };
  }
  const said = { package: named(packageId), other: named(otherId) };
  return operation === 'create' ? { kind: 'incompatiblePackage', operation, wanted: said } : { kind: 'incompatiblePackage', operation, objectId, base: said };
}
