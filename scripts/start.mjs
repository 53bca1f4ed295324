// npm start: from a fresh clone to a running product, and the same again in seconds when nothing changed.
import path from 'node:path';
import { Refusal } from './refusal.mjs';
import { endSetUp, setUp } from './setup.mjs';
import {
  ensureSessionKey, loadDotEnv, readSettings, requirePortFree,
} from './settings.mjs';
import { embeddedDatabaseUrl, makeDataFolder, requireFolderFree, root } from './data-folder.mjs';
import { PORTAL_FLAGS, startChild, stopChild } from './children.mjs';

const PORTAL_PATIENCE = 4000;
/** How often the portal may answer that it is at fault itself until it is given up. */
const MOST_FAULTS = 5;
const say = (line) => console.log(line);
const children = {};
let stopping;

async function main() {
  const env = { ...process.env };
  if (!env.SKIP_DOT_ENV) loadDotEnv(path.join(root, '.env'), env);
  const settings = readSettings(env);
  await Promise.all([
    requirePortFree(settings.port, 'PORT', '127.0.0.1'),
    settings.localTenant && requirePortFree(settings.emulatorPort, 'EMULATOR_PORT', '127.0.0.1'),
  ]);
  makeDataFolder(settings.folder);
  if (!settings.databaseUrl) await requireFolderFree(settings.folder);
  if (settings.mayMakeKey && !env.SESSION_KEY) env.SESSION_KEY = ensureSessionKey(settings.folder);

  await setUp();
  if (stopping) return;
  const [databaseUrl, local] = await Promise.all([
    openDatabase(settings, env),
    settings.localTenant ? startLocalTenant(settings, env) : undefined,
  ]);
  if (stopping) return;
  await requireOurTenant(databaseUrl, local?.tenantId ?? env.ENTRA_TENANT_ID, local?.tenantName);
  if (stopping) return;
  await startPortal(settings, portalEnvironment(settings, env, databaseUrl, local));
  if (stopping) return;
  tellWhereToGo(settings, local);
}

/** The embedded database, or the server that was named; either way brought to the program's state. */
async function openDatabase(settings, env) {
  const { applyMigrations } = await import('./migrate.mjs');
  if (settings.databaseUrl) {
    say('Bringing the database up to date');
    await applyMigrations(settings.databaseUrl).catch((error) => {
      if (error instanceof Refusal || !error.code) throw error;
      throw new Refusal(`The database of DATABASE_URL does not answer as it should (${error.message || error.code}). Check the address, and that the server runs.`);
    });
    return settings.databaseUrl;
  }
  say(`Opening the database in ${settings.folder}`);
  const child = startChild([path.join(root, 'scripts/database.mjs')], { env: { ...env, DATA_DIR: settings.folder }, watch: false });
  children.database = child;
  const url = embeddedDatabaseUrl(settings.folder);
  await new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (message.ready) resolve();
      if (message.failed) reject(message.refusal ? new Refusal(message.failed) : new Error(message.failed));
    });
    void child.ended.then(() => reject(new Error(`the database process ended while starting\n${child.errors}`)));
  });
  watch('database', child);
  await applyMigrations(url, {
    beforeChange: async (name) => {
      const copied = new Promise((resolve) => child.on('message', (message) => message.copied && resolve(message.copied)));
      child.send({ copy: `before-${name}` });
      say(`Kept a copy of the database in ${await copied}`);
    },
  });
  return url;
}

async function startLocalTenant(settings, env) {
  say('Starting the local tenant');
  const parameters = [
    '.build/emulator.mjs', '--port', settings.emulatorPort, '--portal-origin', settings.portalOrigin, '--kind',
    '--state', path.join(settings.folder, 'tenant.json'),
    // What tests and benches ask of the local tenant goes to it alone; the portal never sees it.
    ...(env.EMULATOR_FLAGS ?? '').split(' ').filter(Boolean),
    ...(env.RECORD_TRAFFIC ? ['--record', env.RECORD_TRAFFIC] : []),
  ].map(String);
  const child = startChild(parameters, { env });
  children.emulator = child;
  await untilSaid(child, /local tenant ready/, 'The local tenant');
  watch('local tenant', child);
  const answer = await fetch(`http://localhost:${settings.emulatorPort}/_emulator/info`);
  return answer.json();
}

