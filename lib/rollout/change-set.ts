/** What a phase would change, from what was read of the tenant. Pure: the same reading gives the same change set. */
import type { PackageDesign } from '@/lib/authoring/package-design';
import { atOnce, stepsOf } from '@/lib/steps';
import type { Steps } from '@/lib/steps';
import type { CohortMember, CohortPerson } from './cohort';
import type { RehearsedDelivery } from './delivery';
import { dayWords } from './count-words';
import { codeOf, noOutcomes } from './rehearsal';
import type { ChangeSet, ExceptionGroup, OutcomeTotals, Reason, RehearsalException, RehearsedExpiration, RehearsedPackage, RehearsedRole } from './rehearsal';
import type { RolloutPackage } from './rollout';
import { byText } from './text-order';

/** Whom a policy is for. `told` are the ids its targets name; null where the tenant does not let them be told. */
export type ReadScope = { kind: 'anybody' | 'members' | 'externals' | 'named'; told: ReadonlySet<string> | null };

/** A policy as far as it decides whether a direct assignment goes through. */
export type ReadPolicy = { name: string; automatic: boolean; approvalRequired: boolean; questions: boolean; scope: ReadScope; expiration: RehearsedExpiration | null };

/** What a person has or is getting of a package; `until` is the moment it ends, or the day `2027-05-30`, where it does and that is known. */
export type ReadHolding = { reason: Extract<Reason, 'deliveryFailed' | 'delivered' | 'delivering' | 'partlyDelivered' | 'requested' | 'awaitingApproval' | 'awaitingStart'>; until: string | null };

/** Another package or a group that keeps whoever has it from getting this one; `holders` are null where nobody tells them, and `asOf` where the tenant told them now. */
export type ReadConflict = { kind: 'package' | 'group'; otherId: string; name: string; holders: ReadonlySet<string> | null; asOf: Date | null };

/** One package of the rollout as it was read; `policy` is null when it is gone. */
export type ReadPackage = RolloutPackage & {
  /** Null when the package is gone. */
  design: PackageDesign | null;
  policy: ReadPolicy | null;
  roles: RehearsedRole[];
  assigned: ReadonlyMap<string, ReadHolding>;
  requested: ReadonlyMap<string, ReadHolding>;
  /** As of when it is held who has it; null where the tenant told now. */
  asOf: Date | null;
  conflicts: readonly ReadConflict[];
  /** How the phase brings it, where it does not assign it; and then, for a rule, whom it selects. */
  delivery?: RehearsedDelivery;
  selected?: ReadonlySet<string>;
};

/** A person as the tenant has them now; a policy for members goes by `userType`. */
export type ReadPerson = CohortPerson & { userType: string | null };

/** How much the tenant still takes at most; null where nothing is known of it, and then nobody is blocked for it. */
export type ReadRoom = {
  /** Requests beyond which none fits into three months, whatever was not counted. */
  requests: number | null;
  /** People beyond those who have a licence already that still get one, and who has one. */
  licences: { seats: number; licensed: ReadonlySet<string> } | null;
};

export type TenantReading = { people: ReadonlyMap<string, ReadPerson>; packages: ReadPackage[]; room?: ReadRoom };

type Blocked = { outcome: RehearsalException['outcome']; reason: Reason; detail: string };

/** Null is an assignment. */
type Verdict = Blocked | null;

function blocked(reason: Reason, detail = ''): Blocked {
  return { outcome: 'blocked', reason, detail };
}

/** What of a person decides under a policy: few kinds of people, so that each is judged once. */
const [GONE, DISABLED, GUEST, EXTERNAL, KINDS] = [1, 2, 4, 8, 16];

function kindOf(person: Pick<ReadPerson, 'enabled' | 'external' | 'userType'> | undefined): number {
  if (!person) return GONE;
  return (person.enabled ? 0 : DISABLED) | (person.userType === 'Guest' ? GUEST : 0) | (person.external ? EXTERNAL : 0);
}

function verdictForKind(kind: number, read: ReadPackage): Verdict {
  if (!read.design) return blocked('packageGone');
  if (kind & GONE) return blocked('deleted');
  // A rule selects a disabled account like any other. Whether it gives it the package is not documented: what may happen at most is what is signed.
  if (read.delivery?.mode === 'automatic') return null;
  if (kind & DISABLED) return blocked('disabled');
  return verdictOfPolicy(kind, read);
}

function verdictOfPolicy(kind: number, { policy, policyName, delivery }: ReadPackage): Verdict {
  if (!policy) return blocked('policyGone', `The policy “${policyName}” was removed.`);
  const said = `Policy “${policy.name}”.`;
  if (policy.automatic) return blocked('policyAutomatic', said);
  // Whoever is invited is let in by name, answers for themselves and is approved as the policy has it.
  if (delivery?.mode === 'invite') return null;
  if (policy.approvalRequired) return blocked('approvalRequired', said);
  if (policy.questions) return blocked('questionsAsked', said);
  const outside = outsideByKind(kind, policy.scope);
  return outside && blocked(outside, said);
}

