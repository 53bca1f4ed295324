import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStorms, storm, stormGround } from './storm';
import type { StormGround } from './storm';

/** Some of the storms of `npm run storm` as the tests of a file; two files of them go on beside each other, since a storm mostly waits. */
export function theStorms(seeds: readonly number[]): void {
  let ground: StormGround;
  const asked: number[] = [];

  beforeAll(async () => {
    ground = await stormGround();
  });

  afterAll(() => endStorms(ground));

  test.for(seeds)('whatever the tenant does, whenever the portal is killed, everybody ends in one true state, nothing is doubled, nothing lost, every write audited: seed %i', { timeout: 400_000 }, async (seed) => {
    const { report, items, requests } = await storm(seed, ground);
    expect(report).toBe('');
    expect(items > 0).toBe(true);
    asked.push(requests);
  });

  // Where an admin ends a run before its first request, as some weather has it on a slow machine, that storm proves little; not all do.
  test('most of them asked the tenant for something', () => {
    expect(asked.filter((requests) => requests > 0).length).toBeGreaterThan(seeds.length / 2);
  });
}
