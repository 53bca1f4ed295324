/** What lets a phase begin and what lets it pass: its criteria, and how each stands. Pure: read in the browser too. */
import type { Brake } from './run-hold';

/** So many, or so many in a hundred, whichever is more: a hundredth of twelve people is nobody. */
export type Limit = Brake;

/** What a person says is done, or the portal knows, before a phase begins. */
export const ENTRY_ITEMS = ['helpdesk', 'announcement', 'reversal', 'ticket'] as const;

export type EntryItem = (typeof ENTRY_ITEMS)[number];

/** Those of them that a person says; whether a reversal was rehearsed the portal knows. */
export const SAID_ITEMS = ['helpdesk', 'announcement', 'ticket'] as const satisfies readonly EntryItem[];

export type SaidItem = (typeof SAID_ITEMS)[number];

/** Working days between an announcement and the start. */
export const ANNOUNCED_BEFORE = 2;

/** Who lets a phase pass whose criteria are met: an admin, an admin who did not start it, or the portal. */
export const GATE_ADVANCES = ['byHand', 'secondPerson', 'byItself'] as const;

export type GateAdvance = (typeof GATE_ADVANCES)[number];

export const ADVANCE_WORDS: Record<GateAdvance, { name: string; says: string }> = {
  byHand: { name: 'By hand', says: 'An admin finishes the phase once its criteria are met.' },
  secondPerson: { name: 'By a second person', says: 'An admin who did not start the run finishes it.' },
  byItself: { name: 'By itself', says: 'The phase passes as soon as its criteria are met.' },
};

export type EntryCriteria = {
  items: EntryItem[];
  /** Most findings about the packages that are errors; null where nobody asks. */
  lintErrors: number | null;
};

/** Each null, 0 or false where it is not asked for. */
export type ExitCriteria = {
  /** Who may be without it when the phase passes. */
  missing: Limit | null;
  /** Failures of ours; those of the person's own account or an approver are excused. */
  failures: Limit | null;
  /** Found otherwise than as signed. */
  differences: Limit | null;
  /** People of whom an attribute, rule or group that brought them is no longer what it was. */
  drift: Limit | null;
  blockingNotes: boolean;
  /** Notes in a hundred people. */
  notes: Limit | null;
  /** Requests that wait for an approver for more than half the time there is. */
  lateApprovals: Limit | null;
  /** Everything is read back, and nothing is on its way any more. */
  verified: boolean;
  /** Least percent of the people who have used it. */
  used: number | null;
  /** Working days after the last delivery. */
  soakDays: number;
  /** A day that must lie inside the soak, as `2026-11-30`, and what it is. */
  soakOver: { day: string; name: string } | null;
  /** Every owner of the next phase has signed. */
  nextSigned: boolean;
  /** Nobody is under a pilot's policy any more. With the last phase of a rollout it is asked in any case. */
  handedOver: boolean;
};

export type GateSettings = { entry: EntryCriteria; exit: ExitCriteria; advance: GateAdvance; /** An admin may go past a criterion that is not met, with a reason. */ mayOverride: boolean };

/** Nothing is asked for. */
export const NOTHING_ASKED: ExitCriteria = { missing: null, failures: null, differences: null, drift: null, blockingNotes: false, notes: null, lateApprovals: null, verified: false, used: null, soakDays: 0, soakOver: null, nextSigned: false, handedOver: false };

/** Of a phase nobody set a gate for: it passes once its run has settled, and holds where its cohort is not what it was. */
export const DEFAULT_GATE: GateSettings = { entry: { items: [], lintErrors: null }, exit: { ...NOTHING_ASKED, drift: { people: 2, percent: 3 } }, advance: 'byHand', mayOverride: true };

export type ExitKey = 'arrived' | keyof Omit<ExitCriteria, 'soakDays' | 'soakOver'> | 'soak';
export type EntryKey = 'before' | 'signed' | 'lintErrors' | EntryItem;

