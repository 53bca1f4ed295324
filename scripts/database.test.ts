import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask } from '@/e2e/testing/ask-database';
import { startChild, stopChild } from './children.mjs';
import { embeddedDatabaseUrl } from './data-folder.mjs';
import { withDatabase } from './moving.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-database-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('a copy made before a migration opens with what the database held then, and the last three are kept', async () => {
  const child = startChild(['scripts/database.mjs'], { env: { ...process.env, DATA_DIR: folder }, watch: false });
  const answer = () => new Promise((resolve) => child.once('message', resolve));
  try {
    await answer();
    await ask(embeddedDatabaseUrl(folder), 'CREATE TABLE copied (n int)');
    for (const n of [1, 2, 3, 4]) {
      await ask(embeddedDatabaseUrl(folder), `INSERT INTO copied VALUES (${n})`);
      const copied = answer();
      child.send({ copy: `before-${n}` });
      await copied;
    }
    await ask(embeddedDatabaseUrl(folder), 'DROP TABLE copied');
  } finally {
    await stopChild(child, 10_000);
  }

  const copies = (await readdir(path.join(folder, 'copies'))).sort();
  expect(copies.map((name) => name.replace(/^.*Z-/, ''))).toEqual(['before-2', 'before-3', 'before-4']);

  await rm(path.join(folder, 'postgres'), { recursive: true });
  await cp(path.join(folder, 'copies', copies[1] ?? ''), path.join(folder, 'postgres'), { recursive: true });
  expect(await withDatabase({ DATA_DIR: folder }, (url: string) => ask(url, 'SELECT n FROM copied ORDER BY n'))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});
