// npm run bench -- mirror [postgresql] [-- --people N]: the first load of a whole directory of a million people by the
// portal's own job, with groups, packages and 300,000 assignments, and then 10,000 changes. Last line: one JSON object.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { closeDb, db } from '@/lib/db/client';
import { column } from '@/lib/db/column';
import { holdDirectory, refreshSoon } from '@/lib/directory/keep-mirror';
import { JobRunner } from '@/lib/jobs/runner';
import { anAdmin, usePortalSettings } from '../testing/rollouts';
import { openBenchDatabase } from './bench-database';
import type { BenchDatabase } from './bench-database';
import { startBenchTenant } from './bench-tenant';
import type { BenchTenant } from './bench-tenant';
import { watchMemory } from './memory';
import { clock, readWhole } from './read-whole';

const CHANGES = 10_000;
const CONNECTIONS = 8;
/** As many as one statement of the product writes at most. */
const ROWS_A_STATEMENT = 2000;
const TABLES = ['mirror_package', 'mirror_package_role', 'mirror_policy', 'mirror_conflict', 'mirror_app_role', 'mirror_group', 'mirror_member', 'mirror_person', 'mirror_phrase', 'mirror_word', 'mirror_assignment', 'mirror_request'];

const server = process.argv.includes('postgresql');
const given = process.argv.indexOf('--people');
const people = given > 0 ? Number(process.argv[given + 1]) : 1_000_000;

const seconds = (from: number) => (performance.now() - from) / 1000;
const round = (value: number, digits = 1) => Number(value.toFixed(digits));

/** What the portal asked the tenant, to be asked again alone. */
type Asked = { address: string; init: RequestInit };

/** Keeps every call to Graph; nothing of the product knows of it. */
function recordCalls(origin: string): { asked: Asked[]; end: () => void } {
  const asked: Asked[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (address.startsWith(`${origin}/v1.0`)) asked.push({ address, init: { method: init?.method ?? 'GET', headers: Object.fromEntries(new Headers(init?.headers)), ...(init?.body ? { body: init.body } : {}) } });
    return real(input, init);
  };
  return { asked, end: () => void (globalThis.fetch = real) };
}

async function askAgain(asked: Asked[]): Promise<number> {
  const from = performance.now();
  for (const { address, init } of asked) {
    const answer = await fetch(address, init);
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    await answer.arrayBuffer();
  }
  return seconds(from);
}

/** The rows of the mirror, from memory, into an empty copy of its tables with the same indexes; only the writing is timed, of parameters as the product sends them. */
async function writeBare(source: string): Promise<{ seconds: number; rows: number }> {
  const copy = await openBenchDatabase(server);
  const from = new pg.Client({ connectionString: source });
  const to = new pg.Client({ connectionString: copy.url });
  await Promise.all([from.connect(), to.connect()]);
  let time = 0;
  let count = 0;
  try {
    for (const table of TABLES) {
      const { rows: columns } = await from.query<{ name: string; type: string }>(`SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`, [table]);
      const names = columns.map(({ name }) => `"${name}"`).join(', ');
      const casts = columns.map(({ name, type }) => `"${name}"::text::${type}`).join(', ');
      await from.query('BEGIN');
      await from.query(`DECLARE c NO SCROLL CURSOR FOR SELECT ${columns.map(({ name }) => `"${name}"::text`).join(', ')} FROM "${table}"`);
      for (;;) {
        const { rows } = await from.query<Record<string, string | null>>(`FETCH ${ROWS_A_STATEMENT} FROM c`);
        if (rows.length === 0) break;
        const values = columns.map(({ name }) => column(rows.map((row) => row[name])));
        const begun = performance.now();
        await to.query(`INSERT INTO "${table}" (${names}) SELECT ${casts} FROM unnest(${columns.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS r(${names})`, values);
        time += seconds(begun);
        count += rows.length;
      }
      await from.query('COMMIT');
    }
  } finally {
    await Promise.all([from.end(), to.end()]);
    await copy.close();
  }
  return { seconds: time, rows: count };
}

async function changePeople(tenant: BenchTenant): Promise<void> {
  const ids = (await db().$queryRaw<{ id: string }[]>`SELECT "id"::text AS "id" FROM "mirror_person" ORDER BY "id" LIMIT ${Math.min(CHANGES, people)}`).map((row) => row.id);
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, connection) => {
    for (let at = connection; at < ids.length; at += CONNECTIONS) await tenant.post(`users/${ids[at]}`, { displayName: `Changed Person ${at}`, department: 'Bench' });
  }));
}

async function measure(tenant: BenchTenant, database: BenchDatabase): Promise<void> {
  usePortalSettings(tenant);
  process.env.DATABASE_URL = database.url;
  const admin = await anAdmin(tenant);
  const runner = new JobRunner();
  runner.start();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const memory = watchMemory(database.pid);
  const calls = recordCalls(tenant.origin);
  try {
    const moment = await clock();
    delay.enable();
    const from = performance.now();
    await holdDirectory(admin, 'wholeTenant');
    const told = setInterval(() => void db().mirrorFeed.aggregate({ _sum: { loaded: true } }).then(({ _sum }) => console.log(`${_sum.loaded ?? 0} rows after ${seconds(from).toFixed(0)} s, ${memory.most().toFixed(0)} MB`), () => undefined), 10_000);
    await readWhole(moment);
    clearInterval(told);
    const loadSeconds = seconds(from);
    calls.end();
    console.log(`loaded in ${loadSeconds.toFixed(1)} s with ${calls.asked.length} calls`);

    await changePeople(tenant);
    const later = await clock();
    const changed = performance.now();
    await refreshSoon(admin);
    await readWhole(later);
    const deltaSeconds = seconds(changed);
    delay.disable();
    memory.end();
    await runner.stop();
    const read = await db().$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM "mirror_person" WHERE "department" = 'Bench'`;
    if (read[0]?.count !== Math.min(CHANGES, people)) throw new Error(`only ${read[0]?.count} changes were read`);

    const tenantSeconds = await askAgain(calls.asked);
    const bare = await writeBare(database.url);
    console.log(`${bare.rows} rows bare`);
    console.log(JSON.stringify({
      name: 'mirror', database: server ? 'postgresql' : 'pglite', people, loadSeconds: round(loadSeconds), tenantSeconds: round(tenantSeconds), bareSeconds: round(bare.seconds),
      ratio: round(loadSeconds / Math.max(bare.seconds, tenantSeconds), 2), deltaSeconds: round(deltaSeconds), rssMB: round(memory.most(), 0), maxEventLoopDelayMs: round(delay.max / 1e6, 0),
    }));
  } finally {
    calls.end();
    memory.end();
    await runner.stop();
  }
}

const [tenant, database] = await Promise.all([startBenchTenant(people), openBenchDatabase(server)]);
try {
  await measure(tenant, database);
} finally {
  await closeDb();
  await database.close();
  await tenant.stop();
}