/** `met`; `open`, which time or somebody may still bring; `broken`, which goes beyond a limit; `unknown`, which nothing tells and which never blocks. */
export type GateStanding = 'met' | 'open' | 'broken' | 'unknown';

/** One criterion as it is asked for and as it stands, in words and, where it is a limit, in numbers. */
export type GateLine<K extends string = ExitKey | EntryKey> = { key: K; asks: string; standing: GateStanding; says: string; value: number | null; most: number | null };

/** Said of what a rehearsal tells, before there is one. */
export const NOT_REHEARSED = 'not rehearsed yet';

/** True where nothing keeps the gate shut. */
export function isGateOpen(lines: readonly Pick<GateLine, 'standing'>[]): boolean {
  return lines.every(({ standing }) => standing === 'met' || standing === 'unknown');
}

/** What keeps the gate shut, in a sentence each. */
export function shutWords(lines: readonly GateLine[]): string[] {
  return lines.filter(({ standing }) => standing === 'open' || standing === 'broken').map(({ asks, says }) => `${asks}: ${says}.`);
}

/** What of a gate's lines an admin saw that keeps it shut, as a form sends it back. */
export function seenOf(lines: readonly Pick<GateLine, 'key' | 'standing' | 'value'>[]): string {
  return lines.filter(isShut).map(({ key, standing, value }) => `${key}:${standing}:${value ?? ''}`).join(' ');
}

/** What keeps a gate shut now and did not when somebody saw it so: what came since, broke since, or has grown since. */
export function unseenIn<L extends Pick<GateLine, 'key' | 'standing' | 'value'>>(lines: readonly L[], seen: string): L[] {
  const known = new Map(seen.split(' ').map((part) => part.split(':')).map(([key = '', standing = '', value = '']) => [key, { standing, value: Number(value) }]));
  return lines.filter(isShut).filter(({ key, standing, value }) => {
    const was = known.get(key);
    return !was || (standing === 'broken' && (was.standing !== 'broken' || (value ?? 0) > was.value));
  });
}

/** Why somebody goes past a gate that is shut, and what of it they saw. */
export type InSpite = { reason: string; seen: string };

/** What is asked of whoever starts a phase before its owners have approved it, or in spite of its gate: about what applies, and nothing else. */
export function inSpiteReason({ unapproved, shut }: { unapproved: boolean; shut: boolean }): { label: string; required: true; hint: string } {
  if (!unapproved) return { label: 'Why it begins in spite of its gate', required: true, hint: 'A sentence; it stays with the decision and in the audit.' };
  return { label: shut ? 'Why it waits neither for the approval nor for its gate' : 'Why it cannot wait for the approval', required: true, hint: shut ? 'A sentence; it stays with the decision, and the owners may read it later.' : 'A sentence the owners may read later.' };
}

const isShut = ({ standing }: Pick<GateLine, 'standing'>): boolean => standing === 'open' || standing === 'broken';

/** What an admin let pass when they let a phase go on: the numbers as they were then. */
export type LetPass = ReadonlyMap<string, number>;

export function letPassOf(lines: readonly Pick<GateLine, 'key' | 'standing' | 'value'>[]): LetPass {
  return new Map(lines.flatMap(({ key, standing, value }) => (standing === 'broken' && value !== null ? [[key, value]] : [])));
}

/** The limits that were gone beyond and hold a phase; what was let pass before counts from there. */
export function breachesOf<L extends GateLine>(lines: readonly L[], letPass: LetPass): L[] {
  return lines.filter(({ key, standing, value, most }) => standing === 'broken' && value !== null && most !== null && value - (letPass.get(key) ?? 0) > most);
}

export const DECISION_KINDS = ['start', 'soak', 'hold', 'resume', 'advance', 'override'] as const;

/** What was decided at a gate: a start, the begin of the soak, a hold, its end, that the phase passed, or passed or began in spite of a criterion. */
export type DecisionKind = (typeof DECISION_KINDS)[number];
