/**
 * What a phase does beside its outcomes: what else membership does, whom it makes decide, what comes in its way, and what
 * it uses up. Kept whole with the rehearsal. Pure: read in the browser too.
 */
import type { LintFinding, NotKnown } from '@/lib/authoring/lint/finding';

/** One thing that membership of a group gives or sets off by itself. `id` tells one from another of its kind. */
export type MembershipEffect =
  /** Null seats where the organisation's products cannot be read. */
  | { kind: 'licence'; id: string; name: string; seatsLeft: number | null }
  | { kind: 'appRole'; id: string; name: string }
  | { kind: 'group'; id: string; name: string }
  | { kind: 'rule'; id: string; name: string; of: 'group' | 'package' }
  /** The group itself, or one it stands in, can hold Entra roles. */
  | { kind: 'entraRoles'; id: string; name: string }
  | { kind: 'mail'; id: string; name: string; team: boolean };

export type MembershipEffectKind = MembershipEffect['kind'];

/** What else membership of one group does, and what could not be read of it. */
export type ResourceEffects = { originSystem: string; originId: string; effects: MembershipEffect[]; unread: MembershipEffectKind[] };

/**
 * Requests under a policy that asks for an approval, and who would have to decide on them. A direct assignment is not made.
 * Mails are those of all stages; fewer are sent where one denies (`atMost`, absent in what was kept before).
 */
export type ApprovalEffect = { packageId: string; packageName: string; policyName: string; requests: number; mails: number | null; atMost?: boolean; approvers: number | null; names: string[] };

/** Externals who gain something, and what a later removal would do to them. */
export type ExternalEffect = { gaining: number; action: 'none' | 'blockSignIn' | 'blockSignInAndDelete' | 'unknown'; daysUntilDeleted: number | null; governed: number | null };

/** Something that falls into the time of the phase. `on` is a day, or null where it is not known. */
export type Collision = { kind: 'review' | 'policyEnds' | 'accessEnds' | 'pimMaximum' | 'conflictUnknown'; packageName: string; on: string | null; text: string };

/** Requests the tenant makes within three months. `counted` is a lower bound where `more`. */
export type QuotaEffect = { limit: number; dated: string; counted: number | null; more: boolean; phase: number; reversal: number; expiries: number };

/** Licences for governed access, by person. */
export type LicenceEffect = { products: string[]; seatsLeft: number; without: number | null };

/** How long until everything is asked for, and until it is delivered, once started; apart, since Entra delivers in its own time. */
export type ForecastEffect = { requests: number; askedSeconds: number; deliveredHours: number };

/** What stands out about a package of the phase. */
export type PhaseFinding = Pick<LintFinding, 'rule' | 'packageName'> & { text: string };

export type PhaseEffects = {
  resources: ResourceEffects[];
  approvals: ApprovalEffect[];
  externals: ExternalEffect | null;
  collisions: Collision[];
  quota: QuotaEffect;
  /** Null where the organisation's products cannot be read. */
  licences: LicenceEffect | null;
  forecast: ForecastEffect;
  findings: PhaseFinding[];
  /** What the rules could not look at; absent in what was kept before that was told. */
  notKnown?: NotKnown[];
};

/** What decides whether two effects are the same. */
export function effectKey({ kind, id }: Pick<MembershipEffect, 'kind' | 'id'>): string {
  return `${kind} ${id.toLowerCase()}`;
}

/** The effects of one resource; null where the rehearsal did not tell any. */
export function effectsOn(effects: PhaseEffects | null | undefined, { originSystem, originId }: { originSystem: string; originId: string }): ResourceEffects | null {
  return effects?.resources.find((each) => each.originSystem === originSystem && each.originId === originId) ?? null;
}

/** The lines of the canonical form: what of the effects a signature is bound to. Sorted. */
export function effectLines(effects: PhaseEffects | null | undefined): string[] {
  return (effects?.resources ?? []).flatMap(({ originSystem, originId, effects: all }) => all.map((each) => `effect ${originSystem} ${originId.toLowerCase()} ${effectKey(each)}`)).sort();
}
