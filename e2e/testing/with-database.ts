import { afterAll, beforeAll } from 'vitest';
import { closeDb } from '@/lib/db/client';
import { aDatabase } from './database';
import type { TestDatabase } from './database';

/**
 * A database of its own for the tests of a file, or of a describe: opened before the first, closed after the last. What
 * it gives is filled when the hooks of this call have run, so that it can be taken apart where it is called.
 */
export function withDatabase(kind: 'pglite' | 'postgresql' = 'postgresql'): TestDatabase {
  const database = {} as TestDatabase;
  beforeAll(async () => {
    fill(database, await aDatabase(kind));
  });
  afterAll(async () => {
    await closeDb();
    await database.close();
  });
  return database;
}

/** Gives an object that was handed out before it could be made what it is to be, getters as getters. */
export function fill<T extends object>(empty: T, made: T): void {
  Object.defineProperties(empty, Object.getOwnPropertyDescriptors(made));
}
