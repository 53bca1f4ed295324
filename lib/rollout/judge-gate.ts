/** Criteria of a gate held against how a phase stands. Pure: read in the browser too. */
import { countWords, nearDayWords, peopleWords } from './count-words';
import { ANNOUNCED_BEFORE, NOT_REHEARSED } from './gate';
import type { EntryCriteria, EntryItem, EntryKey, ExitCriteria, ExitKey, GateLine, GateStanding, Limit, SaidItem } from './gate';
import { mostPassing } from './run-hold';
import { usedShare } from './use';
import { clockAt, dayAt, endOfDay, isWorkingDay, localWords, momentOn, nextDay, workingDayAfter } from './working-days';
import type { WorkCalendar } from './working-days';

/** A phase that has started, as far as its exit criteria ask. */
export type ExitValues = {
  now: Date;
  /** People of its cohort. */
  people: number;
  /** Nothing of its run is open. */
  settled: boolean;
  /** Whom it brings something, excused ones apart; `onItsWay` may still come. */
  delivery: { of: number; delivered: number; onItsWay: number };
  /** People, each once; policies that were not written count as failures of ours, too. */
  failures: { ours: number; excused: number; policies: number; causes: FailureCause[] };
  /** Null before the first reading. */
  verification: { different: number; onItsWay: number; settled: boolean } | null;
  notes: { blocking: number; all: number };
  approvals: { waiting: number; late: number };
  /** Null where the directory is not held as far as it would have to be; `says` tells why. */
  drift: { people: number | null; says: string };
  /** People who have used it, of those of whom it can be told, and when that was read; `why` it is not known where nothing tells. */
  used: { share: { used: number; of: number; asOf: Date } | null; why: string };
  /** Since when the phase soaks; null while it does not. */
  soakFrom: Date | null;
  calendar: WorkCalendar;
  /** The phase after it; null for the last one. */
  next: { name: string; signed: number; of: number; rehearsed: boolean } | null;
  /** People under a pilot's policy, null where nothing that was read tells, and packages nobody chose a policy for; null where it is not asked. */
  onPilot: { people: number | null; undecided: readonly string[] } | null;
};

export type FailureCause = { cause: string; says: string; people: number; excused: boolean };

type Judged = Omit<GateLine<ExitKey>, 'key'>;

const number = (count: number): string => count.toLocaleString('en-GB');
const atMost = (most: number, one: string, many: string): string => (most === 0 ? `No ${one}` : `At most ${countWords(most, one, many)}`);

/** A number against the most that passes. */
function judged(asks: string, value: number, most: number, says: string): Judged {
  return { asks, standing: value > most ? 'broken' : 'met', says: value === most && value > 0 ? `${says}, at the limit` : says, value, most };
}

/**
 * How each exit criterion that is asked for stands, in the order of lists; that the run has settled is asked of every phase.
 */
export function judgeExit(exit: ExitCriteria, values: ExitValues): GateLine<ExitKey>[] {
  const line = (key: ExitKey, asked: boolean, judge: () => Judged): GateLine<ExitKey>[] => (asked ? [{ key, ...judge() }] : []);
  const limit = (key: ExitKey & keyof ExitCriteria, judge: (of: Limit) => Judged): GateLine<ExitKey>[] => {
    const asked = exit[key] as Limit | null;
    return asked ? [{ key, ...judge(asked) }] : [];
  };
  return [
    line('arrived', true, () => judgeArrived(values)),
    limit('missing', (most) => judgeMissing(most, values)),
    limit('failures', (most) => judgeFailures(most, values)),
    limit('differences', (most) => judgeDifferences(most, values)),
    line('verified', exit.verified, () => judgeVerified(values)),
    limit('drift', (most) => judgeDrift(most, values)),
    line('blockingNotes', exit.blockingNotes, () => judged('No blocking note is open', values.notes.blocking, 0, `${number(values.notes.blocking)} open`)),
    limit('notes', (most) => judgeNotes(most, values)),
    limit('lateApprovals', (most) => judgeApprovals(most, values)),
    line('used', exit.used !== null, () => judgeUsed(exit.used ?? 0, values)),
    line('soak', exit.soakDays > 0 || exit.soakOver !== null, () => judgeSoak(exit, values)),
    line('nextSigned', exit.nextSigned && values.next !== null, () => judgeNext(values)),
    line('handedOver', exit.handedOver, () => judgeHandedOver(values)),
  ].flat();
}

