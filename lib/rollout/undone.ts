/**
 * What a reversal of a phase would do about those a resource comes to, person by person as it is planned then
 * (plan-reversal.ts), so that no letter promises more. Pure.
 */
import { roleKind } from '@/lib/directory/route';
import type { RoleRoutes } from '@/lib/directory/route';
import { baselineKey, holdingOfCode } from './baseline';
import type { RoleBaseline } from './baseline';
import { peopleWords } from './count-words';
import { planItem } from './plan-reversal';
import type { PlannedItem, RoleBefore } from './plan-reversal';
import { codeOf } from './rehearsal';
import type { Rehearsal } from './rehearsal';
import { CHOICE_WORDS } from './reversal';
import type { ReversalChoice } from './reversal';
import { resourceKey } from './signed-content';
import type { SignedResource } from './signed-content';

/** What becomes of somebody, from what leaves them most: where several packages give the resource, the first of these counts. */
const FATES = ['unknown', 'site', 'beside', 'left', 'bridged', 'restored', 'otherWay', 'lose'] as const;

/**
 * Of how many people what becomes. `unknown` and `site`: it cannot be told what they had, so they are left. `beside`: they had
 * another part of the package, and keep all of it. `left`, `bridged`, `restored`: they had a place of their own, and what was
 * proposed becomes of it. `otherWay`: they keep it by another way they had. `lose`: they lose it.
 */
export type Undone = Record<(typeof FATES)[number], number>;

type Fate = keyof Undone;

/** A baseline of what stands as it was: who had a place then is taken for having it. */
const NOT_READ: RoleRoutes = { routes: new Map(), unknown: { reason: 'notRead', groupIds: [] }, asOf: null };

/** Null where the rehearsal says nothing of before. `baseline` holds the roles of all packages that give the resource. */
export function undoneOf(rehearsal: Pick<Rehearsal, 'people' | 'packages' | 'design'>, resource: Pick<SignedResource, 'originSystem' | 'originId'>, baseline: readonly RoleBaseline[], choice: ReversalChoice): (Undone & { lost: number[] }) | null {
  if (baseline.length === 0) return null;
  const known = new Map(baseline.map((role) => [baselineKey(role), role]));
  const assign = codeOf('assign');
  const fates = new Map<number, Fate>();
  for (const design of rehearsal.design.packages) {
    const block = rehearsal.packages.find(({ packageId }) => packageId === design.packageId);
    if (!block || !design.roles.some((role) => resourceKey(role) === resourceKey(resource))) continue;
    const roles = design.roles.map((role) => ({ role, held: known.get(baselineKey(role)) }));
    // Most people had the same: what becomes of them is planned once.
    const planned = new Map<string, Fate>();
    block.codes.forEach((code, index) => {
      if (code !== assign) return;
      const key = roles.map(({ held }) => (held ? `${held.codes[index]} ${held.wayOf[index]}` : '')).join(',');
      const fate = planned.get(key) ?? fateOf(roles.map(({ role, held }): RoleBefore => ({ role, now: NOT_READ, ...(held ? { holding: holdingOfCode(held.codes[index]), routes: held.ways[(held.wayOf[index] ?? 0) - 1] ?? [] } : { holding: 'unknown', routes: [] }) })), resource, choice);
      planned.set(key, fate);
      const before = fates.get(index);
      if (before === undefined || FATES.indexOf(fate) < FATES.indexOf(before)) fates.set(index, fate);
    });
  }
  const undone: Undone & { lost: number[] } = { unknown: 0, site: 0, beside: 0, left: 0, bridged: 0, restored: 0, otherWay: 0, lose: 0, lost: [] };
  for (const [index, fate] of fates) {
    undone[fate] += 1;
    if (fate === 'lose' || fate === 'restored') undone.lost.push(index);
  }
  return undone;
}

function fateOf(roles: readonly RoleBefore[], resource: Pick<SignedResource, 'originSystem' | 'originId'>, choice: ReversalChoice): Fate {
  const isOf = (role: RoleBefore['role']): boolean => resourceKey(role) === resourceKey(resource);
  // Whether the portal may put somebody back is known when it is done; what no operation gives is known now.
  const item = planItem('', roles, 'same', { choiceOf: () => choice, sites: false, mayRestore: (role) => (['member', 'owner', 'appRole'].includes(roleKind(role)) ? true : null) });
  if (item.action === 'leave') return leftBecause(item, item.held.some(isOf));
  if (item.action !== 'remove' && item.held.some(isOf)) return item.action === 'bridge' ? 'bridged' : 'restored';
  return roles.some(({ role, routes }) => isOf(role) && routes.length > 0) ? 'otherWay' : 'lose';
}

function leftBecause({ why }: Pick<PlannedItem, 'why'>, own: boolean): Fate {
  if (why === 'unknown' || why === 'site') return why;
  return own ? 'left' : 'beside';
}

const n = (count: number): string => count.toLocaleString('en-GB');

/** What an owner reads of it: how many lose it, how many do not and why, and what nobody can tell. `people` are all it comes to. */
export function undoneLines({ people, mayAsk, undone, proposed }: { people: number; mayAsk: number; undone: Undone; proposed: ReversalChoice }, stay: string): string[] {
  const { lose, left, bridged, restored, otherWay, beside, unknown, site } = undone;
  const had = left + bridged + restored;
  const whom = people === 1 ? 'the one person' : lose === people ? `all ${n(people)}` : `${n(lose)} of ${peopleWords(people)}`;
  return [
    lose === 0 ? `By itself it is taken from nobody.${stay}` : `Can be, for ${whom}: they lose it again, and that is part of what you sign.${stay}`,
    ...(mayAsk > 0 ? ['Only whoever asked for it and has it by then can lose it.'] : []),
    ...(had > 0 ? [`${peopleWords(had)} had a place of their own in it before. What becomes of it is part of the answer; proposed: ${CHOICE_WORDS[proposed].name.toLowerCase()}${BECOMES[proposed]}.`] : []),
    ...(left > 0 && proposed !== 'leave' ? [`${n(left)} of them ${left === 1 ? 'has' : 'have'} it in a way that cannot be put back, and ${left === 1 ? 'is' : 'are'} left as they are.`] : []),
    ...(beside > 0 ? [`${peopleWords(beside)} had another part of the package before, and ${keep(beside)} all of it with the assignment.`] : []),
    ...(otherWay > 0 ? [`${peopleWords(otherWay)} had it another way before, and ${keep(otherWay)} it by that.`] : []),
    ...(unknown > 0 ? [`Of ${peopleWords(unknown)} it cannot be told what they had before, so nothing is taken from them by itself.`] : []),
    ...(site > 0 ? [`${peopleWords(site)} ${keep(site)} it: Microsoft Graph does not tell who held a site’s role before. An admin can choose to take it from them all the same; then whoever had it before loses it too.`] : []),
    ...(lose === people && mayAsk === 0 ? ['None of them had a place of their own in it before.'] : []),
  ];
}

const BECOMES: Record<ReversalChoice, string> = { leave: ', so they keep it', bridge: ', so they keep it by a small package', restore: ', so they are without it from minutes to a day' };

const keep = (count: number): string => (count === 1 ? 'keeps' : 'keep');
