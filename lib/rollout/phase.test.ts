import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PHASE_STATES, PHASE_STEPS, canChangeCohort, canStep } from './phase';

test('the steps are the ones the database allows', () => {
  const sql = readFileSync('prisma/migrations/20261123100100_rules/migration.sql', 'utf8');
  const table = /INSERT INTO "phase_transition"[^;]*;/.exec(sql)?.[0] ?? '';
  const allowed = [...table.matchAll(/\('(\w+)', '(\w+)'\)/g)].map(([, from, to]) => `${from} → ${to}`);
  const ours = PHASE_STATES.flatMap((from) => PHASE_STEPS[from].map((to) => `${from} → ${to}`));
  expect(allowed.length).toBeGreaterThan(20);
  expect(ours.sort()).toEqual(allowed.sort());
});

test('no state but a signed one starts to run for the first time', () => {
  expect(PHASE_STATES.filter((from) => canChangeCohort(from) && canStep(from, 'running'))).toEqual(['signed']);
});
