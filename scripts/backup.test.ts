import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from '@/e2e/testing/ask-database';
import { aDatabase } from '@/e2e/testing/database';
import { applyMigrations } from './migrate.mjs';
import { withDatabase } from './moving.mjs';

// One data folder with something in it, and its backup: whoever changes either works on a copy.
let shelf: string;
let from: string;
let file: string;
/** Every column that holds a document. */
let documentColumns: { table_name: string; column_name: string }[];
let place: string;

beforeAll(async () => {
  shelf = await mkdtemp(path.join(tmpdir(), 'access-rollout-moving-'));
  from = await aFolderWithData(path.join(shelf, 'from'));
  file = path.join(shelf, 'backup.gz');
  expect(await script('backup', [file], { DATA_DIR: from })).toMatchObject({ code: 0 });
});
afterAll(async () => rm(shelf, { recursive: true, force: true }));
beforeEach(async () => {
  place = await mkdtemp(path.join(shelf, 'test-'));
});

type Ended = { code: number; said: string };

async function script(name: string, parameters: string[], env: Record<string, string>): Promise<Ended> {
  const { DATABASE_URL: _, ...rest } = process.env;
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [`scripts/${name}.mjs`, ...parameters], { env: { ...rest, SKIP_DOT_ENV: '1', ...env } });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

const TOKEN_CACHE = `INSERT INTO token_cache (home_account_id, cache, granted_scopes) VALUES ('ines.halden', '\\x00ff10', ARRAY['User.Read', 'a "b", c'])`;
// Whether a thing was not there before, or was not looked at: a document of null, and none at all.
const DOCUMENTS = `SELECT before::text AS before, after::text AS after, detail::text AS detail FROM audit_event ORDER BY seq`;
const POLICIES = `SELECT package_name, before::text AS before, written::text AS written FROM run_policy ORDER BY package_name`;
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
// A policy that a run made was nothing before, and that is kept as a document; one it has not looked at yet has none.
const A_RUN = `
  INSERT INTO rollout (id, name, created_by, created_by_name) VALUES ('${id(1)}', 'Finance', '${id(9)}', 'Ines');
  INSERT INTO phase (id, rollout_id, position, name) VALUES ('${id(2)}', '${id(1)}', 0, 'Pilot');
  INSERT INTO rehearsal (id, phase_id, number, phase_revision, hash, canonical_form, people, people_count, totals, design, tenant_read_at, created_by, created_by_name)
    VALUES ('${id(4)}', '${id(2)}', 1, 0, repeat('a', 64), 1, '', 0, '{"gaining": 3}', '[]', now(), '${id(9)}', 'Ines');
  INSERT INTO run (id, phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(6)}', '${id(2)}', '${id(4)}', repeat('a', 64), '${id(9)}', 'Ines');
  INSERT INTO run_policy (id, run_id, package_id, package_name, policy_id, policy_name, mode, people_count, state, before, written, saved_at)
    VALUES ('${id(13)}', '${id(6)}', '${id(21)}', 'Ledger', '${id(22)}', 'By rule', 'automatic', 3, 'delivered', 'null', '{"displayName": "By rule"}', now()),
           ('${id(14)}', '${id(6)}', '${id(23)}', 'Poster', NULL, 'By rule', 'automatic', 3, 'queued', NULL, NULL, NULL)`;

const READ_BACK = `SELECT (SELECT tenant_name FROM installation) AS tenant, home_account_id, cache, granted_scopes FROM token_cache`;

async function aFolderWithData(folder: string): Promise<string> {
  await mkdir(folder);
  await withDatabase({ DATA_DIR: folder }, async (url: string) => {
    await applyMigrations(url);
    documentColumns = await ask(url, `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'jsonb'`) as typeof documentColumns;
    await ask(url, `INSERT INTO installation (tenant_id, tenant_name) VALUES ('t1', 'Halden Voss')`);
    await ask(url, TOKEN_CACHE);
    for (const statement of A_RUN.split(';')) await ask(url, statement);
    await ask(url, `INSERT INTO audit_event (seq, action, outcome, object_type, object_id, object_name, before, after, prev_hash, hash) VALUES (1, 'run.policy', 'done', 'policy', 'p', 'By rule', 'null', '{"rule": null, "most": 0.10}', repeat('0', 64), repeat('a', 64))`);
  });
  await writeFile(path.join(folder, 'session-key'), 'a key');
  await writeFile(path.join(folder, 'tenant.json'), '{"people":600}');
  return folder;
}

const readIn = (folder: string) => withDatabase({ DATA_DIR: folder }, (url: string) => ask(url, READ_BACK));

test('a backup of a data folder restores whole into another one', async () => {
  const to = path.join(place, 'to');

  expect(await script('restore', [file], { DATA_DIR: to })).toMatchObject({ code: 0 });

  const [back, documents, policies] = await withDatabase({ DATA_DIR: to }, async (url: string) => [await ask(url, READ_BACK), await ask(url, DOCUMENTS), await ask(url, POLICIES)]);
  expect(back).toEqual([{ tenant: 'Halden Voss', home_account_id: 'ines.halden', cache: Buffer.from('00ff10', 'hex'), granted_scopes: ['User.Read', 'a "b", c'] }]);
  expect(documents).toEqual([{ before: 'null', after: '{"most": 0.10, "rule": null}', detail: null }]);
  expect(policies).toEqual([{ package_name: 'Ledger', before: 'null', written: '{"displayName": "By rule"}' }, { package_name: 'Poster', before: null, written: null }]);
  expect(await readFile(path.join(to, 'session-key'), 'utf8')).toBe('a key');
  expect(await readFile(path.join(to, 'tenant.json'), 'utf8')).toBe('{"people":600}');
});

