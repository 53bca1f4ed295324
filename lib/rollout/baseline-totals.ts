/** What a role's baseline comes to for a phase: who gains, who had it already, who would lose it, of whom it is unknown. Pure. */
import { baselineKey, holdingOf, HOLDINGS, waysIn } from './baseline';
import type { Holding, RoleBaseline } from './baseline';
import { codeOf } from './rehearsal';
import type { RehearsedDesign, RehearsedPackage } from './rehearsal';

export type BaselineTotals = {
  /** People who are assigned and had no way in before. Of an unknown baseline nobody is counted here. */
  gain: number;
  /** People who may ask for it, are given it by no other package of the phase and had no way in before; absent where nobody may. */
  mayGain?: number;
  /** People of the phase who had it already, whether they are assigned or not; of a site's role as Entra reports. */
  already: number;
  /** By which routes those had it: the number of the routes in the block's `ways`, from 1, most people first. */
  byWay: { way: number; people: number }[];
  /**
   * People who are assigned and had it by name and no other way: an end of the assignment takes it from them, since Entra
   * takes also what was there before (learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources).
   * Who has another package with the role keeps it, and is not among them.
   */
  lose: number;
  /** Such people who keep it by a group: an end takes only their own place in it. */
  loseOwnPlace: number;
  /** People of the phase of whom it cannot be told, and those of them who are assigned. */
  unknown: number;
  unknownAssigned: number;
  /** True for a site's role: nothing but Entra's own report tells of it. */
  asReported: boolean;
};

type Phase = { packages: readonly Pick<RehearsedPackage, 'packageId' | 'codes' | 'mode'>[]; design: { packages: readonly Pick<RehearsedDesign['packages'][number], 'packageId' | 'roles'>[] } };

/** Which of the phase's people get a package that hands out the role, or may ask for one: 1 for those, by their number; `only` keeps to those who get one. */
export function assignedTo(role: RoleBaseline, { packages, design }: Phase, only: 'given' | null = null): Uint8Array {
  const key = baselineKey(role);
  const giving = new Set(design.packages.filter((each) => each.roles.some((given) => baselineKey(given) === key)).map((each) => each.packageId));
  const assigned = new Uint8Array(role.codes.length);
  const assign = codeOf('assign');
  for (const { packageId, codes, mode } of packages) {
    if (giving.has(packageId) && !(mode === 'invite' && only === 'given')) for (let index = 0; index < assigned.length; index += 1) if (codes[index] === assign) assigned[index] = 1;
  }
  return assigned;
}

function countOnes(flags: Uint8Array): number {
  let ones = 0;
  for (let index = 0; index < flags.length; index += 1) ones += flags[index] as number;
  return ones;
}

/** People who are given the role, whatever others may ask for, and had no way in before. */
function countGiven(role: RoleBaseline, phase: Phase): number {
  const given = assignedTo(role, phase, 'given');
  let count = 0;
  for (let index = 0; index < given.length; index += 1) if (given[index] === 1 && role.wayOf[index] === 0) count += 1;
  return count;
}

export function baselineTotals(role: RoleBaseline, phase: Phase): BaselineTotals {
  const { codes, wayOf } = role;
  const assigned = assignedTo(role, phase);
  const inWay = new Uint32Array(role.ways.length + 1);
  const held = new Uint32Array(HOLDINGS.length);
  // Of those who are assigned, by what they held; whoever keeps it by a package apart.
  const given = new Uint32Array(HOLDINGS.length);
  const [both, unknown] = [HOLDINGS.indexOf('both'), HOLDINGS.indexOf('unknown')];
  const byPackage = role.ways.map((routes) => waysIn(routes).throughPackage);
  let keptByPackage = 0;
  // Most people hold few of many roles: those without any way are counted as what is left of all.
  let [ways, waysGiven] = [0, 0];
  for (let index = 0; index < codes.length; index += 1) {
    const way = wayOf[index] as number;
    if (way === 0) continue;
    const code = codes[index] as number;
    ways += 1;
    held[code] = (held[code] as number) + 1;
    if (code !== unknown) inWay[way] = (inWay[way] as number) + 1;
    if (assigned[index] !== 1) continue;
    waysGiven += 1;
    given[code] = (given[code] as number) + 1;
    if (code === both && byPackage[way - 1]) keptByPackage += 1;
  }
  const without = HOLDINGS.indexOf(holdingOf(role, [], role.unknown));
  const reportedNew = countOnes(assigned) - waysGiven;
  held[without] = (held[without] as number) + codes.length - ways;
  given[without] = (given[without] as number) + reportedNew;
  const of = (counts: Uint32Array, holding: Holding): number => counts[HOLDINGS.indexOf(holding)] ?? 0;
  const byWay = [...inWay].flatMap((people, way) => (way > 0 && people > 0 ? [{ way, people }] : [])).sort((a, b) => b.people - a.people || a.way - b.way);
  const asReported = of(held, 'asReported') > 0;
  const fresh = asReported ? reportedNew : of(given, 'none');
  const mayGain = fresh > 0 && phase.packages.some(({ mode }) => mode === 'invite') ? Math.max(0, fresh - countGiven(role, phase)) : 0;
  return {
    gain: fresh - mayGain,
    ...(mayGain > 0 ? { mayGain } : {}),
    already: byWay.reduce((sum, { people }) => sum + people, 0),
    byWay,
    lose: of(given, 'direct'),
    loseOwnPlace: of(given, 'both') - keptByPackage,
    unknown: of(held, 'unknown'),
    unknownAssigned: of(given, 'unknown'),
    asReported,
  };
}