function judgeArrived({ settled, delivery }: ExitValues): Judged {
  return { asks: 'Nothing of the run is open', standing: settled ? 'met' : 'open', says: settled ? 'the run has settled' : delivery.onItsWay > 0 ? `${number(delivery.onItsWay)} not arrived yet` : 'the run goes on', value: null, most: null };
}

/** While somebody is on the way, who is missing may still come; then it is too many. */
function judgeMissing(limit: Limit, { delivery: { of, delivered, onItsWay }, settled }: ExitValues): Judged {
  const missing = of - delivered;
  const most = mostPassing(limit, of);
  const told = judged(most === 0 ? 'Everybody has it' : `All but ${peopleWords(most)} have it`, missing, most, `${number(delivered)} of ${number(of)}`);
  return told.standing === 'broken' && (onItsWay > 0 || !settled) ? { ...told, standing: 'open' } : told;
}

function judgeFailures(limit: Limit, { failures: { ours, excused, policies }, delivery, people }: ExitValues): Judged {
  const most = mostPassing(limit, delivery.of || people);
  const beside = excused > 0 ? `, ${number(excused)} excused` : '';
  const asks = `${most === 0 ? 'Nobody' : `At most ${peopleWords(most)}`} failed for a cause of ours`;
  // A policy that was not written fails for everybody it is for.
  if (policies > 0) return { asks, standing: 'broken', says: `${countWords(policies, 'policy was', 'policies were')} not written${beside}`, value: most + policies, most };
  return judged(asks, ours, most, `${number(ours)} now${beside}`);
}

function judgeDifferences(limit: Limit, { verification, delivery, people }: ExitValues): Judged {
  const most = mostPassing(limit, delivery.of || people);
  const asks = `${atMost(most, 'difference', 'differences')} from what was signed`;
  return verification ? judged(asks, verification.different, most, `${number(verification.different)} found`) : { asks, standing: 'open', says: 'not read back yet', value: null, most };
}

function judgeVerified({ verification }: ExitValues): Judged {
  const says = !verification ? 'not read back yet' : verification.settled ? 'settled' : verification.onItsWay > 0 ? `${number(verification.onItsWay)} on the way` : 'is read again';
  return { asks: 'Everybody is read back', standing: verification?.settled ? 'met' : 'open', says, value: null, most: null };
}

function judgeDrift(limit: Limit, { drift, people }: ExitValues): Judged {
  const most = mostPassing(limit, people);
  const asks = `What the cohort rests on changed for ${most === 0 ? 'nobody' : `at most ${peopleWords(most)}`}`;
  return drift.people === null ? { asks, standing: 'unknown', says: drift.says, value: null, most } : judged(asks, drift.people, most, drift.people === 0 ? 'nobody' : `${peopleWords(drift.people)}${drift.says ? `: ${drift.says}` : ''}`);
}

function judgeNotes(limit: Limit, { notes, people }: ExitValues): Judged {
  const most = mostPassing(limit, people);
  const share = people > 0 ? `, ${((notes.all * 100) / people).toLocaleString('en-GB', { maximumFractionDigits: 1 })} per 100 people` : '';
  return judged(`${atMost(most, 'note', 'notes')} from helpdesk`, notes.all, most, `${number(notes.all)} written${share}`);
}

function judgeApprovals(limit: Limit, { approvals: { waiting, late } }: ExitValues): Judged {
  const most = mostPassing(limit, waiting);
  return judged(`${atMost(most, 'approval', 'approvals')} over half the deadline`, late, most, waiting === 0 ? 'none waits' : `${number(late)} of ${number(waiting)} waiting`);
}

