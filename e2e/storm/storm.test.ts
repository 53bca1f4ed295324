import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStorms, storm, stormGround } from './storm';
import type { StormGround } from './storm';

/** Ten of the storms of `npm run storm`, of the shorter ones. */
const SEEDS = [1, 2, 5, 6, 7, 10, 11, 12, 15, 16];

let ground: StormGround;

beforeAll(async () => {
  ground = await stormGround();
});

afterAll(() => endStorms(ground));

test.for(SEEDS)('whatever the tenant does, whenever the portal is killed, everybody ends in one true state, nothing is doubled, nothing lost, every write audited: seed %i', { timeout: 400_000 }, async (seed) => {
  const { report, items, requests } = await storm(seed, ground);
  expect(report).toBe('');
  expect(items > 0 && requests > 0).toBe(true);
});
