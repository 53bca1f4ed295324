import { expect, test } from 'vitest';
import { cardLines } from './person-card';
import type { CardLine, HeldAssignment, PlannedPackage } from './person-card';

const plan = (over: Partial<PlannedPackage>): PlannedPackage => ({
  rolloutId: 'r1',
  rolloutName: 'Finance essentials',
  phaseId: 'p1',
  phaseName: 'Pilot',
  phasePosition: 1,
  phaseCount: 5,
  phaseState: 'running',
  plannedFor: null,
  packageId: 'k1',
  packageName: 'Ledger',
  runId: 'n1',
  item: null,
  exception: null,
  ...over,
});
const held = (over: Partial<HeldAssignment>): HeldAssignment => ({ id: 'a1', packageId: 'k1', packageName: 'Ledger', policyName: 'Direct', state: 'delivered', since: '2026-11-02T08:00:00Z', until: '2027-05-01T08:00:00Z', ...over });
const item = (state: string, failure: string | null = null) => ({ state, since: '2026-11-23T09:00:00.000Z', failure, failureCode: null });
const short = (lines: CardLine[]) => lines.map((line) => [line.packageName, line.should.word, line.has.state, line.has.word, line.why]);

test('the tenant’s answer counts before what our run believes', () => {
  expect(cardLines([plan({ item: item('requested') })], [held({})])).toEqual([
    {
      packageId: 'k1',
      packageName: 'Ledger',
      origin: 'Finance essentials, Pilot, phase 2 of 5',
      rolloutId: 'r1',
      phaseId: 'p1',
      runId: 'n1',
      should: { word: 'Yes', since: '2026-11-02T08:00:00Z', until: '2027-05-01T08:00:00Z' },
      has: { state: 'delivered', word: 'Delivered', since: '2026-11-02T08:00:00Z' },
      why: null,
      whatThen: null,
    },
  ]);
});

test('the worst comes first, then by name', () => {
  const planned = [
    plan({ packageId: 'a', packageName: 'Archive', item: item('delivering') }),
    plan({ packageId: 'b', packageName: 'Books', item: item('failed', 'The account is disabled.') }),
    plan({ packageId: 'c', packageName: 'Close', item: item('waitingForApproval') }),
    plan({ packageId: 'd', packageName: 'Desk', phaseState: 'draft' }),
    plan({ packageId: 'e', packageName: 'Expenses', exception: { outcome: 'blocked', reason: 'guest', detail: 'Guest account; the policy takes members only' } }),
  ];
  expect(short(cardLines(planned, [held({ packageId: 'z', packageName: 'Workplace basics' })]))).toEqual([
    ['Books', 'Yes', 'failed', 'Failed', 'The account is disabled.'],
    ['Expenses', 'No', 'blocked', 'Blocked', 'Guest account; the policy takes members only'],
    ['Close', 'Yes', 'waitingForApproval', 'Waiting for approval', 'An approver has not answered yet'],
    ['Archive', 'Yes', 'onItsWay', 'On its way', 'The run is under way'],
    ['Desk', 'Not yet, no date set', 'notYetVisible', 'Not yet visible', 'Pilot has not started'],
    ['Workplace basics', 'Yes, outside the rollouts', 'delivered', 'Delivered', null],
  ]);
});

test('what the run delivered and the tenant no longer holds is said, not called delivered', () => {
  expect(short(cardLines([plan({ phaseState: 'passed', item: item('delivered') })], []))).toEqual([['Ledger', 'Yes', 'none', 'Gone since', 'The run delivered it, the tenant does not show it any more']]);
});

test('what is taken back is nobody’s to have any more, by whatever way it went, and whoever was left keeps it', () => {
  const since = '2026-11-24T09:00:00.000Z';
  const back = (over: Partial<NonNullable<NonNullable<PlannedPackage['takenBack']>['item']>> = {}): NonNullable<PlannedPackage['takenBack']> => ({ since, item: { state: 'done', since: '2026-11-25T09:00:00.000Z', action: 'remove', why: 'given', keeps: false, failure: null, ...over } });
  const line = (takenBack: NonNullable<PlannedPackage['takenBack']>, state = 'delivered', has: HeldAssignment[] = []) => cardLines([plan({ phaseState: 'reversed', item: item(state, state === 'failed' ? 'The account is disabled' : null), takenBack })], has).map(({ should, has: is, why, whatThen }) => [should.word, should.since, is.state, is.word, why, whatThen])[0];
  const [taken, since25] = ['No, taken back', '2026-11-25T09:00:00.000Z'];
  expect([
    line(back()),
    line(back({ action: 'bridge', why: 'hadBefore', keeps: true })),
    line({ since, item: null }, 'failed'),
    line(back({ action: 'clear', why: 'neverArrived' }), 'failed'),
    line(back({ state: 'sent' }), 'delivered', [held({})]),
    line(back({ state: 'failed', failure: 'Microsoft Entra has not removed the assignment within 24 hours' }), 'delivered', [held({})]),
    line(back({ state: 'left', action: 'leave', why: 'hadBefore' }), 'delivered', [held({})]),
    line(back(), 'delivered', [held({})]),
    line({ since, item: null }, 'skipped'),
  ]).toEqual([
    [taken, since25, 'none', 'Taken back', 'Taken back on 25 November 2026: they should not have it', null],
    [taken, since25, 'none', 'Taken back', 'Taken back on 25 November 2026: they should not have it, but for what they had before', null],
    [taken, since, 'none', 'Does not have it', 'It failed in the run, and the phase was taken back on 24 November 2026: they should not have it', null],
    [taken, since25, 'none', 'Does not have it', 'It failed in the run, and the phase was taken back on 25 November 2026: they should not have it', null],
    ['No, being taken back', since, 'onItsWay', 'Being taken back', 'The phase is being taken back: they should not have it', 'Usually done within minutes; may take up to 24 hours'],
    [taken, since, 'delivered', 'Delivered', 'Microsoft Entra has not removed the assignment within 24 hours', 'Tell second level; an admin decides whether it is tried again'],
    ['Yes, as before', '2026-11-02T08:00:00Z', 'delivered', 'Delivered', 'The phase was taken back on 24 November 2026, and they were left as they are: Had it by name before the run', null],
    ['Yes, outside the rollouts', '2026-11-02T08:00:00Z', 'delivered', 'Delivered', null, null],
    ['Not from this run', '2026-11-23T09:00:00.000Z', 'none', 'Left out', null, null],
  ]);
});

test('a half delivered assignment is a failure with its way out', () => {
  const [line] = cardLines([], [held({ state: 'partiallyDelivered' })]);
  expect(line).toMatchObject({ has: { state: 'failed', word: 'Only partly delivered' }, whatThen: 'Tell second level; they can have it delivered again within 14 days' });
});

test('who is invited may ask, who comes by a rule gets it by itself, and neither before the policy is written', () => {
  const savedAt = '2026-11-24T09:00:00.000Z';
  const line = (policy: NonNullable<PlannedPackage['policy']>) => short(cardLines([plan({ policy })], []))[0]?.slice(1);
  expect([line({ mode: 'invite', savedAt }), line({ mode: 'automatic', savedAt }), line({ mode: 'invite', savedAt: null })]).toEqual([
    ['May ask for it', 'none', 'Does not have it', 'It is open to them, and they do not have it by a request yet'],
    ['Yes, by a rule', 'onItsWay', 'On its way', 'Entra gives it to whom its rule selects'],
    ['May ask for it', 'notYetVisible', 'Not yet visible', 'Its policy is not written yet'],
  ]);
});
