/**
 * Which packages are kept apart from which packages and groups. Entra keeps it in one direction: a package names what whoever
 * gets it must not have. Two packages exclude each other only where each names the other; a group names nobody, so of a
 * package and a group there is one direction alone. Pure: read in the browser too.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-incompatible
 */
import type { DraftChange, Ref } from './draft';
import { isKey, saidBy } from './draft';

export type SubjectKind = 'package' | 'group';

/**
 * A package or group that can be excluded; `about` tells two of one name apart: the catalog of a package. Of a package that
 * only a draft makes, `id` is the key of its change.
 */
export type ApartSubject = { kind: SubjectKind; id: string; name: string; about: string; drafted?: true };

/** Whoever has `otherId`, or is in it, is kept from getting `packageId`. */
export type Direction = { packageId: string; kind: SubjectKind; otherId: string };

/** A direction as it shall be. */
export type ApartWish = Direction & { apart: boolean };

export function directionKey({ packageId, kind, otherId }: Direction): string {
  return `${packageId} ${kind} ${otherId}`;
}

/** The other way round; a group has none. */
export function reversed({ packageId, kind, otherId }: Direction): Direction | null {
  return kind === 'group' ? null : { packageId: otherId, kind, otherId: packageId };
}

/** How a package stands to another or a group: `named` where it names the other alone, `naming` where the other alone names it. */
export type Apart = 'none' | 'both' | 'named' | 'naming';

/** @param is whether a direction holds */
export function apartOf(direction: Direction, is: (direction: Direction) => boolean): Apart {
  const back = reversed(direction);
  if (!back) return is(direction) ? 'both' : 'none';
  const [there, here] = [is(direction), is(back)];
  return there && here ? 'both' : there ? 'named' : here ? 'naming' : 'none';
}

/** The directions that have to change so that two exclude each other whole, or not at all. A lone direction is completed first. */
export function toggled(direction: Direction, apart: Apart): ApartWish[] {
  const back = reversed(direction);
  return [direction, ...(back ? [back] : [])].map((each) => ({ ...each, apart: apart !== 'both' }));
}

/** What a draft would make of directions between what the tenant has, by key. */
export function draftedDirections(changes: readonly DraftChange[]): Map<string, boolean> {
  return new Map(changes.flatMap((change): [string, boolean][] => {
    const direction = directionOf(change);
    return direction ? [[directionKey(direction), change.operation === 'create']] : [];
  }));
}

/** The direction a change of a draft is about, of what the draft makes itself by key; null for other changes. */
export function directionOf(change: Pick<DraftChange, 'kind' | 'wanted' | 'base'>): Direction | null {
  if (change.kind !== 'incompatiblePackage' && change.kind !== 'incompatibleGroup') return null;
  const said = saidBy(change);
  if (!('package' in said)) return null;
  const packageId = textOf(said.package);
  if ('groupId' in said) return { packageId, kind: 'group', otherId: said.groupId };
  return 'other' in said ? { packageId, kind: 'package', otherId: textOf(said.other) } : null;
}

function textOf(ref: Ref): string {
  return isKey(ref) ? ref.key : ref.id;
}

/** How many are in both, by the first page alone where there is `more`. */
export type Clash = { count: number; more: boolean };

/** How two stand to each other, in a sentence. */
export function apartSentence(apart: Apart, one: string, kind: SubjectKind, other: string): string {
  if (kind === 'group') return apart === 'none' ? `Members of “${other}” may get “${one}”.` : `Members of “${other}” are kept from getting “${one}”.`;
  switch (apart) {
    case 'none':
      return `Whoever has “${one}” may get “${other}”, and the other way round.`;
    case 'both':
      return `Whoever has the one of “${one}” and “${other}” is kept from getting the other.`;
    case 'named':
      return `Whoever has “${other}” is kept from getting “${one}”. Missing: whoever has “${one}” can still get “${other}”.`;
    case 'naming':
      return `Whoever has “${one}” is kept from getting “${other}”. Missing: whoever has “${other}” can still get “${one}”.`;
  }
}

/** “3 people have both”. */
export function clashWords(clash: Clash | null | undefined, kind: SubjectKind): string {
  if (!clash) return kind === 'group' ? 'Who is in both cannot be read.' : 'Who has both cannot be read.';
  const both = kind === 'group' ? 'it and is in the group' : 'both';
  const bothOfMany = kind === 'group' ? 'it and are in the group' : 'both';
  if (clash.count === 0) return clash.more ? `Nobody among those looked at has ${both}; not all were.` : `Nobody has ${both} today.`;
  return `${clash.count.toLocaleString('en-GB')}${clash.more ? ' or more' : ''} ${clash.count === 1 && !clash.more ? `person has ${both}` : `people have ${bothOfMany}`} today, and keep${clash.count === 1 && !clash.more ? 's' : ''} it.`;
}
