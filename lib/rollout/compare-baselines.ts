/** What differs between what two rehearsals of a phase say of before. Pure. */
import { baselineKey, holdingOfCode, wayText } from './baseline';
import type { RoleBaseline } from './baseline';
import type { BaselineLine } from './baseline-view';
import { heldWords } from './baseline-words';
import type { Rehearsal } from './rehearsal';
import { byText } from './text-order';

/** A role whose counts differ; null where it was not read then. */
export type BaselineDifference = { key: string; resourceName: string; originSystem: string; roleName: string; was: BaselineLine | null; is: BaselineLine | null };

/** The roles whose counts or reasons differ, those of the newer rehearsal first. */
export function baselineDifferences(older: readonly BaselineLine[], newer: readonly BaselineLine[]): BaselineDifference[] {
  const was = new Map(older.map((line) => [line.key, line]));
  const is = new Map(newer.map((line) => [line.key, line]));
  return [...newer, ...older.filter((line) => !is.has(line.key))]
    .map(({ key, resourceName, originSystem, roleName }) => ({ key, resourceName, originSystem, roleName, was: was.get(key) ?? null, is: is.get(key) ?? null }))
    .filter(({ was: then, is: now }) => factsOf(then) !== factsOf(now));
}

function factsOf(line: BaselineLine | null): string {
  return line ? JSON.stringify([line.already, line.routes, line.lose, line.loseOwnPlace, line.unknown, line.why]) : '';
}

/** Somebody in both rehearsals who held a role by other routes, or of whom it became known or unknown. */
export type HeldDifference = { personId: string; name: string; userPrincipalName: string; key: string; resourceName: string; roleName: string; was: string; is: string };

type Side = { rehearsal: Pick<Rehearsal, 'people' | 'design'>; baseline: readonly RoleBaseline[] };

/** Line by line, by name; only people and roles that stand in both. */
export function heldDifferences(older: Side, newer: Side): HeldDifference[] {
  const before = new Map(older.baseline.map((role) => [baselineKey(role), role]));
  const places = new Map(older.rehearsal.people.map((person, index) => [person.id, index]));
  const placeThen = Int32Array.from(newer.rehearsal.people, ({ id }) => places.get(id) ?? -1);
  const names = new Map(newer.rehearsal.design.packages.flatMap((each) => each.roles).map((role) => [baselineKey(role), role]));
  const found: HeldDifference[] = [];
  for (const now of newer.baseline) {
    const key = baselineKey(now);
    const was = before.get(key);
    if (!was) continue;
    const { resourceName, roleName } = names.get(key) ?? { resourceName: '', roleName: '' };
    for (const [index, then] of differing(was, now, placeThen)) {
      const person = newer.rehearsal.people[index];
      if (person) found.push({ personId: person.id, name: person.name, userPrincipalName: person.userPrincipalName, key, resourceName, roleName, was: words(was, then), is: words(now, index) });
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name) || byText(a.personId, b.personId) || byText(a.key, b.key));
}

/** The numbers, now and then, of whoever held the role otherwise; sets of routes are told apart once, not once for each person. */
function differing(was: RoleBaseline, now: RoleBaseline, placeThen: Int32Array): [number, number][] {
  const numbers = new Map(now.ways.map((routes, index) => [wayText(routes), index + 1]));
  const wayNow = [0, ...was.ways.map((routes) => numbers.get(wayText(routes)) ?? -1)];
  const found: [number, number][] = [];
  for (let index = 0; index < placeThen.length; index += 1) {
    const then = placeThen[index] ?? -1;
    if (then >= 0 && (was.codes[then] !== now.codes[index] || wayNow[was.wayOf[then] ?? 0] !== now.wayOf[index])) found.push([index, then]);
  }
  return found;
}

function words(role: RoleBaseline, index: number): string {
  return heldWords(holdingOfCode(role.codes[index]), role.ways[(role.wayOf[index] ?? 0) - 1] ?? [], role.names);
}