function judgeUsed(least: number, { used: { share, why }, calendar }: ExitValues): Judged {
  const asks = `At least ${least} % have used it`;
  if (!share) return { asks, standing: 'unknown', says: `unknown, ${why}`, value: null, most: null };
  return { asks, standing: usedShare(share) >= least ? 'met' : 'open', says: `${number(share.used)} of ${number(share.of)}, as of ${nearDayWords(dayAt(share.asOf, calendar))} ${clockAt(share.asOf, calendar)}`, value: share.used, most: null };
}

function judgeNext({ next }: ExitValues): Judged {
  const asks = `All owners of “${next?.name ?? ''}” have signed`;
  if (!next?.rehearsed) return { asks, standing: 'open', says: NOT_REHEARSED, value: null, most: null };
  return { asks, standing: next.signed >= next.of ? 'met' : 'open', says: `${number(next.signed)} of ${number(next.of)}`, value: null, most: null };
}

/** Whoever is still there can be handed over, so it is never beyond a limit. */
function judgeHandedOver({ onPilot }: ExitValues): Judged {
  const asks = 'Nobody is on a pilot’s policy';
  if (!onPilot || onPilot.people === null) return { asks, standing: 'open', says: 'not read yet who is', value: null, most: null };
  const { people, undecided } = onPilot;
  const unchosen = undecided.length > 0 ? `no policy to live under is chosen for ${undecided.map((name) => `“${name}”`).join(', ')}` : '';
  if (people === 0) return { asks, standing: unchosen ? 'open' : 'met', says: unchosen || 'nobody', value: 0, most: 0 };
  return { asks, standing: 'open', says: `${peopleWords(people)} ${people === 1 ? 'is' : 'are'}${unchosen ? `; ${unchosen}` : ''}`, value: people, most: 0 };
}

/** When a soak that began then is over: so many working days later at the same hour, and not before the day that must lie inside is. */
export function soakEnd({ soakDays, soakOver }: Pick<ExitCriteria, 'soakDays' | 'soakOver'>, from: Date, calendar: WorkCalendar): Date {
  const days = soakDays === 0 ? from : momentOn(workingDayAfter(from, soakDays, calendar), minutesOfDay(from, calendar), calendar);
  const over = soakOver ? endOfDay(soakOver.day, calendar) : days;
  return over > days ? over : days;
}

const minutesOfDay = (at: Date, calendar: WorkCalendar): number => Number(localWords(at, calendar).slice(11, 13)) * 60 + Number(localWords(at, calendar).slice(14, 16));

/** Working days from the day of a moment to that of a later one. */
function workingDaysTo(from: Date, to: Date, calendar: WorkCalendar): number {
  const last = dayAt(to, calendar);
  let count = 0;
  for (let day = nextDay(dayAt(from, calendar)); day <= last; day = nextDay(day)) if (isWorkingDay(day, calendar)) count += 1;
  return count;
}

function judgeSoak(exit: ExitCriteria, { now, soakFrom, calendar }: ExitValues): Judged {
  const { soakDays, soakOver } = exit;
  const over = soakOver ? `${soakOver.name || 'a day'}, ${nearDayWords(soakOver.day)}` : null;
  const asks = soakDays > 0 ? `${countWords(soakDays, 'working day', 'working days')} of soak${over ? ` with ${over}, among them` : ''}` : `The soak goes over ${over ?? ''}`;
  const told = (standing: GateStanding, says: string): Judged => ({ asks, standing, says, value: null, most: null });
  if (!soakFrom) return told('open', 'not started');
  if (soakOver && soakOver.day < dayAt(soakFrom, calendar)) return told('broken', 'that day was over before the soak began');
  const end = soakEnd(exit, soakFrom, calendar);
  if (now >= end) return told('met', 'over');
  // A day that must lie inside ends with its last moment, not with the first of the next.
  const until = nearDayWords(dayAt(new Date(end.getTime() - 1), calendar));
  const left = workingDaysTo(now, new Date(end.getTime() - 1), calendar);
  return told('open', left === 0 ? `to ${until}` : `${countWords(left, 'working day', 'working days')} to go, to ${until}`);
}

/** What somebody said is done: when, who, and of an announcement on which day it was sent. */
export type SaidDone = { byName: string; at: Date; day: string | null };

