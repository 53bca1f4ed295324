import { expect, test } from 'vitest';
import { tellServer } from '@/e2e/testing/postgres-server';
import { withDatabase } from '@/e2e/testing/with-database';
import { AppError } from '@/lib/errors';
import { loadRolloutList } from '@/lib/rollout/rollout-view';
import { failureToShow } from './failure-to-show';

const database = withDatabase();

/** The list of rollouts as its page reads it, or what the page shows instead. */
const list = () => loadRolloutList({}, { skip: 0, take: 25 }, { by: 'changed', down: true }).catch((error: unknown) => failureToShow(error)?.failure ?? error);

test('a list that cannot be read since the database is away says so, with a reference, and is there again with it', async () => {
  const { host, pathname } = new URL(database.url);
  const server = (statement: string) => tellServer(`postgresql://postgres:postgres@${host}`, statement);
  const name = pathname.slice(1);
  expect(await list()).toEqual({ rollouts: [], total: 0 });
  await server(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  await server(`ALTER DATABASE ${name} RENAME TO ${name}_away`);
  const gone = await list();
  expect(gone).toEqual({ kind: 'offline', reference: expect.stringMatching(/^[0-9a-f]+$/) as string, message: 'The portal’s database cannot be reached. Nothing was changed.' });
  await server(`ALTER DATABASE ${name}_away RENAME TO ${name}`);
  expect(await list()).toEqual({ rollouts: [], total: 0 });
});

test('what is ours, what is not there and what Next says by throwing have places of their own', () => {
  expect([new AppError('internal', 'broken'), new AppError('notFound', 'gone'), new Error('NEXT_REDIRECT'), 'thrown'].map(failureToShow)).toEqual([null, null, null, null]);
});
