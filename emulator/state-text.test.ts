import { expect, test } from 'vitest';
import { Office } from './graph/testing';
import { assignTo, makeGroupPackage } from './graph/entitlement/testing';
import type { StoredState } from './state-file';
import { linesOf, stateIn } from './state-text';

const stored = (office: Office): StoredState => ({ version: 3, clockAheadMs: 7, signIn: { signingKey: {} } as StoredState['signIn'], losses: [], tenant: office.tenant.toJSON() });

test('the lines of a state are of the moment at which they were asked for, whatever is changed while they are written', async () => {
  const office = await Office.open();
  const pilot = await makeGroupPackage(office);
  for (const name of ['Ana', 'Marta', 'Tomasz']) await assignTo(office, pilot, office.persona(name));
  const before = JSON.stringify(stored(office));

  const lines = linesOf(stored(office))[Symbol.iterator]();
  const written = [String(lines.next().value)];
  office.wait(10_000);
  await assignTo(office, pilot, office.persona('Eva'));
  for (let next = lines.next(); next.done !== true; next = lines.next()) written.push(next.value);

  expect(stateIn(written)).toEqual(JSON.parse(before));
  expect(stateIn(linesOf(stored(office)))).not.toEqual(JSON.parse(before));
});

test('a long list stands on many lines, and one that is missing is noticed', async () => {
  const office = await Office.open();
  for (const user of [...office.tenant.users.values()]) for (const state of ['A', 'B', 'C', 'D']) office.tenant.updateUser(user.id, { state });

  const lines = [...linesOf(stored(office))];
  expect(stateIn(lines)).toEqual(JSON.parse(JSON.stringify(stored(office))));
  expect(lines.length).toBeGreaterThan(3);
  expect(Math.max(...lines.slice(1).map((line) => (JSON.parse(line) as unknown[]).length))).toBe(1000);
  expect(() => stateIn(lines.slice(0, -1))).toThrow('the file ends early');
});
