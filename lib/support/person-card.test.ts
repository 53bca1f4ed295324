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
