import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { loadQueue } from '@/lib/support/load-queue';
import { tellingPoints } from './delivery-curve';
import { noCounts } from './run';
import { closeProgressStreams, watchRun } from './run-progress';
import type { ProgressEvent } from './run-progress';
import { loadRunItems, loadRunView } from './run-view';
import { startRun } from './start-run';

const { tenant, admin } = withPortal({ users: 300 });
let runId: string;
let names: string[];

beforeAll(async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 6 });
  runId = (await startRun(admin, phaseId, hash)).id;
  names = (await db().runItem.findMany({ where: { runId }, orderBy: [{ personName: 'asc' }, { id: 'asc' }] })).map((item) => item.personName);
  const failed = { state: 'failed' as const, failureCode: 'accountDisabled', failure: 'The account is disabled' };
  await db().runItem.updateMany({ where: { runId, personName: names[1] ?? '' }, data: failed });
  await db().runItem.updateMany({ where: { runId, personName: names[2] ?? '' }, data: failed });
  await db().runItem.updateMany({ where: { runId, personName: names[4] ?? '' }, data: { ...failed, failureCode: 'refused', failure: 'Entra refused the request. Entra said: no' } });
});

afterAll(closeProgressStreams);

test('failures are grouped by cause, the most first, each with what to do', async () => {
  const { failures, progress, packageCount } = await loadRunView(runId);
  expect(failures.map(({ cause, count, whatToDo }) => ({ cause, count, whatToDo }))).toEqual([
    { cause: 'The account is disabled', count: 2, whatToDo: 'Enable the account and send again, or finish without' },
    { cause: 'Entra refused the request', count: 1, whatToDo: 'Read what Entra said, mend it and send again' },
  ]);
  expect(progress).toMatchObject({ runState: 'running', jobState: 'waiting', counts: { ...noCounts(), queued: 3, failed: 3 } });
  expect(packageCount).toBe(1);
});

test('the curve of a run counts what arrived and failed over time, what the brake does not count apart, and says where it stops', async () => {
  const before = await db().runItem.findMany({ where: { runId }, orderBy: [{ personName: 'asc' }, { id: 'asc' }] });
  const from = Date.now() - 40 * 60_000;
  const at = (index: number, minutes: number, state: 'delivered' | 'failed' | 'requested') => db().runItem.update({ where: { id: before[index]?.id ?? '' }, data: { state, stateSince: new Date(from + minutes * 60_000), sentAt: new Date(from) } });
  await Promise.all([at(0, 10, 'delivered'), at(3, 30, 'delivered'), at(5, 0, 'requested'), ...[1, 2, 4].map((index) => at(index, 20, 'failed'))]);
  // One that failed after five minutes and was sent again after 25 counts as failed until then.
  const earlier = await db().runItemFailure.create({ data: { runId, itemId: before[3]?.id ?? '', attempts: 1, failureCode: 'refused', failure: 'Entra refused the request', failedAt: new Date(from + 5 * 60_000), sentAgainAt: new Date(from + 25 * 60_000) } });
  const { curve, sentAgain } = await loadRunView(runId);
  const shown = tellingPoints(curve?.points ?? []).map(({ at: when, ...counts }) => ({ minute: Math.round((Date.parse(when) - from) / 60_000), ...counts }));
  expect(shown).toEqual([{ minute: 0, delivered: 0, failed: 0 }, { minute: 5, delivered: 0, failed: 1 }, { minute: 10, delivered: 1, failed: 1 }, { minute: 20, delivered: 1, failed: 2 }, { minute: 25, delivered: 1, failed: 1 }, { minute: 30, delivered: 2, failed: 1 }, { minute: 40, delivered: 2, failed: 1 }].map((each) => ({ ...each, minute: expect.closeTo(each.minute, -0.5) as number })));
  expect(sentAgain).toEqual([{ cause: 'Entra refused the request', failures: 1, items: 1, delivered: 1, failedAgain: 0, leftOut: 0 }]);
  await db().runItemFailure.delete({ where: { id: earlier.id } });
  expect([curve?.total, curve?.excused, curve?.brake, curve?.forecast?.open]).toEqual([6, 2, 2, 1]);
  for (const { id, state, stateSince, sentAt } of before) await db().runItem.update({ where: { id }, data: { state, stateSince, sentAt } });
});

