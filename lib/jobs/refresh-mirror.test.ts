import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDatabase } from '@/e2e/testing/database';
import type { TestDatabase } from '@/e2e/testing/database';
import { anAdmin, usePortalSettings } from '@/e2e/testing/rollouts';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { closeDb, db } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { findPeople } from '@/lib/directory/directory';
import { holdWholeTenant, loadMirrorView, purgeMirror, refreshNow } from '@/lib/directory/keep-mirror';
import { graphFor } from '@/lib/graph/graph-for';
import type { Admin } from '@/lib/rollout/rollout';
import { JobRunner } from './runner';

let tenant: RunningTenant;
let database: TestDatabase;
let admin: Admin;
let runner: JobRunner;

beforeAll(async () => {
  [tenant, database] = await Promise.all([startTenant({ users: 300 }), aDatabase()]);
  usePortalSettings(tenant);
  admin = await anAdmin(tenant);
  runner = new JobRunner();
  runner.start();
});
afterAll(async () => {
  await runner.stop();
  await closeDb();
  await database.close();
  await tenant.stop();
});

const names = async (text: string) => (await findPeople(graphFor(admin), text, 25)).people.map((person) => person.name);
const heldNames = async () => (await db().mirrorPerson.findMany({ where: { deletedAt: null }, select: { name: true } })).map(({ name }) => name).sort();
const namesInTenant = () => tenant.snapshot().users.map((user) => user.displayName).sort();

/** Until the directory is held as of a later moment than `before`. */
async function readAgain(before: Date | null): Promise<void> {
  await expect.poll(async () => (await readPeopleFeed()).asOf?.getTime() ?? 0, { timeout: 20_000, interval: 50 }).toBeGreaterThan(before?.getTime() ?? 0);
}

test('a copy is held only on an admin’s word, and then of everybody', async () => {
  expect(await findPeople(graphFor(admin), 'lindq', 5)).toMatchObject({ asOf: null });
  await holdWholeTenant(admin);
  await readAgain(null);
  expect(await heldNames()).toEqual(namesInTenant());
  const found = await findPeople(graphFor(admin), 'indqvis', 5);
  expect({ names: found.people.map((person) => person.name), fromCopy: found.asOf !== null }).toEqual({ names: ['Marta Lindqvist'], fromCopy: true });
  expect(await loadMirrorView()).toMatchObject({ scope: 'wholeTenant', loading: false, waitsFor: null, worksFor: admin.name, loaded: 300 });
});

test('what changed in the tenant is read, and no more than that', async () => {
  const { asOf } = await readPeopleFeed();
  const [marta] = (await findPeople(graphFor(admin), 'Marta Lindqvist', 1)).people;
  await tenant.admin(`users/${marta?.id ?? ''}`, { displayName: 'Marta Zetterqvist' });
  const since = tenant.log().length;
  await refreshNow(admin);
  await readAgain(asOf);
  expect([await names('zetterq'), await names('marta lindq')]).toEqual([['Marta Zetterqvist'], []]);
  const rows = tenant.log().slice(since).filter((exchange) => exchange.url.includes('/users/delta')).map((exchange) => (exchange.responseBody as { value: unknown[] }).value.length);
  expect(rows).toEqual([1]);
});

test('a link that the tenant no longer knows begins a whole load anew, and what was held serves meanwhile', async () => {
  const { asOf, round } = await readPeopleFeed();
  await db().mirrorFeed.updateMany({ data: { deltaLink: 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=unknown' } });
  await tenant.admin('fault', { path: 'deltatoken=unknown', kind: 'status', status: 410 });
  await refreshNow(admin);
  await readAgain(asOf);
  expect((await readPeopleFeed()).round).toBe(round + 1);
  expect(await heldNames()).toEqual(namesInTenant());
});

test('a purge forgets everybody and stops the reading', async () => {
  await purgeMirror(admin);
  expect([await heldNames(), await db().mirrorPhrase.count(), await db().mirrorWord.count()]).toEqual([[], 0, 0]);
  expect(await loadMirrorView()).toMatchObject({ scope: 'nothing', asOf: null, worksFor: null });
  expect((await findPeople(graphFor(admin), 'zetterq', 5)).asOf).toBe(null);
  await expect(refreshNow(admin)).rejects.toMatchObject({ code: 'conflict' });
});