/** Why a policy does not take somebody whatever else is true of them. */
export type OutsideScope = Extract<Reason, 'externalOutsideScope' | 'memberOutsideScope' | 'outsideScope'>;

function outsideByKind(kind: number, scope: ReadScope): OutsideScope | null {
  switch (scope.kind) {
    case 'members':
      return kind & GUEST ? 'externalOutsideScope' : null;
    case 'externals':
      return kind & EXTERNAL ? null : 'memberOutsideScope';
    case 'named':
    case 'anybody':
      return null;
  }
}

/** Why a policy does not take somebody; null where it does, or the tenant does not let it be told. */
export function outsideOf(scope: ReadScope, person: Pick<ReadPerson, 'id' | 'enabled' | 'external' | 'userType'>): OutsideScope | null {
  return outsideByKind(kindOf(person), scope) ?? (scope.kind === 'named' && scope.told && !scope.told.has(person.id) ? 'outsideScope' : null);
}

/** What somebody has or is getting already is told before why they could not get it. */
function verdictOfHolding(held: ReadHolding, of: 'assigned' | 'requested'): Blocked {
  if (held.reason === 'deliveryFailed') return blocked(held.reason);
  return { outcome: of === 'assigned' ? 'alreadyAssigned' : 'inFlight', reason: held.reason, detail: held.until ? `Until ${dayWords(held.until.slice(0, 10))}.` : '' };
}

/** One package being worked out: for each person the number of a verdict, 0 for an assignment. */
class Block {
  readonly numbers: Uint16Array;
  private readonly verdicts: Verdict[] = [null];
  private readonly known = new Map<string, number>();

  constructor(readonly read: ReadPackage, people: number) {
    this.numbers = new Uint16Array(people);
  }