/** @throws Refusal when the database belongs to another tenant than the one asked for; an unclaimed one is claimed. */
async function requireOurTenant(databaseUrl, tenantId, tenantName) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // A real tenant's name is known once somebody signed in; until then its id stands for it.
    await client.query('INSERT INTO installation (tenant_id, tenant_name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [tenantId.toLowerCase(), tenantName ?? tenantId]);
    const { rows } = await client.query('SELECT tenant_id, tenant_name FROM installation');
    if (rows[0].tenant_id.toLowerCase() === tenantId.toLowerCase()) return;
    const asked = tenantName ? `the local tenant ${tenantName} (${tenantId})` : `the tenant ${tenantId}`;
    throw new Refusal(
      `This database belongs to the tenant ${rows[0].tenant_name} (${rows[0].tenant_id}), but this start is for ${asked}. ` +
        'Set the ENTRA_ settings of the first, or give the second a database of its own with DATA_DIR or DATABASE_URL.',
    );
  } finally {
    await client.end();
  }
}

function portalEnvironment(settings, env, databaseUrl, local) {
  const emulatorOrigin = `http://localhost:${settings.emulatorPort}`;
  return {
    ...env,
    NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(settings.port), DATA_DIR: settings.folder, DATABASE_URL: databaseUrl, PORTAL_ORIGIN: settings.portalOrigin,
    ...(local && {
      ENTRA_TENANT_ID: local.tenantId,
      ENTRA_BROWSER_CLIENT_ID: local.browserClientId,
      ENTRA_API_CLIENT_ID: local.apiClientId,
      ENTRA_API_CLIENT_SECRET: local.apiClientSecret,
      LOGIN_ORIGIN: emulatorOrigin,
      GRAPH_ORIGIN: emulatorOrigin,
    }),
  };
}

async function startPortal(settings, env) {
  // The local tenant signs anybody in as anybody, so nothing of it may be reached from another machine.
  const host = settings.localTenant ? '127.0.0.1' : env.LISTEN_HOST || '127.0.0.1';
  const child = startChild([...PORTAL_FLAGS, 'node_modules/next/dist/bin/next', 'start', '-H', host, '-p', String(settings.port)], { env });
  children.portal = child;
  say(`Starting the portal process ${child.pid}`);
  child.stderr.on('data', (data) => process.stderr.write(data));
  child.stdout.on('data', (data) => env.PORTAL_LOG === 'on' && process.stdout.write(data));
  watch('portal', child);
  let ended = false;
  let faults = 0;
  void child.ended.then(() => (ended = true));
  while (!ended && !stopping) {
    const answer = await fetch(`http://127.0.0.1:${settings.port}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    // A database that is not there yet is a 503. What the portal itself cannot load now, it will not load later.
    if (answer?.status === 500 && ++faults === MOST_FAULTS) throw new Refusal('The portal runs, but answers with nothing but errors; the lines above say why. If its build is damaged, remove the folder .next and start again: it is built anew.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!stopping) throw new Refusal('The portal ended while starting; the lines above say why.');
}

function untilSaid(child, words, name) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      if (words.test(said)) resolve();
    });
    void child.ended.then(({ code }) => {
      const sentence = child.errors.trim();
      // Exit 2 is a refusal in words of its own, such as a state file that cannot be gone on with.
      reject(code === 2 && sentence ? new Refusal(`${name} does not start: ${sentence}`) : new Error(`${name} ended while starting\n${child.errors || said}`));
    });
  });
}

/** One part gone means the product does not work: stop the rest and say so, rather than half of it going on. */
function watch(name, child) {
  void child.ended.then(({ code, signal }) => {
    if (stopping) return;
    console.error(`The ${name} ended unexpectedly (${signal ?? `exit ${code}`}); stopping.\n${child.errors}`);
    void stop(1);
  });
}

function tellWhereToGo(settings, local) {
  if (local) {
    say(`\nSign in at the local tenant ${local.tenantName} as one of:`);
    for (const persona of local.personas) say(`  ${persona.name.padEnd(20)} ${persona.says ?? persona.role}`);
  }
  say(`\nAccess Rollout is ready at ${settings.portalOrigin} (Ctrl-C stops it)`);
}

/** Portal first, so that it can finish what it writes; the database last, and always allowed to close. */
function stop(code) {
  stopping ??= (async () => {
    await endSetUp();
    await stopChild(children.portal, PORTAL_PATIENCE);
    await Promise.all([stopChild(children.emulator, 2000), stopChild(children.database, 10_000)]);
    process.exit(code);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

main().catch(async (error) => {
  if (!stopping) console.error(error instanceof Refusal ? error.message : error);
  await stop(1);
});