/** Whether it is said, by whom, and of which day, as the button that says otherwise is made of it. */
export function saidIn(done: SaidDone | undefined): { said: Pick<SaidDone, 'byName' | 'day'> | null } {
  return { said: done ? { byName: done.byName, day: done.day } : null };
}

/** A phase that is about to start, as far as its entry criteria ask. */
export type EntryValues = {
  now: Date;
  calendar: WorkCalendar;
  /** The phase before it; null for the first. `since` are exit criteria of it that were met when it passed and are no more. */
  before: { name: string; passed: boolean; since: string[] } | null;
  /** Null before the phase is rehearsed. */
  signatures: { signed: number; of: number } | null;
  said: Partial<Record<SaidItem, SaidDone>>;
  /** Whether a reversal was rehearsed of an earlier phase of the rollout; null where none has run yet. */
  reversalRehearsed: boolean | null;
  changeTicket: string | null;
  /** Null before the phase is rehearsed. */
  lintErrors: number | null;
};

/** How each entry criterion stands; that the phase before has passed and all is signed is asked of every phase. */
export function judgeEntry(entry: EntryCriteria, values: EntryValues): GateLine<EntryKey>[] {
  const { before, signatures, lintErrors } = values;
  const told = (key: EntryKey, asks: string, standing: GateStanding, says: string): GateLine<EntryKey> => ({ key, asks, standing, says, value: null, most: null });
  return [
    ...(before ? [told('before', `“${before.name}” has passed`, !before.passed ? 'open' : before.since.length > 0 ? 'broken' : 'met', !before.passed ? 'not yet' : before.since.length > 0 ? `and since then: ${before.since.map((each) => each.replace(/\.$/, '')).join('; ')}` : 'and is still as it was')] : []),
    told('signed', 'Every owner has signed', signatures && signatures.signed >= signatures.of ? 'met' : 'open', signatures ? `${number(signatures.signed)} of ${number(signatures.of)}` : NOT_REHEARSED),
    ...entry.items.map((item) => judgeItem(item, values)),
    ...(entry.lintErrors === null ? [] : [lintErrors === null ? told('lintErrors', atMost(entry.lintErrors, 'error in its packages', 'errors in its packages'), 'open', NOT_REHEARSED) : { key: 'lintErrors' as const, ...judged(atMost(entry.lintErrors, 'error in its packages', 'errors in its packages'), lintErrors, entry.lintErrors, `${number(lintErrors)} found`) }]),
  ];
}

export const ITEM_WORDS: Record<EntryItem, string> = {
  helpdesk: 'Helpdesk is briefed',
  announcement: `The announcement went out at least ${ANNOUNCED_BEFORE} working days ago`,
  reversal: 'A reversal was rehearsed',
  ticket: 'The change ticket is approved',
};

function judgeItem(item: EntryItem, { said, reversalRehearsed, changeTicket, now, calendar }: EntryValues): GateLine<EntryKey> {
  const told = (standing: GateStanding, says: string): GateLine<EntryKey> => ({ key: item, asks: ITEM_WORDS[item], standing, says, value: null, most: null });
  if (item === 'reversal') return reversalRehearsed === null ? told('unknown', 'nothing has run yet') : told(reversalRehearsed ? 'met' : 'open', reversalRehearsed ? 'known to the portal' : 'of neither this phase nor one before it');
  const done = said[item];
  if (item === 'ticket' && !changeTicket) return told('open', 'the phase names no ticket');
  const ticket = item === 'ticket' ? `${changeTicket ?? ''}, ` : '';
  if (!done) return told('open', `${ticket}nobody has said so`);
  if (item !== 'announcement') return told('met', `${ticket}said by ${done.byName}`);
  const day = done.day ?? dayAt(done.at, calendar);
  const ripe = workingDayAfter(momentOn(day, 12 * 60, calendar), ANNOUNCED_BEFORE, calendar);
  return dayAt(now, calendar) >= ripe ? told('met', `sent on ${nearDayWords(day)}`) : told('open', `sent on ${nearDayWords(day)}, long enough ago on ${nearDayWords(ripe)}`);
}
