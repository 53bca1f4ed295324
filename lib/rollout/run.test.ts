import { expect, test } from 'vitest';
import { countGroups, isSettled, markOf, noCounts, readMark } from './run';
import { failureOfRefusal, failureOfRequest, whatToDo } from './run-failures';

const RUN = '11111111-1111-4111-8111-111111111111';
const ITEM = '22222222-2222-4222-8222-222222222222';

test('a request carries run, item and attempt, and is known by them again', () => {
  expect(readMark(markOf({ id: ITEM, runId: RUN, attempts: 2 }))).toEqual({ runId: RUN, itemId: ITEM, attempt: 2 });
  expect(readMark('Needed for my work')).toBeNull();
});

test('the groups people read add up to all items', () => {
  const counts = { ...noCounts(), sending: 1, unknown: 2, requested: 3, delivering: 4, delivered: 5, failed: 6, waitingForApproval: 7, queued: 8, skipped: 9 };
  expect(countGroups(counts)).toEqual({ onItsWay: 10, delivered: 5, failed: 6, waitingForApproval: 7, queued: 8, skipped: 9, total: 45 });
});

test('a run is settled when nothing is open, whatever failed', () => {
  expect(isSettled({ ...noCounts(), delivered: 3, failed: 1, skipped: 1 })).toBe(true);
  expect(isSettled({ ...noCounts(), delivered: 3, waitingForApproval: 1 })).toBe(false);
});

test.each([
  ['ExistingGrant', 'The requestor has already an existing grant.', 'alreadyHas'],
  ['ExistingOpenRequest', 'The requestor has already an existing open request.', 'alreadyAsked'],
  ['PolicyRequirementsNotMet', "You don't meet policy requirements to request this entitlement", 'outOfScope'],
  ['ResourceNotFound', 'The access package was not found.', 'packageOrPolicyGone'],
  ['IncompatibleAccess', 'The target has access that is incompatible with the access package.', 'incompatible'],
  ['InvalidModel', 'targetId is not a GUID.', 'refused'],
])('a request refused as %s is explained and says what to do', (code, message, failureCode) => {
  const failure = failureOfRefusal(code, message);
  expect(failure.failureCode).toBe(failureCode);
  expect(failure.failure).not.toBe('');
  if (failureCode !== 'alreadyHas') expect(whatToDo(failureCode)).not.toBeNull();
});

test('a delivery that failed says why, where Entra says it', () => {
  expect(failureOfRequest('deliveryFailed', 'DeliveryFailed: sign-in of the user is blocked')).toEqual({ failureCode: 'accountDisabled', failure: 'The account is disabled' });
  expect(failureOfRequest('denied', 'Denied').failureCode).toBe('denied');
  expect(failureOfRequest('partiallyDelivered', 'PartiallyDelivered').failureCode).toBe('partlyDelivered');
});
