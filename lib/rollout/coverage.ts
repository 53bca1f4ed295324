/** Whom a rollout is meant to reach, and how its phases cover them. Pure: read in the browser too. */
import type { AccountKind } from '@/lib/directory/account-kind';
import type { Basis } from './cohort';

/** A group, whoever a rule selects, or everybody. */
export type TargetDefinition = { kind: 'group'; groupId: string } | { kind: 'rule'; rule: string } | { kind: 'everybody' };

/** How the phases covered the target when somebody last looked. */
export type Comparison = {
  at: Date;
  basis: Basis;
  /** People of the target, special accounts among them. */
  population: number;
  inPhases: number;
  /** In no phase: people, and accounts of kinds that a cohort would leave out. */
  inNone: number;
  special: number;
};

export type RolloutTarget = {
  kind: TargetDefinition['kind'];
  label: string;
  groupId: string | null;
  rule: string | null;
  setByName: string;
  setAt: Date;
  compared: Comparison | null;
};

/** Whom a rollout is meant to reach, as it was said; nothing where nobody has said it. */
export function meantOf(target: Pick<RolloutTarget, 'kind' | 'groupId' | 'rule'> | null): Pick<RolloutTarget, 'kind' | 'groupId' | 'rule'> | Record<string, never> {
  return target ? { kind: target.kind, groupId: target.groupId, rule: target.rule } : {};
}

/** Somebody of the target who is in no phase; `kind` where a cohort would leave the account out. */
export type Gap = { personId: string; name: string; userPrincipalName: string; department: string | null; country: string | null; office: string | null; kind: AccountKind | null };

/** What a list of gaps is kept to: several values of one attribute are alternatives. */
export type GapFilter = { text?: string; departments?: string[]; countries?: string[]; offices?: string[]; special?: boolean };

/** Gaps that are kept by name; the counts still say all of them. */
export const MOST_GAPS = 100_000;

/** People who are in two phases at once. */
export type Overlap = { phaseId: string; phaseName: string; otherId: string; otherName: string; people: number };

/** Somebody in more than one phase, with those phases in their order. */
export type TwicePlanned = { personId: string; name: string; userPrincipalName: string; department: string | null; phases: string };
