import { expect, test } from 'vitest';
import { Office } from './graph/testing';
import { assignTo, makeGroupPackage } from './graph/entitlement/testing';
import type { StoredState } from './state-file';
import { textOf } from './state-text';

test('the text of a state is of the moment at which it was asked for, whatever is changed while it is written', async () => {
  const office = await Office.open();
  const pilot = await makeGroupPackage(office);
  for (const name of ['Ana', 'Marta', 'Tomasz']) await assignTo(office, pilot, office.persona(name));
  const state: StoredState = { version: 2, clockAheadMs: 7, signIn: { signingKey: {} } as StoredState['signIn'], losses: [], tenant: office.tenant.toJSON() };
  const before = JSON.stringify(state);

  const pieces = textOf(state)[Symbol.iterator]();
  const first = String(pieces.next().value);
  office.wait(10_000);
  await assignTo(office, pilot, office.persona('Eva'));
  let text = first;
  for (let next = pieces.next(); next.done !== true; next = pieces.next()) text += next.value;

  expect(text).toBe(before);
  expect(JSON.stringify(office.tenant.toJSON())).not.toBe(JSON.stringify((JSON.parse(text) as StoredState).tenant));
});
