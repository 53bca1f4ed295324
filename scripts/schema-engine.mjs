// Prisma's own schema engine, in WebAssembly: no engine is downloaded and nothing is guessed about migrations.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { root } from './data-folder.mjs';
import { serveDatabase } from './database.mjs';

export const migrationsFolder = path.join(root, 'prisma', 'migrations');
const schemaFile = path.join(root, 'prisma', 'schema.prisma');
export const noFilter = { externalTables: [], externalEnums: [] };

let loaded;

async function loadEngine() {
  const wasm = await readFile(new URL('./schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The schema as the engine takes it. */
export async function readSchema() {
  return { files: [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }] };
}

/** Every migration of the program, oldest first. */
export async function readMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  return Promise.all(names.map(async (name) => ({ name, script: await readFile(path.join(migrationsFolder, name, 'migration.sql'), 'utf8') })));
}

/** The same list in the engine's words. */
export function migrationList(migrations) {
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
    })),
  };
}

/** PostgreSQL's internal one-byte "char", which its catalogs are full of and the adapter does not know. */
const CHAR = 18;
const TEXT = 25;

/**
 * The adapter, mended where the schema engine needs more than queries: "char" columns, and whole scripts, which the
 * adapter would cut at every semicolon, also inside a function's body or a comment.
 */
async function connectTo(connectionString) {
  const pool = new pg.Pool({ connectionString, max: 2, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 500, allowExitOnIdle: true });
  // The scratch database ends with its work; a connection it takes along is nobody's loss.
  pool.on('error', () => {});
  const query = pool.query.bind(pool);
  const charColumns = new WeakMap();
  pool.query = async (...given) => {
    const result = await query(...given);
    charColumns.set(result.rows, result.fields.flatMap((field, index) => (field.dataTypeID === CHAR ? [index] : [])));
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  };
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (asked) => {
    const answer = await queryRaw(asked);
    for (const index of charColumns.get(answer.rows) ?? []) answer.columnTypes[index] = ColumnTypeEnum.Character;
    return answer;
  };
  adapter.executeScript = async (script) => void (await query(script));
  return adapter;
}

/**
 * An engine on a database.
 * @param {string} connectionString
 * @param {string} [shadow] where migrations may be tried out; without one that is refused
 */
export async function openEngine(connectionString, shadow) {
  await (loaded ??= loadEngine());
  const factory = new PrismaPg({ connectionString });
  factory.connect = () => connectTo(connectionString);
  factory.connectToShadowDb = () => {
    if (!shadow) throw new Error('this engine was opened without a shadow database');
    return connectTo(shadow);
  };
  const schema = await readSchema();
  const datamodels = schema.files.map(({ path: file, content }) => [file, content]);
  return bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/** An empty PGlite in memory behind a socket, for trying migrations out. Gives its address and how to close it. */
export async function openScratchDatabase() {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-scratch-'));
  const server = createServer();
  await new Promise((resolve) => server.listen(path.join(folder, '.s.PGSQL.5432'), resolve));
  const served = await serveDatabase(undefined, server, 'empty');
  return {
    db: served.db,
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
