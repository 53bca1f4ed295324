import { expect, test, vi } from 'vitest';
import { breachesOf, DEFAULT_GATE, inSpiteReason, isGateOpen, letPassOf, seenOf, shutWords, unseenIn } from './gate';
import type { EntryCriteria, ExitCriteria } from './gate';
import { judgeEntry, judgeExit, soakEnd } from './judge-gate';
import type { EntryValues, ExitValues } from './judge-gate';
import { unknownUse } from './use';
import { usualCalendar } from './working-days';

// What is said of days leaves out the year it is.
vi.setSystemTime(new Date('2026-11-27T12:00:00Z'));

const NOTHING: ExitCriteria = { ...DEFAULT_GATE.exit, drift: null };
const calendar = { ...usualCalendar('Europe/Berlin'), holidays: new Set(['2026-12-25']) };
// Monday 23 November 2026, 15:00 in Berlin.
const MONDAY = new Date('2026-11-23T14:00:00Z');

const VALUES: ExitValues = {
  now: MONDAY, people: 60, settled: true, delivery: { of: 60, delivered: 58, onItsWay: 0 }, failures: { ours: 2, excused: 1, policies: 0, causes: [] }, verification: { different: 0, onItsWay: 0, settled: true },
  notes: { blocking: 0, all: 3 }, approvals: { waiting: 0, late: 0 }, drift: { people: 0, says: '' }, used: { share: null, why: 'not read yet' }, soakFrom: null, calendar, next: null, onPilot: null,
};

const judge = (exit: Partial<ExitCriteria>, values: Partial<ExitValues> = {}) => judgeExit({ ...NOTHING, ...exit }, { ...VALUES, ...values }).filter(({ key }) => key !== 'arrived');

test('a phase nobody set a gate for asks that its run has settled, and nothing else that can be asked of it', () => {
  const lines = judgeExit(DEFAULT_GATE.exit, { ...VALUES, verification: null, notes: { blocking: 4, all: 40 } });

  expect(lines).toEqual([
    { key: 'arrived', asks: 'Nothing of the run is open', standing: 'met', says: 'the run has settled', value: null, most: null },
    { key: 'drift', asks: 'What the cohort rests on changed for at most 2 people', standing: 'met', says: 'nobody', value: 0, most: 2 },
  ]);
  expect(isGateOpen(lines)).toBe(true);
  expect(judgeExit(NOTHING, { ...VALUES, settled: false, delivery: { of: 60, delivered: 50, onItsWay: 8 } })).toEqual([{ key: 'arrived', asks: 'Nothing of the run is open', standing: 'open', says: '8 not arrived yet', value: null, most: null }]);
});

test('a limit has a floor for small cohorts, and a share for large ones', () => {
  const failures = { people: 2, percent: 1 };
  const of = (people: number, ours: number) => judge({ failures }, { people, delivery: { of: people, delivered: people - ours, onItsWay: 0 }, failures: { ours, excused: 0, policies: 0, causes: [] } }).map(({ standing, value, most, says }) => ({ standing, value, most, says }));

  expect(of(12, 2)).toEqual([{ standing: 'met', value: 2, most: 2, says: '2 now, at the limit' }]);
  expect(of(12, 3)).toEqual([{ standing: 'broken', value: 3, most: 2, says: '3 now' }]);
  expect(of(299, 2)).toEqual([{ standing: 'met', value: 2, most: 2, says: '2 now, at the limit' }]);
  expect(of(300, 3)).toEqual([{ standing: 'met', value: 3, most: 3, says: '3 now, at the limit' }]);
  expect(of(2400, 24)).toEqual([{ standing: 'met', value: 24, most: 24, says: '24 now, at the limit' }]);
  expect(of(2400, 25)).toEqual([{ standing: 'broken', value: 25, most: 24, says: '25 now' }]);
  expect(of(0, 0)).toEqual([{ standing: 'met', value: 0, most: 2, says: '0 now' }]);
});

test('failures of ours count, excused ones are told beside them, and a policy that was not written is beyond every limit', () => {
  const failures = { people: 0, percent: 0 };
  const line = { key: 'failures', asks: 'Nobody failed for a cause of ours', most: 0 };

  expect(judge({ failures }, { failures: { ours: 0, excused: 3, policies: 0, causes: [] } })).toEqual([{ ...line, standing: 'met', says: '0 now, 3 excused', value: 0 }]);
  expect(judge({ failures }, { failures: { ours: 0, excused: 0, policies: 1, causes: [] } })).toEqual([{ ...line, standing: 'broken', says: '1 policy was not written', value: 1 }]);
});

