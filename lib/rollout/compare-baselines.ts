/** What differs between what two rehearsals of a phase say of before. Pure. */
import { baselineKey, holdingOfCode, wayText } from './baseline';
import type { RoleBaseline } from './baseline';
import type { BaselineLine } from './baseline-view';
import { heldWords } from './baseline-words';
import type { Rehearsal } from './rehearsal';

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
  const indexes = new Map(older.rehearsal.people.map((person, index) => [person.id, index]));
  const names = new Map(newer.rehearsal.design.packages.flatMap((each) => each.roles).map((role) => [baselineKey(role), role]));
  const found: HeldDifference[] = [];
  for (const now of newer.baseline) {
    const key = baselineKey(now);
    const was = before.get(key);
    if (!was) continue;
    newer.rehearsal.people.forEach(({ id, name, userPrincipalName }, index) => {
      const then = indexes.get(id);
      if (then === undefined) return;
      const [old, current] = [standing(was, then), standing(now, index)];
      if (old.text === current.text) return;
      found.push({ personId: id, name, userPrincipalName, key, resourceName: names.get(key)?.resourceName ?? '', roleName: names.get(key)?.roleName ?? '', was: old.words(), is: current.words() });
    });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name) || (a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0));
}

function standing(role: RoleBaseline, index: number): { text: string; words: () => string } {
  const holding = holdingOfCode(role.codes[index]);
  const routes = role.ways[(role.wayOf[index] ?? 0) - 1] ?? [];
  return { text: `${holding} ${wayText(routes)}`, words: () => heldWords(holding, routes, role.names) };
}
