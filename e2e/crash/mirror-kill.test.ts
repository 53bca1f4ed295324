import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { heldInMirror, heldInTenant, heldNames } from '@/e2e/testing/mirror';
import { db } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { holdDirectory } from '@/lib/directory/keep-mirror';
import { bundleRunner, kill } from './bundled-runner';
import type { BundledRunner } from './bundled-runner';

const { tenant, admin } = withPortal({ users: 2500 });
let runner: BundledRunner;

beforeAll(async () => {
  runner = await bundleRunner();
});

afterAll(async () => {
  await runner.remove();
});

/** Rows that every feed has read so far, all together. */
const loaded = async () => (await db().mirrorFeed.aggregate({ _sum: { loaded: true } }))._sum.loaded ?? 0;

test('a reading killed at any moment goes on where it was, and in the end holds the tenant exactly', async () => {
  await holdDirectory(admin, 'wholeTenant');
  const since = tenant.log().at(-1)?.n ?? 0;
  let before = -1;
  // Each is killed as soon as it has written something further, whatever it is at.
  for (let round = 0; round < 5; round += 1) {
    const child = runner.start();
    await expect.poll(loaded, { interval: 20 }).toBeGreaterThan(before);
    await kill(child);
    before = await loaded();
  }
  const last = runner.start();
  await expect.poll(async () => (await db().job.count({ where: { kind: 'mirror', leaseHolder: null, notBefore: { gt: new Date() } } })) + ((await readPeopleFeed()).asOf ? 1 : 0), { interval: 100 }).toBe(2);
  await kill(last);

  expect(await heldNames()).toEqual(tenant.snapshot().users.map((user) => user.displayName).sort());
  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  // Nothing was begun from the front again: each list was asked for its first page by one reading alone.
  const begun = tenant.log(since).filter((exchange) => /\/users\/delta\?(?!.*(skip|delta)token)/.test(exchange.url)).length;
  expect(begun).toBeLessThanOrEqual(2);
});
