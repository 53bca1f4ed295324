// npm run restore -- FILE [--replace]: puts back what npm run backup wrote, into DATA_DIR or the server of DATABASE_URL.
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dataFolder, makeDataFolder, requireFolderFree } from './data-folder.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { ensurePackages } from './setup.mjs';

await runScript(async () => {
  const [source, ...flags] = process.argv.slice(2);
  if (!source) throw new Refusal('Say from where: npm run restore -- FILE');
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), source);
  if (!existsSync(file)) throw new Refusal(`There is no file ${file}.`);
  const replace = flags.includes('--replace');
  await ensurePackages();
  const { readEnvironment, withDatabase } = await import('./moving.mjs');
  const { checkArchive, readArchive, readHead } = await import('./archive.mjs');
  const { applyMigrations } = await import('./migrate.mjs');
  const { readMigrations } = await import('./schema-engine.mjs');
  const env = readEnvironment();

  const { migrations } = await readHead(file);
  const ours = new Set((await readMigrations()).map(({ name }) => name));
  const unknown = migrations.filter(({ name }) => !ours.has(name));
  if (unknown.length > 0) throw new Refusal(`The backup is newer than this program: it has had the migration ${unknown.map(({ name }) => name).join(', ')}. Restore it with the version that wrote it, or a later one.`);
  const beside = await checkArchive(file);

  if (env.DATABASE_URL) await requireEmptyServer(env.DATABASE_URL, replace);
  else await clearFolder(dataFolder(env), replace);
  const rows = await withDatabase(env, async (url, folder) => {
    await applyMigrations(url);
    const count = await readArchive(url, file);
    for (const [name, text] of Object.entries(folder ? beside : {})) writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return count;
  });
  console.log(`Restored ${rows} rows from ${file}.`);
  if (env.DATABASE_URL && beside['session-key']) console.log('With a server the session key is not read from a file: set SESSION_KEY, or everybody signs in anew.');
});

/** What was there is moved aside, not removed: a restore of the wrong file is then no loss. */
async function clearFolder(folder, replace) {
  if (!existsSync(path.join(folder, 'postgres'))) return;
  await requireFolderFree(folder);
  if (!replace) throw new Refusal(`${folder} already holds a database. Add --replace to put the backup in its place (the old one is kept beside it), or set DATA_DIR to a new folder.`);
  const kept = `${folder}-replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(folder, kept);
  makeDataFolder(folder);
  console.log(`The database that was there is kept in ${kept}`);
}

/** Whether somebody else is connected; one that has just gone stands in the server's list for a moment more. */
async function isBusy(client) {
  for (let tries = 0; tries < 20; tries += 1) {
    const { rows } = await client.query('SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = $1', ['client backend']);
    if (rows[0].n === 0) return false;
    await setTimeout(100);
  }
  return true;
}

async function requireEmptyServer(url, replace) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT to_regclass('installation') AS found`);
    if (!rows[0].found) return;
    const { rows: claimed } = await client.query('SELECT tenant_name FROM installation');
    if (await isBusy(client)) throw new Refusal('The database of DATABASE_URL is in use: stop every portal that works with it first.');
    if (claimed.length > 0 && !replace) throw new Refusal(`The database of DATABASE_URL already belongs to ${claimed[0].tenant_name}. Add --replace to put the backup in its place.`);
  } finally {
    await client.end();
  }
}
