import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import type { Graph } from './client';
import { graphClient } from './client';
import { readWhatHangsOn } from './group-effects';
import { managersOf } from './users';

let tenant: RunningTenant;
let graph: Graph;

beforeAll(async () => {
  tenant = await startTenant({ users: 240 });
  process.env.GRAPH_ORIGIN = tenant.origin;
  graph = graphClient(() => tenant.graphToken(tenant.persona('Ines').id));
});
beforeEach(() => tenant.admin('fault', { clear: true }));
afterAll(() => tenant.stop());

const managed = (count: number) => tenant.snapshot().users.flatMap((user) => (user.managerId ? [{ id: user.id, managerId: user.managerId }] : [])).slice(0, count);
const batchSizes = (since: number) => tenant.log(since).map(({ requestBody }) => (requestBody as { requests: unknown[] }).requests.length).sort((a, b) => b - a);
const lastNumber = () => tenant.log().at(-1)?.n ?? 0;

test('inside batches what is told to wait for a second is asked again alone, and nobody is missing from the answer', async () => {
  const people = managed(45);
  const since = lastNumber();
  await tenant.admin('fault', { path: '^/users/.+/manager', nth: 7, status: 429, retryAfter: 1 });

  const managers = await managersOf(graph, people.map(({ id }) => id));

  expect([...managers].map(([id, { id: managerId }]) => ({ id, managerId }))).toEqual(people);
  expect(batchSizes(since)).toEqual([20, 20, 5, 1]);
});

test('what is told to wait for longer than a person would is told as throttled, with how long', async () => {
  await tenant.admin('fault', { path: '^/users/.+/manager', nth: 3, status: 429, retryAfter: 60 });
  await expect(managersOf(graph, managed(5).map(({ id }) => id))).rejects.toMatchObject({ code: 'throttled', details: { retryAfter: 60 } });
});

test('however many are read, four batches are under way at once and no more', async () => {
  const since = lastNumber();
  const people = managed(200);

  expect((await managersOf(graph, people.map(({ id }) => id))).size).toBe(people.length);

  const batches = tenant.log(since);
  expect(batches).toHaveLength(Math.ceil(people.length / 20));
  const together = batches.map(({ startedMs }) => batches.filter((other) => other.startedMs <= startedMs && other.endedMs > startedMs).length);
  expect(Math.max(...together)).toBeLessThanOrEqual(4);
});

test('all groups that a group stands in are told, also those beyond the first page', async () => {
  const { groups } = tenant.snapshot();
  const plain = groups.find((group) => group.securityEnabled && group.groupTypes.length === 0);
  const model = plain && tenant.tenant.groups.get(plain.id);
  if (!plain || !model) throw new Error('the tenant has no security group');
  const outer = Array.from({ length: 120 }, (_, index) => ({ id: randomUUID(), name: `Outer ${index}` }));
  for (const { id, name } of outer) {
    tenant.tenant.groups.add({ ...structuredClone(model), id, displayName: name });
    tenant.tenant.members.add(id, plain.id);
  }

  const hanging = (await readWhatHangsOn(graph, [plain.id])).get(plain.id);

  expect(hanging?.outer?.filter(({ name }) => name.startsWith('Outer ')).map(({ id }) => id).sort()).toEqual(outer.map(({ id }) => id).sort());
});
