/** What a role's baseline comes to for a phase: who gains, who had it already, who would lose it, of whom it is unknown. Pure. */
import { baselineKey, holdingOfCode, waysIn } from './baseline';
import type { RoleBaseline } from './baseline';
import { codeOf } from './rehearsal';
import type { RehearsedDesign, RehearsedPackage } from './rehearsal';

export type BaselineTotals = {
  /** People who are assigned and had no way in before. Of an unknown baseline nobody is counted here. */
  gain: number;
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

type Phase = { packages: readonly Pick<RehearsedPackage, 'packageId' | 'codes'>[]; design: { packages: readonly Pick<RehearsedDesign['packages'][number], 'packageId' | 'roles'>[] } };

/** Which of the phase's people are assigned a package that hands out the role, by their number. */
export function assignedTo(role: RoleBaseline, { packages, design }: Phase): (index: number) => boolean {
  const key = baselineKey(role);
  const giving = new Set(design.packages.filter((each) => each.roles.some((given) => baselineKey(given) === key)).map((each) => each.packageId));
  const blocks = packages.filter((block) => giving.has(block.packageId));
  const assign = codeOf('assign');
  return (index) => blocks.some((block) => block.codes[index] === assign);
}

export function baselineTotals(role: RoleBaseline, phase: Phase): BaselineTotals {
  const isAssigned = assignedTo(role, phase);
  const ways = role.ways.map(waysIn);
  const people = new Uint32Array(ways.length + 1);
  const totals: BaselineTotals = { gain: 0, already: 0, byWay: [], lose: 0, loseOwnPlace: 0, unknown: 0, unknownAssigned: 0, asReported: false };
  for (let index = 0; index < role.codes.length; index += 1) {
    const holding = holdingOfCode(role.codes[index]);
    const way = role.wayOf[index] ?? 0;
    if (holding === 'asReported') totals.asReported = true;
    if (holding === 'unknown') totals.unknown += 1;
    else if (way > 0) {
      totals.already += 1;
      people[way] = (people[way] ?? 0) + 1;
    }
    if (!isAssigned(index)) continue;
    if (holding === 'none' || (holding === 'asReported' && way === 0)) totals.gain += 1;
    else if (holding === 'unknown') totals.unknownAssigned += 1;
    else if (holding === 'direct') totals.lose += 1;
    else if (holding === 'both' && !ways[way - 1]?.throughPackage) totals.loseOwnPlace += 1;
  }
  totals.byWay = [...people].flatMap((count, way) => (way > 0 && count > 0 ? [{ way, people: count }] : [])).sort((a, b) => b.people - a.people || a.way - b.way);
  return totals;
}