  numberOf(verdict: Verdict): number {
    if (!verdict) return 0;
    const key = `${verdict.outcome} ${verdict.reason} ${verdict.detail}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.verdicts.push(verdict);
    this.known.set(key, this.verdicts.length - 1);
    return this.verdicts.length - 1;
  }

  /** The outcome codes and, for each reason, whom it is true of. */
  finish(): { codes: Uint8Array; totals: OutcomeTotals; exceptions: ExceptionGroup[] } {
    const { numbers, verdicts } = this;
    const codeOfNumber = Uint8Array.from(verdicts, (verdict) => codeOf(verdict?.outcome ?? 'assign'));
    const counts = new Uint32Array(verdicts.length);
    const codes = new Uint8Array(numbers.length);
    for (let index = 0; index < numbers.length; index += 1) {
      const number = numbers[index] as number;
      counts[number] = (counts[number] as number) + 1;
      codes[index] = codeOfNumber[number] as number;
    }
    const lists = verdicts.map((_, number) => new Uint32Array(number === 0 ? 0 : (counts[number] as number)));
    const filled = new Uint32Array(verdicts.length);
    for (let index = 0; index < numbers.length; index += 1) {
      const number = numbers[index] as number;
      if (number === 0) continue;
      (lists[number] as Uint32Array)[filled[number] as number] = index;
      filled[number] = (filled[number] as number) + 1;
    }
    const { packageId } = this.read;
    const exceptions = verdicts.flatMap((verdict, number): ExceptionGroup[] => {
      const places = lists[number];
      return verdict && places && places.length > 0 ? [{ packageId, ...verdict, places }] : [];
    });
    const totals = noOutcomes();
    verdicts.forEach((verdict, number) => (totals[verdict?.outcome ?? 'assign'] += counts[number] as number));
    return { codes, totals, exceptions: exceptions.sort((a, b) => byText(keyOf(a), keyOf(b))) };
  }
}

const keyOf = ({ outcome, reason, detail }: Blocked): string => `${outcome} ${reason} ${detail}`;

/** What policy, account and holdings say of everybody. */
function judge(read: ReadPackage, kinds: Uint8Array, members: readonly CohortMember[], places: ReadonlyMap<string, number>): Block {
  const block = new Block(read, members.length);
  const { numbers } = block;
  const table = Uint16Array.from({ length: KINDS }, (_, kind) => block.numberOf(verdictForKind(kind, read)));
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = table[kinds[index] as number] as number;
  if (!read.design) return block;
  const told = read.delivery ? (read.selected ?? null) : read.policy?.scope.kind === 'named' ? read.policy.scope.told : null;
  if (told) {
    const outside = block.numberOf(blocked(read.selected ? 'outsideRule' : 'outsideScope', `Policy “${read.policy?.name ?? ''}”.`));
    members.forEach(({ personId }, index) => {
      if (numbers[index] === 0 && !told.has(personId)) numbers[index] = outside;
    });
  }
  // Whether what excludes a package keeps a rule from giving it is not documented: what may happen at most is what is signed.
  for (const { kind, name, holders } of read.delivery?.mode === 'automatic' ? [] : read.conflicts) {
    const number = block.numberOf(blocked('incompatibleHeld', kind === 'package' ? `The package “${name}”.` : `Is in the group “${name}”.`));
    mark(block, holders ?? [], places, (now) => (now === 0 ? number : now));
  }
  for (const holding of ['requested', 'assigned'] as const) {
    for (const [personId, held] of read[holding]) {
      const index = places.get(personId);
      if (index !== undefined) numbers[index] = block.numberOf(verdictOfHolding(held, holding));
    }
  }
  return block;
}

function mark(block: Block, ids: Iterable<string>, places: ReadonlyMap<string, number>, becomes: (now: number) => number): void {
  for (const id of ids) {
    const index = places.get(id);
    if (index !== undefined) block.numbers[index] = becomes(block.numbers[index] ?? 0);
  }
}

/**
 * Nobody gets two packages of the phase that exclude each other. The one that names the other gives way, since Entra
 * holds it to that one direction; where both do, the later by its id.
 */
function excludeEachOther(blocks: readonly Block[]): void {
  for (const block of blocks) {
    for (const { kind, otherId, name } of block.read.conflicts) {
      const other = kind === 'package' ? blocks.find(({ read }) => read.packageId === otherId) : undefined;
      if (!other || other === block || block.read.delivery?.mode === 'automatic') continue;
      const mutual = other.read.conflicts.some((each) => each.kind === 'package' && each.otherId === block.read.packageId);
      if (mutual && block.read.packageId < otherId) continue;
      const number = block.numberOf(blocked('incompatibleInPhase', `The package “${name}”.`));
      for (let index = 0; index < block.numbers.length; index += 1) if (block.numbers[index] === 0 && other.numbers[index] === 0) block.numbers[index] = number;
    }
  }
}

/** Those come first who stand first in the order of ids; the others are blocked for want of room. */
function keepWithinRoom(blocks: readonly Block[], members: readonly CohortMember[], { requests, licences }: ReadRoom): void {
  if (licences) keepWithinSeats(blocks, members, licences);
  if (requests === null) return;
  let left = Math.max(0, requests);
  for (const block of blocks) {
    const { numbers } = block;
    let over = 0;
    for (let index = 0; index < numbers.length; index += 1) {
      if (numbers[index] !== 0) continue;
      if (left > 0) left -= 1;
      else numbers[index] = over ||= block.numberOf(blocked('overQuota'));
    }
  }
}

function keepWithinSeats(blocks: readonly Block[], members: readonly CohortMember[], { seats, licensed }: NonNullable<ReadRoom['licences']>): void {
  let left = seats;
  members.forEach(({ personId, external }, index) => {
    // Externals are billed by the month in which they are governed, not by seats.
    if (external || licensed.has(personId) || !blocks.some((block) => block.numbers[index] === 0)) return;
    if (left > 0) left -= 1;
    else for (const block of blocks) if (block.numbers[index] === 0) block.numbers[index] = block.numberOf(blocked('noLicence'));
  });
}

/** The change set of a phase but for what was held before: people by id, packages by id, one code each, and words for all that is no assignment. */
export function computeChangeSet(phaseId: string, cohort: CohortMember[], reading: TenantReading): Omit<ChangeSet, 'baseline'> {
  return atOnce(changeSetSteps(phaseId, cohort, reading));
}

/** The same in steps, of which none takes long for a hundred thousand people. */
export function* changeSetSteps(phaseId: string, cohort: CohortMember[], reading: TenantReading): Steps<Omit<ChangeSet, 'baseline'>> {
  const members = [...cohort].sort((a, b) => byText(a.personId, b.personId));
  yield;
  const people = members.map((member) => reading.people.get(member.personId));
  const places = new Map(members.map((member, index) => [member.personId, index]));
  yield;
  const kinds = Uint8Array.from(people, kindOf);
  const ordered = [...reading.packages].sort((a, b) => byText(a.packageId, b.packageId));
  const blocks = yield* stepsOf(ordered, (read) => judge(read, kinds, members, places));
  excludeEachOther(blocks);
  yield;
  if (reading.room) keepWithinRoom(blocks, members, reading.room);
  yield;
  const exceptions: ExceptionGroup[] = [];
  const packages = yield* stepsOf(blocks, (block): RehearsedPackage => {
    const { read } = block;
    const { codes, totals, exceptions: own } = block.finish();
    exceptions.push(...own);
    return { packageId: read.packageId, packageName: read.packageName, policyId: read.policyId, policyName: read.policy?.name ?? read.policyName, mode: read.delivery?.mode ?? 'assign', codes, totals };
  });
  return {
    phaseId,
    people: members.map((member, index) => {
      const { name, userPrincipalName, department, external } = people[index] ?? member;
      return { id: member.personId, name, userPrincipalName, department, external };
    }),
    packages,
    exceptions,
    design: {
      packages: ordered.map(({ packageId, packageName, catalogId, catalogName, policyId, policyName, policy, roles, design, delivery }) => ({
        packageId, packageName, catalogId, catalogName, policyId, policyName: policy?.name ?? policyName, expiration: policy?.expiration ?? null, roles, asRead: design, ...(delivery ? { delivery } : {}),
      })),
    },
  };
}
