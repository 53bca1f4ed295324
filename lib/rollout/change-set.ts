/** What a phase would change, from what was read of the tenant. Pure: the same reading gives the same change set. */
import type { PackageDesign } from '@/lib/authoring/package-design';
import type { CohortMember, CohortPerson } from './cohort';
import { codeOf, countOutcomes } from './rehearsal';
import type { ChangeSet, Reason, RehearsalException, RehearsedExpiration, RehearsedPackage, RehearsedRole } from './rehearsal';
import type { RolloutPackage } from './rollout';

/** Whom a policy is for. `told` are the ids its targets name; null where the tenant does not let them be told. */
export type ReadScope = { kind: 'anybody' | 'members' | 'externals' | 'named'; told: ReadonlySet<string> | null };

/** A policy as far as it decides whether a direct assignment goes through. */
export type ReadPolicy = { name: string; automatic: boolean; approvalRequired: boolean; questions: boolean; scope: ReadScope; expiration: RehearsedExpiration | null };

/** What a person has or is getting of a package; `words` say since or until when. */
export type ReadHolding = { reason: Extract<Reason, 'deliveryFailed' | 'delivered' | 'delivering' | 'partlyDelivered' | 'requested' | 'awaitingApproval' | 'awaitingStart'>; words: string };

/** One package of the rollout as it was read; `policy` is null when it is gone. */
export type ReadPackage = RolloutPackage & {
  /** Null when the package is gone. */
  design: PackageDesign | null;
  policy: ReadPolicy | null;
  roles: RehearsedRole[];
  assigned: ReadonlyMap<string, ReadHolding>;
  requested: ReadonlyMap<string, ReadHolding>;
};

/** A person as the tenant has them now; a policy for members goes by `userType`. */
export type ReadPerson = CohortPerson & { userType: string | null };

export type TenantReading = { people: ReadonlyMap<string, ReadPerson>; packages: ReadPackage[] };

type Verdict = { outcome: 'assign' } | { outcome: RehearsalException['outcome']; reason: Reason; detail: string };

function blocked(reason: Reason, detail = ''): Verdict {
  return { outcome: 'blocked', reason, detail };
}

/** What will happen for one person and one package. What somebody already has is told before why they could not get it. */
export function outcomeFor(person: ReadPerson | undefined, personId: string, read: ReadPackage): Verdict {
  if (!read.design) return blocked('packageGone');
  const held = read.assigned.get(personId);
  if (held) return held.reason === 'deliveryFailed' ? blocked(held.reason, held.words) : { outcome: 'alreadyAssigned', reason: held.reason, detail: held.words };
  const asked = read.requested.get(personId);
  if (asked) return { outcome: 'inFlight', reason: asked.reason, detail: asked.words };
  if (!person) return blocked('deleted');
  if (!person.enabled) return blocked('disabled');
  return policyVerdict(person, read);
}

function policyVerdict(person: ReadPerson, { policy, policyName }: ReadPackage): Verdict {
  if (!policy) return blocked('policyGone', `The policy “${policyName}” was removed.`);
  const said = `Policy “${policy.name}”.`;
  if (policy.automatic) return blocked('policyAutomatic', said);
  if (policy.approvalRequired) return blocked('approvalRequired', said);
  if (policy.questions) return blocked('questionsAsked', said);
  switch (policy.scope.kind) {
    case 'members':
      return person.userType === 'Guest' ? blocked('externalOutsideScope', said) : { outcome: 'assign' };
    case 'externals':
      return person.external ? { outcome: 'assign' } : blocked('memberOutsideScope', said);
    case 'named':
      return policy.scope.told && !policy.scope.told.has(person.id) ? blocked('outsideScope', said) : { outcome: 'assign' };
    case 'anybody':
      return { outcome: 'assign' };
  }
}

/** The change set of a phase: people by id, packages by id, one code each, and words for all that is no assignment. */
export function computeChangeSet(phaseId: string, cohort: CohortMember[], reading: TenantReading): ChangeSet {
  const members = [...cohort].sort((a, b) => compare(a.personId, b.personId));
  const exceptions: RehearsalException[] = [];
  const ordered = [...reading.packages].sort((a, b) => compare(a.packageId, b.packageId));
  const packages = ordered.map((read): RehearsedPackage => {
    const codes = new Uint8Array(members.length);
    members.forEach(({ personId }, index) => {
      const verdict = outcomeFor(reading.people.get(personId), personId, read);
      codes[index] = codeOf(verdict.outcome);
      if (verdict.outcome !== 'assign') exceptions.push({ packageId: read.packageId, personId, ...verdict });
    });
    return { packageId: read.packageId, packageName: read.packageName, policyId: read.policyId, policyName: read.policy?.name ?? read.policyName, codes, totals: countOutcomes(codes) };
  });
  return {
    phaseId,
    people: members.map((member) => {
      const { name, userPrincipalName, department, external } = reading.people.get(member.personId) ?? member;
      return { id: member.personId, name, userPrincipalName, department, external };
    }),
    packages,
    exceptions,
    design: {
      packages: ordered.map(({ packageId, packageName, catalogId, catalogName, policyId, policyName, policy, roles, design }) => ({
        packageId, packageName, catalogId, catalogName, policyId, policyName: policy?.name ?? policyName, expiration: policy?.expiration ?? null, roles, asRead: design,
      })),
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