test('who is missing may still come while somebody is on the way, and is too many once the run has settled', () => {
  const missing = { people: 1, percent: 2 };
  const line = { key: 'missing', asks: 'All but 1 person have it', most: 1, says: '50 of 60', value: 10 };

  expect(judge({ missing }, { settled: false, delivery: { of: 60, delivered: 50, onItsWay: 10 } })).toEqual([{ ...line, standing: 'open' }]);
  expect(judge({ missing }, { delivery: { of: 60, delivered: 50, onItsWay: 0 } })).toEqual([{ ...line, standing: 'broken' }]);
  expect(judge({ missing: { people: 0, percent: 0 } }, { delivery: { of: 60, delivered: 60, onItsWay: 0 } })).toEqual([{ key: 'missing', asks: 'Everybody has it', standing: 'met', says: '60 of 60', value: 0, most: 0 }]);
});

test('differences, readings, notes, approvals and what the cohort rests on, each as it stands', () => {
  const asked: Partial<ExitCriteria> = { differences: { people: 0, percent: 0 }, verified: true, drift: { people: 2, percent: 3 }, blockingNotes: true, notes: { people: 2, percent: 5 }, lateApprovals: { people: 0, percent: 0 } };

  expect(judge(asked, { verification: null, drift: { people: null, says: 'unknown, the directory is not held' }, notes: { blocking: 1, all: 4 }, approvals: { waiting: 4, late: 1 } })).toEqual([
    { key: 'differences', asks: 'No difference from what was signed', standing: 'open', says: 'not read back yet', value: null, most: 0 },
    { key: 'verified', asks: 'Everybody is read back', standing: 'open', says: 'not read back yet', value: null, most: null },
    { key: 'drift', asks: 'What the cohort rests on changed for at most 2 people', standing: 'unknown', says: 'unknown, the directory is not held', value: null, most: 2 },
    { key: 'blockingNotes', asks: 'No blocking note is open', standing: 'broken', says: '1 open', value: 1, most: 0 },
    { key: 'notes', asks: 'At most 3 notes from helpdesk', standing: 'broken', says: '4 written, 6.7 per 100 people', value: 4, most: 3 },
    { key: 'lateApprovals', asks: 'No approval over half the deadline', standing: 'broken', says: '1 of 4 waiting', value: 1, most: 0 },
  ]);
  expect(judge(asked, { drift: { people: 2, says: '2 with another department' }, verification: { different: 0, onItsWay: 4, settled: false } }).map(({ standing, says }) => [standing, says])).toEqual([
    ['met', '0 found'], ['open', '4 on the way'], ['met', '2 people: 2 with another department, at the limit'], ['met', '0 open'], ['met', '3 written, 5 per 100 people, at the limit'], ['met', 'none waits'],
  ]);
});

test('a share that nothing tells is unknown and keeps no gate shut', () => {
  const unknown = judge({ used: 60 });

  expect(unknown).toEqual([{ key: 'used', asks: 'At least 60 % have used it', standing: 'unknown', says: 'unknown, not read yet', value: null, most: null }]);
  expect(isGateOpen(unknown)).toBe(true);
  expect(judge({ used: 60 }, { used: { share: null, why: unknownUse({ read: 'notGranted', missing: ['AuditLog.Read.All'] }) } })[0]?.says).toBe('unknown, the portal was not granted AuditLog.Read.All');
  expect(judge({ used: 60 }, { used: { share: null, why: unknownUse({ read: 'noApplication' }) } })[0]?.says).toBe('unknown, its packages give roles of groups and sites alone, and no log tells who uses those');
});

test('the share of people who have used it is held against the least there is to be, and says as of when', () => {
  const of = (used: number, people: number) => judge({ used: 60 }, { used: { share: { used, of: people, asOf: MONDAY }, why: '' } });

  expect(of(35, 60)).toEqual([{ key: 'used', asks: 'At least 60 % have used it', standing: 'open', says: '35 of 60, as of Monday 23 November 15:00', value: 35, most: null }]);
  expect(isGateOpen(of(35, 60))).toBe(false);
  expect(of(36, 60)[0]?.standing).toBe('met');
  expect(of(0, 0)[0]?.standing).toBe('met');
});

