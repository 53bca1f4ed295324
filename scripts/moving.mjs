// What backup and restore share: which database is meant, and opening the embedded one for the time of the work.
import path from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { dataFolder, embeddedDatabaseUrl, makeDataFolder, requireFolderFree, root } from './data-folder.mjs';
import { Refusal } from './refusal.mjs';
import { loadDotEnv } from './settings.mjs';

/** What lies in a data folder beside the database. */
export const FILES_BESIDE = ['session-key', 'tenant.json'];

/** The environment with .env, as npm start reads it. */
export function readEnvironment() {
  const env = { ...process.env };
  if (!env.SKIP_DOT_ENV) loadDotEnv(path.join(root, '.env'), env);
  return env;
}

/**
 * Works with the database the environment means.
 * @param {Record<string, string | undefined>} env
 * @param {(url: string, folder: string | undefined) => Promise<T>} work folder is undefined for a server
 * @template T
 * @throws Refusal when the data folder is in use
 */
export async function withDatabase(env, work) {
  if (env.DATABASE_URL) return work(env.DATABASE_URL, undefined);
  const folder = dataFolder(env);
  makeDataFolder(folder);
  await requireFolderFree(folder);
  const child = startChild([path.join(root, 'scripts/database.mjs')], { env: { ...env, DATA_DIR: folder }, watch: false });
  try {
    await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (message.ready) resolve();
        if (message.failed) reject(message.refusal ? new Refusal(message.failed) : new Error(message.failed));
      });
      void child.ended.then(() => reject(new Error(`the database process ended while starting\n${child.errors}`)));
    });
    return await work(embeddedDatabaseUrl(folder), folder);
  } finally {
    await stopChild(child, 10_000);
  }
}
