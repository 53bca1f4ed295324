import { deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import type { RoleBaseline } from './baseline';
import type { BaselineTotals } from './baseline-totals';
import { numberBytes } from './block-codec';
import { packPlaces } from './places';
import { placesByWorst } from './rehearsal';
import type { ChangeSet, ExceptionGroup, RehearsedPackage, ToldOutcome } from './rehearsal';
import { peopleBytes } from './rehearsal-codec';

const deflate = promisify(deflateRaw);

/** Most people have the same, so more effort finds next to nothing more. */
const LEVEL = 3;

/** Blocks that are being deflated at the same time: each is a copy in memory. */
const AT_ONCE = 32;

export type PackedPackage = Omit<RehearsedPackage, 'codes'> & { codes: Buffer };
export type PackedException = Omit<ExceptionGroup, 'places'> & { position: number; places: Buffer };
export type PackedBaseline = Omit<RoleBaseline, 'codes' | 'wayOf'> & { codes: Buffer; wayOf: Buffer; totals: BaselineTotals };

/** The blocks of a rehearsal as they are stored: deflated. */
export type PackedRehearsal = {
  people: Buffer;
  packages: PackedPackage[];
  exceptions: PackedException[];
  baseline: PackedBaseline[];
  /** Who is listed under which outcome, by their worst; whoever is in none is assigned something. */
  worst: { outcome: Exclude<ToldOutcome, 'assign'>; personIds: string[] }[];
};

/**
 * Packs a change set to be stored. Deflates beside the thread that answers everybody, before the transaction that everybody
 * would wait for.
 * @param totals of each role of the baseline, in its order
 */
export async function packRehearsal(set: ChangeSet, totals: readonly BaselineTotals[]): Promise<PackedRehearsal> {
  const people = deflate(peopleBytes(set.people), { level: LEVEL });
  const positions = new Map<string, number>();
  const packages = await inTurns(set.packages, async (block): Promise<PackedPackage> => ({ ...block, codes: await deflate(block.codes, { level: LEVEL }) }));
  const exceptions = await inTurns(set.exceptions, async (group): Promise<PackedException> => {
    const position = positions.get(group.packageId) ?? 0;
    positions.set(group.packageId, position + 1);
    return { ...group, position, places: await deflate(packPlaces(group.places), { level: LEVEL }) };
  });
  const baseline = await inTurns(set.baseline, async (role, index): Promise<PackedBaseline> => {
    const [codes, wayOf] = await Promise.all([deflate(role.codes, { level: LEVEL }), deflate(numberBytes(role.wayOf, role.ways.length), { level: LEVEL })]);
    return { ...role, codes, wayOf, totals: totals[index] as BaselineTotals };
  });
  const worst = [...placesByWorst(set.people.length, set.packages)].map(([outcome, places]) => ({ outcome, personIds: places.map((place) => set.people[place]?.id ?? '') }));
  return { people: await people, packages, exceptions, baseline, worst };
}

/** In parts, so that neither everything is copied at once nor anybody waits for all of it. */
async function inTurns<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) done.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map((item, index) => work(item, from + index)))));
  return done;
}
