/**
 * What the rules look at, whoever it comes from: a rehearsal, a draft, or the tenant as it is. What is absent or null is not
 * known, and never taken for fine. Pure.
 */
import type { ApprovalLimits } from '../approval-limits';
import type { PackageDesign } from '../package-design';

/** A catalog; `published` is null where nobody read it. */
export type LintedCatalog = { id: string; name: string; published: boolean | null; general: boolean };

/** What a resource says of itself. Each is absent where it was not read. */
export type LintedResource = {
  /** Of a group. */
  synchronised?: boolean;
  /** Of a group that mail alone goes to. */
  distribution?: boolean;
  /** Of a group whose members a rule names. */
  dynamic?: boolean;
  roleAssignable?: boolean;
  /** Days for which Privileged Identity Management makes people eligible for a group at most; null for ever. */
  longestDays?: number | null;
  /** Of an application: only who is assigned may sign in. */
  assignmentRequired?: boolean;
  /** What its owners allow at most, by catalog; absent where none is set. */
  limits?: OwnersLimits[];
  /** How many people have it after what is planned, and how many externals gain it; absent where nothing is planned. */
  gets?: { people: number; externals: number };
};

/**
 * What the owner of a resource of one catalog allows: by which approval, and who has it by the packages of that catalog; each
 * absent where it was not read. `more` where not all were counted, `externals` null where it is not known who is one, and `then`
 * where it is about what a draft makes of them.
 */
export type OwnersLimits = {
  catalogId: string;
  limits: ApprovalLimits;
  approval?: { id: string; ownerName: string; day: string };
  has?: { people: number; more: boolean; externals: number | null; then: boolean };
};

/** What keeps people from a package, and how many of its cohorts have that too; absent where they were not counted. */
export type LintedConflict = { kind: 'package' | 'group'; otherId: string; name: string; people?: number };

/** A rollout that brings the package: under which policy it assigns, whether it assigns anybody directly, and a phase under way. */
export type LintedRollout = { policyId: string; loads: boolean; livePhase: string | null };

export type LintedPackage = {
  design: PackageDesign;
  conflicts: readonly LintedConflict[] | null;
  rollouts: readonly LintedRollout[] | null;
};

/** Whom a policy reaches; of the people a rule selects some are disabled accounts. Each is absent where it was not counted, and `disabled` null where only the people were. */
export type LintedScope = { people?: number; disabled?: number | null; withoutManager?: number };

export type LintedAccount = 'enabled' | 'disabled' | 'gone';

export type LintedTenant = {
  packages: readonly LintedPackage[];
  catalogs: ReadonlyMap<string, LintedCatalog>;
  /** By `resourceKey`. */
  resources: ReadonlyMap<string, LintedResource>;
  /** Of people who decide, by id. */
  accounts: ReadonlyMap<string, LintedAccount>;
  /** How many people are in the groups that decide, by id. */
  groupSizes: ReadonlyMap<string, number>;
  /** By policy. */
  scopes: ReadonlyMap<string, LintedScope>;
  now: Date;
};

/** What decides whether two roles are of the same resource. */
export function resourceKey({ originSystem, originId }: { originSystem: string; originId: string }): string {
  return `${originSystem} ${originId.toLowerCase()}`;
}
