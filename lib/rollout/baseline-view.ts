/** What was held before, as screens, files and letters show it: by role, and by person. Pure. */
import { assignedTo } from './baseline-totals';
import type { BaselineTotals } from './baseline-totals';
import { baselineKey, holdingOfCode, waysIn } from './baseline';
import type { Holding, RoleBaseline } from './baseline';
import { AS_REPORTED, heldWords, unknownWords, wayWords } from './baseline-words';
import type { Rehearsal, RehearsedDesign } from './rehearsal';

type Head = Omit<RoleBaseline, 'codes' | 'wayOf'> & { totals: BaselineTotals };

/** Most sets of routes that are named one by one. */
const MOST_ROUTES = 4;

/** One role: how many of the phase's people had it, and by which routes. */
export type BaselineLine = {
  key: string;
  resourceName: string;
  originSystem: string;
  roleName: string;
  /** People who are assigned and had no way in before. */
  gain: number;
  already: number;
  /** By which routes, most people first. */
  routes: { words: string; people: number }[];
  lose: number;
  loseOwnPlace: number;
  unknown: number;
  unknownAssigned: number;
  /** Why it cannot be told of everybody; for a site's role that it is as Entra reports. */
  why: string | null;
  asReported: boolean;
  source: 'mirror' | 'tenant' | null;
  /** ISO time of the oldest reading it rests on. */
  asOf: string | null;
};

type NamedRole = { originSystem: string; originId: string; roleOriginId: string; resourceName: string; roleName: string };

function rolesOf(design: RehearsedDesign): Map<string, NamedRole> {
  return new Map(design.packages.flatMap((each) => each.roles).map((role) => [baselineKey(role), role]));
}

/** The roles of a rehearsal in the order of its packages. */
export function baselineLinesOf(heads: readonly Head[], design: RehearsedDesign): BaselineLine[] {
  const known = new Map(heads.map((head) => [baselineKey(head), head]));
  return [...rolesOf(design)].flatMap(([key, { resourceName, roleName }]) => {
    const head = known.get(key);
    return head ? [lineOf(key, head, resourceName, roleName)] : [];
  });
}

function lineOf(key: string, { originSystem, originId, ways, names, unknown, totals, source, asOf }: Head, resourceName: string, roleName: string): BaselineLine {
  const counted = totals.byWay.map(({ way, people }) => ({ words: wayWords(ways[way - 1] ?? [], names), people }));
  const rest = counted.slice(MOST_ROUTES);
  const routes = rest.length > 1 ? [...counted.slice(0, MOST_ROUTES), { words: 'in other ways', people: rest.reduce((sum, each) => sum + each.people, 0) }] : counted;
  const { gain, already, lose, loseOwnPlace, unknown: unknownPeople, unknownAssigned, asReported } = totals;
  return {
    key, resourceName, originSystem, roleName, gain, already, routes, lose, loseOwnPlace, unknown: unknownPeople, unknownAssigned, asReported, source,
    why: asReported ? AS_REPORTED : unknown ? unknownWords(unknown, originId, names) : null,
    asOf: asOf?.toISOString() ?? null,
  };
}

/** What somebody held of one role. `loses` says what an end of the phase's assignment takes that was there before. */
export type HeldBefore = { key: string; resourceName: string; originSystem: string; roleName: string; holding: Holding; /** True where a route is known. */ had: boolean; words: string; loses: 'access' | 'ownPlace' | null };

/** By the number of a person what they held of each role, in the order of the packages. */
export function heldBy(rehearsal: Pick<Rehearsal, 'packages' | 'design'>, baseline: readonly RoleBaseline[]): (index: number) => HeldBefore[] {
  const known = new Map(baseline.map((role) => [baselineKey(role), role]));
  const roles = [...rolesOf(rehearsal.design)].flatMap(([key, { resourceName, roleName }]) => {
    const role = known.get(key);
    return role ? [{ key, resourceName, roleName, role, assigned: assignedTo(role, rehearsal), words: wordsOf(role) }] : [];
  });
  return (index) => roles.map(({ key, resourceName, roleName, role, assigned, words }) => {
    const holding = holdingOfCode(role.codes[index]);
    const way = role.wayOf[index] ?? 0;
    const staysByPackage = holding === 'both' && waysIn(role.ways[way - 1] ?? []).throughPackage;
    const loses = assigned[index] !== 1 || staysByPackage ? null : holding === 'direct' ? 'access' : holding === 'both' ? 'ownPlace' : null;
    return { key, resourceName, originSystem: role.originSystem, roleName, holding, had: way > 0, words: words(holding, way), loses };
  });
}

/** Words once for each set of routes, not once for each person. */
function wordsOf(role: RoleBaseline): (holding: Holding, way: number) => string {
  const known = new Map<string, string>();
  return (holding, way) => {
    const key = `${holding} ${way}`;
    const words = known.get(key) ?? heldWords(holding, role.ways[way - 1] ?? [], role.names);
    known.set(key, words);
    return words;
  };
}

/** Most roles that a line about somebody names one by one. */
const MOST_ROLES = 3;

/** What somebody held, in one line that names so many roles; `None` where nothing and all of it is known. */
export function heldLine(held: readonly HeldBefore[], most = MOST_ROLES): string {
  if (held.length === 0) return 'Not read';
  const had = held.filter((each) => each.had);
  const unknown = held.filter(({ holding }) => holding === 'unknown');
  const said = had.slice(0, most).map(({ resourceName, roleName, words }) => `${resourceName}, ${roleName}: ${words}`);
  return [
    ...said,
    ...(had.length > most ? [`${(had.length - most).toLocaleString('en-GB')} more`] : []),
    ...(unknown.length > 0 ? [`Unknown: ${namesOf(unknown, most)}`] : []),
  ].join('; ') || (held.some(({ holding }) => holding === 'asReported') ? 'None, as far as Entra reports' : 'None');
}

function namesOf(held: readonly HeldBefore[], most: number): string {
  const names = [...new Set(held.map(({ resourceName }) => resourceName))];
  return names.length > most ? `${names.length.toLocaleString('en-GB')} resources` : names.join(', ');
}