test('a soak counts working days of the calendar from the hour of the last delivery', () => {
  const soak = (at: string, from: Date | null = MONDAY, exit: Partial<ExitCriteria> = { soakDays: 2 }) => judge(exit, { now: new Date(at), soakFrom: from }).map(({ asks, standing, says }) => [asks, standing, says]);
  const asks = '2 working days of soak';

  expect(soak('2026-11-23T14:00:00Z', null)).toEqual([[asks, 'open', 'not started']]);
  expect(soak('2026-11-23T14:00:00Z')).toEqual([[asks, 'open', '2 working days to go, to Wednesday 25 November']]);
  expect(soak('2026-11-24T23:30:00Z')).toEqual([[asks, 'open', 'to Wednesday 25 November']]);
  expect(soak('2026-11-25T13:59:59Z')).toEqual([[asks, 'open', 'to Wednesday 25 November']]);
  expect(soak('2026-11-25T14:00:00Z')).toEqual([[asks, 'met', 'over']]);
  // From a Thursday before Christmas, over a holiday and a weekend.
  expect(soakEnd({ soakDays: 2, soakOver: null }, new Date('2026-12-23T09:00:00Z'), calendar)).toEqual(new Date('2026-12-28T09:00:00Z'));
  expect(soakEnd({ soakDays: 0, soakOver: null }, MONDAY, calendar)).toEqual(MONDAY);
});

test('a day that must lie inside lengthens a soak to its end, and cannot lie before it', () => {
  const monthClose = { day: '2026-11-30', name: 'month close' };

  expect(soakEnd({ soakDays: 2, soakOver: monthClose }, MONDAY, calendar)).toEqual(new Date('2026-11-30T23:00:00Z'));
  expect(judge({ soakDays: 2, soakOver: monthClose }, { soakFrom: MONDAY, now: new Date('2026-11-27T14:00:00Z') })).toEqual([
    { key: 'soak', asks: '2 working days of soak with month close, Monday 30 November, among them', standing: 'open', says: '1 working day to go, to Monday 30 November', value: null, most: null },
  ]);
  const late = judge({ soakDays: 0, soakOver: { day: '2026-11-20', name: 'payroll' } }, { soakFrom: MONDAY });
  expect(late).toEqual([{ key: 'soak', asks: 'The soak goes over payroll, Friday 20 November', standing: 'broken', says: 'that day was over before the soak began', value: null, most: null }]);
  expect(breachesOf(late, new Map())).toEqual([]);
});

test('the owners of the next phase are asked for where there is a next phase', () => {
  expect(judge({ nextSigned: true })).toEqual([]);
  expect(judge({ nextSigned: true }, { next: { name: 'Early', signed: 0, of: 0, rehearsed: false } }).map(({ standing, says }) => [standing, says])).toEqual([['open', 'not rehearsed yet']]);
  expect(judge({ nextSigned: true }, { next: { name: 'Early', signed: 2, of: 3, rehearsed: true } }).map(({ asks, standing, says }) => [asks, standing, says])).toEqual([['All owners of “Early” have signed', 'open', '2 of 3']]);
  expect(judge({ nextSigned: true }, { next: { name: 'Early', signed: 3, of: 3, rehearsed: true } })[0]?.standing).toBe('met');
});

test('what was let pass counts from there, and what is shut is said in sentences', () => {
  const failures = { people: 2, percent: 1 };
  const of = (ours: number) => judge({ failures, blockingNotes: true }, { failures: { ours, excused: 0, policies: 0, causes: [] } });
  const letPass = letPassOf(of(3));

  expect(breachesOf(of(3), new Map()).map(({ key }) => key)).toEqual(['failures']);
  expect(breachesOf(of(3), letPass)).toEqual([]);
  expect(breachesOf(of(5), letPass)).toEqual([]);
  expect(breachesOf(of(6), letPass).map(({ key }) => key)).toEqual(['failures']);
  expect(shutWords(of(3))).toEqual(['At most 2 people failed for a cause of ours: 3 now.']);
});

const ENTRY: EntryValues = { now: new Date('2026-11-25T08:00:00Z'), calendar, before: null, signatures: { signed: 3, of: 3 }, said: {}, reversalRehearsed: null, changeTicket: null, lintErrors: 0 };
const ALL: EntryCriteria = { items: ['helpdesk', 'announcement', 'reversal', 'ticket'], lintErrors: 0 };
const entry = (values: Partial<EntryValues>, criteria: EntryCriteria = ALL) => judgeEntry(criteria, { ...ENTRY, ...values }).map(({ key, standing, says }) => [key, standing, says]);
const said = { byName: 'Ines Aalto', at: new Date('2026-11-24T08:00:00Z'), day: null };