test('people are paged by name, and kept to a state or to words', async () => {
  // A page as addresses give it carries its number too.
  const second = { number: 2, skip: 4, take: 4 };
  expect((await loadRunItems(runId, {}, second)).items.map((item) => item.personName)).toEqual(names.slice(4));
  const failed = await loadRunItems(runId, { states: ['failed'] }, { skip: 0, take: 50 });
  expect({ total: failed.total, names: failed.items.map((item) => item.personName) }).toEqual({ total: 3, names: [names[1], names[2], names[4]] });
  expect((await loadRunItems(runId, { text: 'account is DISABLED' }, { skip: 0, take: 50 })).total).toBe(2);
});

test('each is shown with the name they sign in with, and found by it', async () => {
  const all = (await loadRunItems(runId, {}, { skip: 0, take: 50 })).items;
  expect(all.map((item) => item.userPrincipalName)).toEqual(all.map((item) => tenant.tenant.users.get(item.personId)?.userPrincipalName));
  const [, second] = all;
  expect((await loadRunItems(runId, { text: second?.userPrincipalName?.toUpperCase() ?? '' }, { skip: 0, take: 50 })).items).toEqual([second]);
});

test('whoever is stuck is shown to the helpdesk with the name they sign in with', async () => {
  const stuck = (await loadQueue(1, 1)).people.map(({ personId, personName, userPrincipalName }) => [personName, userPrincipalName, tenant.tenant.users.get(personId)?.userPrincipalName]);
  const failed = (await loadRunItems(runId, { states: ['failed'] }, { skip: 0, take: 50 })).items;
  expect(stuck.sort()).toEqual(failed.map(({ personName, userPrincipalName }) => [personName, userPrincipalName, userPrincipalName]).sort());
});

test('an opened person is found in this run alone', async () => {
  const [item] = (await loadRunItems(runId, {}, { skip: 0, take: 1 })).items;
  expect((await loadRunItems(runId, {}, { skip: 0, take: 1 }, item?.id)).opened).toEqual(item);
  expect((await loadRunItems(runId, {}, { skip: 0, take: 1 }, '11111111-1111-4111-8111-111111111111')).opened).toBeNull();
  expect((await loadRunItems(runId, {}, { skip: 0, take: 1 }, 'x')).opened).toBeNull();
});

test('a run that is not there is not found, whatever the address says', async () => {
  for (const id of ['11111111-1111-4111-8111-111111111111', 'x', '%']) await expect(loadRunView(id)).rejects.toMatchObject({ code: 'notFound' });
});

test('viewers share one reader, hear only of changes, take up where they were, and are let go when the run settles', async () => {
  const heard: ProgressEvent[][] = [[], [], []];
  let ended = 0;
  const viewer = (index: number) => ({ tell: (event: ProgressEvent) => heard[index]?.push(event), end: () => (ended += 1) });
  const leave = watchRun(runId, viewer(0), null);
  await expect.poll(() => heard[0]?.length).toBe(1);
  watchRun(runId, viewer(1), null);
  watchRun(runId, viewer(2), heard[0]?.[0]?.id ?? null);
  expect([heard[1]?.length, heard[2]?.length]).toEqual([1, 0]);
  expect(JSON.stringify(heard)).not.toContain(names[0]);

  leave();
  await db().run.update({ where: { id: runId }, data: { state: 'settled' } });
  await expect.poll(() => ended).toBe(2);
  expect(heard.map((events) => events.map((event) => event.progress.runState))).toEqual([['running'], ['running', 'settled'], ['settled']]);
});
