import { expect, test } from 'vitest';
import { withDatabase } from '@/e2e/testing/with-database';
import { readWriteLimit } from '@/lib/db/write-limit';
import { WritePace } from './write-pace';

withDatabase();

/** Tells the others and hears of them at once, without the seconds in between. */
async function tell(pace: WritePace): Promise<void> {
  pace.use('moment', 1);
  await pace.leave('moment');
}

test('two processes of the portal use half of the limit each, take over what the other learned, and whoever is left has all of it', async () => {
  const first = await WritePace.open();
  first.use('run', 1);
  first.rate.learn(200);
  await tell(first);

  const second = await WritePace.open();
  second.use('another run', 1);
  await tell(second);
  await tell(first);
  expect([first.rate.limit, second.rate.limit, (await readWriteLimit()).perSecond]).toEqual([100, 100, 200]);

  second.rate.learn(150);
  await tell(second);
  await tell(first);
  expect([first.rate.limit, second.rate.limit, (await readWriteLimit()).perSecond]).toEqual([150, 150, 300]);

  await second.leave('another run');
  await tell(first);
  expect([first.rate.limit, (await readWriteLimit()).perSecond]).toEqual([300, 300]);
  await first.leave('run');
});