test('a phase begins once its items are ticked; what nothing tells yet does not keep it', () => {
  expect(entry({})).toEqual([['signed', 'met', '3 of 3'], ['helpdesk', 'open', 'nobody has said so'], ['announcement', 'open', 'nobody has said so'], ['reversal', 'unknown', 'nothing has run yet'], ['ticket', 'open', 'the phase names no ticket'], ['lintErrors', 'met', '0 found']]);
  expect(entry({ said: { helpdesk: said, ticket: said, announcement: { ...said, day: '2026-11-23' } }, changeTicket: 'CHG1', reversalRehearsed: true, lintErrors: 1 })).toEqual([
    ['signed', 'met', '3 of 3'], ['helpdesk', 'met', 'said by Ines Aalto'], ['announcement', 'met', 'sent on Monday 23 November'], ['reversal', 'met', 'known to the portal'], ['ticket', 'met', 'CHG1, said by Ines Aalto'], ['lintErrors', 'broken', '1 found'],
  ]);
  expect(entry({ signatures: null, lintErrors: null, changeTicket: 'CHG1', reversalRehearsed: false })).toEqual([['signed', 'open', 'not rehearsed yet'], ['helpdesk', 'open', 'nobody has said so'], ['announcement', 'open', 'nobody has said so'], ['reversal', 'open', 'of neither this phase nor one before it'], ['ticket', 'open', 'CHG1, nobody has said so'], ['lintErrors', 'open', 'not rehearsed yet']]);
});

test('an announcement is old enough two working days later, over a weekend too', () => {
  const announced = (day: string, now: string) => entry({ said: { announcement: { ...said, day } }, now: new Date(now) }, { items: ['announcement'], lintErrors: null })[1];

  expect(announced('2026-11-24', '2026-11-25T22:59:00Z')).toEqual(['announcement', 'open', 'sent on Tuesday 24 November, long enough ago on Thursday 26 November']);
  expect(announced('2026-11-24', '2026-11-25T23:00:00Z')).toEqual(['announcement', 'met', 'sent on Tuesday 24 November']);
  expect(announced('2026-11-27', '2026-11-30T12:00:00Z')?.[1]).toBe('open');
  expect(announced('2026-11-27', '2026-12-01T12:00:00Z')?.[1]).toBe('met');
});

test('the phase before has to have passed, and to be still as it was when it did', () => {
  const before = (values: EntryValues['before']) => entry({ before: values }, { items: [], lintErrors: null })[0];

  expect(before({ name: 'Test', passed: false, since: [] })).toEqual(['before', 'open', 'not yet']);
  expect(before({ name: 'Test', passed: true, since: [] })).toEqual(['before', 'met', 'and is still as it was']);
  expect(before({ name: 'Test', passed: true, since: ['No blocking note is open: 1 open'] })).toEqual(['before', 'broken', 'and since then: No blocking note is open: 1 open']);
});

test('whoever is on a pilot’s policy keeps a gate shut and holds nothing, and so does what nobody has chosen or read', () => {
  const stands = (onPilot: ExitValues['onPilot']) => judge({ handedOver: true }, { onPilot }).map(({ standing, says, value }) => [standing, says, value]);
  expect(stands({ people: 0, undecided: [] })).toEqual([['met', 'nobody', 0]]);
  expect(stands({ people: 12, undecided: ['Ledger reader'] })).toEqual([['open', '12 people are; no policy to live under is chosen for “Ledger reader”', 12]]);
  expect(stands({ people: 0, undecided: ['Ledger reader'] })).toEqual([['open', 'no policy to live under is chosen for “Ledger reader”', 0]]);
  expect(stands({ people: null, undecided: [] })).toEqual([['open', 'not read yet who is', null]]);
  expect(breachesOf(judge({ handedOver: true }, { onPilot: { people: 12, undecided: [] } }), new Map())).toEqual([]);
});

test('what broke, came or grew since somebody saw a gate is not seen; what was met or shrank meanwhile is nothing new', () => {
  const line = (key: 'notes' | 'soak' | 'failures', standing: 'met' | 'open' | 'broken', value: number | null = null) => ({ key, asks: key, standing, says: '', value, most: null });
  const seen = seenOf([line('notes', 'broken', 4), line('soak', 'open'), line('failures', 'met', 0)]);
  expect(unseenIn([line('notes', 'broken', 3), line('soak', 'met')], seen)).toEqual([]);
  expect(unseenIn([line('notes', 'broken', 5), line('soak', 'broken'), line('failures', 'broken', 1)], seen).map(({ key }) => key)).toEqual(['notes', 'soak', 'failures']);
  expect(unseenIn([line('soak', 'open')], '').map(({ key }) => key)).toEqual(['soak']);
});

test('whoever starts without what a start waits for is asked about that alone', () => {
  const asked = (unapproved: boolean, shut: boolean): string => inSpiteReason({ unapproved, shut }).label;
  expect([asked(true, false), asked(false, true), asked(true, true)]).toEqual(['Why it cannot wait for the approval', 'Why it begins in spite of its gate', 'Why it waits neither for the approval nor for its gate']);
});