test('a backup of a data folder restores into a PostgreSQL server, rules and references included', async () => {
  const server = await aDatabase();
  const CONSTRAINTS = `SELECT conname, pg_get_constraintdef(oid) AS says FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1`;
  const TRIGGERS = `SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`;
  try {
    const before = [await ask(server.url, CONSTRAINTS), await ask(server.url, TRIGGERS)];

    expect(await script('restore', [file], { DATABASE_URL: server.url })).toMatchObject({ code: 0 });

    expect(await ask(server.url, READ_BACK)).toHaveLength(1);
    expect([await ask(server.url, CONSTRAINTS), await ask(server.url, TRIGGERS)]).toEqual(before);
  } finally {
    await server.close();
  }
});

test('a backup of a PostgreSQL server restores into a data folder, and back into the server only when told to', async () => {
  const ofServer = path.join(place, 'backup.gz');
  const to = path.join(place, 'to');
  const server = await aDatabase();
  try {
    await ask(server.url, `INSERT INTO installation (tenant_id, tenant_name) VALUES ('t1', 'Halden Voss')`);
    await ask(server.url, TOKEN_CACHE);
    const was = await ask(server.url, READ_BACK);

    expect(await script('backup', [ofServer], { DATABASE_URL: server.url })).toMatchObject({ code: 0 });
    expect(await script('restore', [ofServer], { DATA_DIR: to })).toMatchObject({ code: 0 });
    expect(await readIn(to)).toEqual(was);

    await ask(server.url, 'DELETE FROM token_cache');
    expect(await script('restore', [ofServer], { DATABASE_URL: server.url })).toMatchObject({ code: 1, said: expect.stringContaining('already belongs to Halden Voss') as string });
    expect(await script('restore', [ofServer, '--replace'], { DATABASE_URL: server.url })).toMatchObject({ code: 0 });
    expect(await ask(server.url, READ_BACK)).toEqual(was);
  } finally {
    await server.close();
  }
});

test('a restore replaces nothing unless told to, and then keeps what was there', async () => {
  const to = path.join(place, 'to');
  await cp(from, to, { recursive: true });

  expect(await script('restore', [file], { DATA_DIR: to })).toMatchObject({ code: 1, said: expect.stringContaining('already holds a database') as string });

  const replaced = await script('restore', [file, '--replace'], { DATA_DIR: to });
  const kept = /kept in (\S+)/.exec(replaced.said)?.[1] ?? '';
  expect(await readIn(kept)).toHaveLength(1);
});

/** The same backup as it was written before documents stood in it as text: as themselves, and one that says null like none; and without what came into a table since. */
async function asWrittenBefore(target: string): Promise<void> {
  const lines = gunzipSync(await readFile(file)).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as { table?: string; rows?: string[] });
  const before = lines.map((line) => (!line.rows ? line : { ...line, rows: line.rows.map((text) => {
    const row = JSON.parse(text) as Record<string, unknown>;
    for (const { table_name: table, column_name: column } of documentColumns) if (table === line.table && typeof row[column] === 'string') row[column] = JSON.parse(row[column]);
    if (line.table === 'phase') delete row.tolerance_percent;
    return JSON.stringify(row);
  }) }));
  await writeFile(target, gzipSync(before.map((line) => `${JSON.stringify(line)}\n`).join('')));
}

test('a backup of before, in which a document that says null looks like none, restores what a rule was written over', async () => {
  const old = path.join(place, 'backup.gz');
  const to = path.join(place, 'to');
  await asWrittenBefore(old);

  expect(await script('restore', [old], { DATA_DIR: to })).toMatchObject({ code: 0 });

  const [policies, documents, totals] = await withDatabase({ DATA_DIR: to }, async (url: string) => [await ask(url, POLICIES), await ask(url, DOCUMENTS), await ask(url, 'SELECT totals FROM rehearsal')]);
  expect(policies).toEqual([{ package_name: 'Ledger', before: 'null', written: '{"displayName": "By rule"}' }, { package_name: 'Poster', before: null, written: null }]);
  expect(documents).toEqual([{ before: null, after: '{"most": 0.1, "rule": null}', detail: null }]);
  expect(totals).toEqual([{ totals: { gaining: 3 } }]);
});

test('a damaged backup is refused before anything is replaced', async () => {
  const whole = await readFile(file);
  const damaged = path.join(place, 'backup.gz');
  await writeFile(damaged, whole.subarray(0, Math.floor(whole.length * 0.7)));

  expect(await script('restore', [damaged], { DATA_DIR: path.join(place, 'to') })).toMatchObject({ code: 1, said: expect.stringMatching(/damaged|cut short/) as string });
});

test('a folder in use is neither backed up nor replaced', async () => {
  const inUse: Ended = { code: 1, said: expect.stringContaining('in use by another Access Rollout') as string };

  const answers = await withDatabase({ DATA_DIR: from }, () =>
    Promise.all([script('backup', [path.join(place, 'backup.gz')], { DATA_DIR: from }), script('restore', [file, '--replace'], { DATA_DIR: from })]),
  );

  expect(answers).toEqual([inUse, inUse]);
});
