import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStorms, storm, stormGround } from './storm';
import type { StormGround } from './storm';

/** Some of the storms of `npm run storm` as the tests of a file; two files of them go on beside each other, since a storm mostly waits. */
export function theStorms(seeds: readonly number[]): void {
  let ground: StormGround;

  beforeAll(async () => {
    ground = await stormGround();
  });

  afterAll(() => endStorms(ground));

  test.for(seeds)('whatever the tenant does, whenever the portal is killed, everybody ends in one true state, nothing is doubled, nothing lost, every write audited: seed %i', { timeout: 400_000 }, async (seed) => {
    const { report, items, requests } = await storm(seed, ground);
    expect(report).toBe('');
    expect(items > 0 && requests > 0).toBe(true);
  });
}
