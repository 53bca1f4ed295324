// node scripts/migrate.mjs make NAME   writes the next migration from the difference between migrations and schema
// node scripts/migrate.mjs check      exits 1 when schema and migrations do not agree
// node scripts/migrate.mjs apply      brings the database of DATABASE_URL to the program's state (npm start does the same)
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { Refusal, runScript } from './refusal.mjs';
import {
  migrationList, migrationsFolder, noFilter, openEngine, openScratchDatabase, readMigrations, readSchema,
} from './schema-engine.mjs';

// Any number, as long as every replica takes the same.
const MIGRATION_LOCK = 7235181;

/** What the schema has and the migrations have not, as SQL; an empty string when they agree. */
export async function findDifference() {
  const scratch = await openScratchDatabase();
  try {
    const engine = await openEngine(scratch.url, scratch.url);
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'migrations', ...migrationList(await readMigrations()) },
      to: { tag: 'schemaDatamodel', ...(await readSchema()) },
      script: true,
      exitCode: true,
      filters: noFilter,
    });
    return exitCode === 0 ? '' : stdout;
  } finally {
    await scratch.close();
  }
}

/**
 * Brings a database to the state of the program's migrations.
 * @param {string} url
 * @param {{ beforeChange?: (name: string) => Promise<void> }} [options] beforeChange runs before an existing database
 *   is changed, with the name of the first migration to come
 * @returns {Promise<string[]>} the names of the migrations applied
 * @throws Refusal when the database is newer than the program, was left half migrated, or a migration was edited
 */
export async function applyMigrations(url, { beforeChange } = {}) {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // Replicas that start together wait here for the first. The embedded database has one starter only, and no
    // locks that outlive a statement.
    if (!isEmbedded(url)) await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const history = await readHistory(client);
    const pending = requireOurHistory(history, migrations);
    if (pending.length === 0) return [];
    if (history.length > 0) await beforeChange?.(pending[0]);
    const engine = await openEngine(url);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationList(migrations), filters: noFilter });
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

const isEmbedded = (url) => new URL(url).searchParams.has('host');

async function readHistory(client) {
  const table = await client.query(`SELECT to_regclass('_prisma_migrations') AS found`);
  if (!table.rows[0].found) return [];
  const { rows } = await client.query(
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  return rows;
}

function requireOurHistory(history, migrations) {
  const ours = new Map(migrations.map(({ name, script }) => [name, createHash('sha256').update(script).digest('hex')]));
  const unknown = history.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new Refusal(
      `The database is newer than this program: it has had the migration ${unknown.join(', ')}, which this version does not know. ` +
        'Start the newer version of Access Rollout again, or restore a backup that this version wrote.',
    );
  }
  const failed = history.filter(({ finished }) => !finished).map(({ name }) => name);
  if (failed.length > 0) {
    throw new Refusal(
      `The migration ${failed.join(', ')} stopped half way, so the database cannot be trusted. ` +
        'Put back the copy that was kept before it (DATA_DIR/copies, or your own backup of the server), then start again.',
    );
  }
  const edited = history.filter(({ name, checksum }) => ours.get(name) !== checksum).map(({ name }) => name);
  if (edited.length > 0) {
    throw new Refusal(
      `The migration ${edited.join(', ')} has another text here than the one this database had. ` +
        'Start the version that made this database, or set DATA_DIR to a new folder.',
    );
  }
  const done = new Set(history.map(({ name }) => name));
  return migrations.map(({ name }) => name).filter((name) => !done.has(name));
}

async function makeMigration(name) {
  if (!/^[a-z0-9_]+$/.test(name ?? '')) throw new Refusal('Name the migration in small letters, digits and underscores: node scripts/migrate.mjs make NAME');
  const script = (await findDifference()) || '-- What the schema language cannot say.\n';
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = path.join(migrationsFolder, `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), script);
  await writeFile(path.join(migrationsFolder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(`made ${path.relative(process.cwd(), folder)}/migration.sql`);
}

async function main() {
  const [verb, name] = process.argv.slice(2);
  if (verb === 'make') return makeMigration(name);
  if (verb === 'check') {
    const difference = await findDifference();
    if (difference) throw new Refusal(`The schema has what no migration has (node scripts/migrate.mjs make NAME writes it):\n${difference}`);
    return console.log('schema and migrations agree');
  }
  if (verb === 'apply' && process.env.DATABASE_URL) {
    const applied = await applyMigrations(process.env.DATABASE_URL);
    return console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply');
  }
  throw new Refusal('Say make NAME, check, or apply (with DATABASE_URL set).');
}

if (process.argv[1] === import.meta.filename) await runScript(main);
