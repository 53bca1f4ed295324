// Brings a clone to the state that can be started: packages, generated client, local tenant, built portal.
// Plain Node with nothing installed: this is the first thing a newcomer runs. Does only what has changed since.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileAtOnce } from './compile-at-once.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { takeTurn } from './turn.mjs';

const root = path.resolve(import.meta.dirname, '..');
const at = (...parts) => path.join(root, ...parts);
const QUIET = { NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };

/** @throws Refusal on a Node the product does not run on. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const fits = major > 20 ? major !== 21 : major === 20 && minor >= 19;
  if (!fits) throw new Refusal(`Access Rollout needs Node 20.19 or newer (22 and 24 work too); this is Node ${version}. Install a newer one from https://nodejs.org.`);
}

/** What a set-up has begun and is not done yet. */
const running = new Set();

function tellGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // All of it has ended already.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ends whatever a set-up is at, with all that it has begun itself: npm ci has children of its own. */
export async function endSetUp() {
  await Promise.all([...running].map(async ({ pid, ended }) => {
    tellGroup(pid, 'SIGTERM');
    const hurry = setTimeout(() => tellGroup(pid, 'SIGKILL'), 3000);
    await ended;
    clearTimeout(hurry);
  }));
}

const endAndExit = () => void endSetUp().then(() => process.exit(1));
let heard = [];

function begin(child) {
  // npm start has its own way of ending, which ends this too.
  if (running.size === 0) {
    heard = ['SIGINT', 'SIGTERM', 'SIGHUP'].filter((signal) => process.listenerCount(signal) === 0);
    for (const signal of heard) process.on(signal, endAndExit);
  }
  running.add(child);
}

function end(child) {
  running.delete(child);
  if (running.size === 0) for (const signal of heard) process.off(signal, endAndExit);
}

/** Runs a command in a process group of its own, which ends when we are told to end. */
export async function run(what, command, parameters, env = {}) {
  console.log(what);
  const child = spawn(command, parameters, { cwd: root, env: { ...process.env, ...QUIET, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  child.ended = new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  begin(child);
  try {
    if ((await child.ended) !== 0) throw new Refusal(`${output}\n${what} did not work; the lines above say why.`);
  } finally {
    end(child);
  }
}

function* filesUnder(name) {
  const full = at(name);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) return void (yield [name, stat]);
  for (const entry of readdirSync(full).sort()) {
    if (entry === 'generated' || entry === 'node_modules') continue;
    yield* filesUnder(path.join(name, entry));
  }
}

/** A hash over the text of files and folders: a checkout or a copy changes their times, not what is built from them. */
function hashOf(names, skip = () => false) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const name of names) {
    for (const [file] of filesUnder(name)) {
      if (skip(file)) continue;
      hash.update(`${file}\0`).update(readFileSync(at(file))).update('\0');
    }
  }
  return hash.digest('hex');
}

/** How many of this process are at work in the clone, and the turn they share. */
let atWork = 0;
let turn;
let told = false;

/** Once, however often the two meet: each step of a set-up has its own turn. */
function tellOfTurn() {
  if (!told) console.log('Another start is setting up this clone; waiting until it is done');
  told = true;
}

/** Does the work while no other process sets up the same clone. */
async function inTurn(work) {
  atWork += 1;
  turn ??= takeTurn(at('.build'), tellOfTurn);
  const mine = turn;
  try {
    await mine;
    return await work();
  } finally {
    atWork -= 1;
    if (atWork === 0) {
      turn = undefined;
      (await mine)();
    }
  }
}

/** Does the work when its stamp says something else than the hash, or when what it made is gone. */
async function once(stamp, hash, made, work) {
  const isDone = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(made);
  if (isDone()) return false;
  return inTurn(async () => {
    // Whoever had the turn before may have done it.
    if (isDone()) return false;
    await work();
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
    return true;
  });
}

const isTest = (file) => /\.test\.tsx?$/.test(file);

/** Packages by the lock file; no install script runs, none is needed. */
export async function ensurePackages() {
  requireNode();
  // What npm itself leaves behind is the stamp where somebody ran `npm ci` by hand.
  await once(at('node_modules', '.access-rollout'), hashOf(['package-lock.json']), at('node_modules', 'next'), () =>
    run('Installing packages', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { NODE_ENV: '' }),
  );
}

/** The database client. The engine it asks for is never used, so any executable stands in for the download. */
export async function ensureClient() {
  await once(at('.build', 'client.stamp'), hashOf(['prisma/schema.prisma', 'node_modules/prisma/package.json']), at('lib/db/generated/client.ts'), () =>
    run('Generating the database client', process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    }),
  );
}

/** The local tenant as one file: Node 20 runs no TypeScript. */
export async function ensureEmulator() {
  await once(at('.build', 'emulator.stamp'), hashOf(['emulator', 'lib/rules', 'package-lock.json'], isTest), at('.build/emulator.mjs'), () =>
    bundle('Bundling the local tenant', 'emulator/main.ts', at('.build/emulator.mjs')),
  );
}

/** Databases to begin from, so that neither the first start nor every test need make one. */
export async function ensureTemplates() {
  const sources = ['node_modules/@electric-sql/pglite/package.json', 'scripts/postgres-template.mjs', 'scripts/make-templates.mjs', 'prisma/migrations'];
  await once(at('.build', 'templates.stamp'), hashOf(sources), at('.build'), () => run('Preparing the database', process.execPath, ['scripts/make-templates.mjs']));
}

/** Bundles a TypeScript entry of ours for Node; packages stay where they are. */
export async function bundle(what, entry, outfile) {
  if (what) console.log(what);
  const { build } = await import('esbuild');
  await build({
    entryPoints: [at(entry)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external',
    absWorkingDir: root, tsconfig: at('tsconfig.json'), alias: { 'server-only': at('e2e/testing/server-only.ts') }, logLevel: 'silent',
    sourcemap: 'inline',
    plugins: [{
      name: 'scripts-stay',
      // Scripts find the repository from where they lie; copied into a bundle they would look beside it.
      setup: (with_) => with_.onResolve({ filter: /scripts\/[\w-]+\.mjs$/ }, ({ path: asked }) => ({
        path: pathToFileURL(at('scripts', path.basename(asked))).href, external: true,
      })),
    }],
  });
}

/** The portal. Next leaves BUILD_ID last, so a build that was cut short is made again. */
export async function ensurePortal() {
  const sources = ['app', 'components', 'lib', 'public', 'prisma/schema.prisma', 'proxy.ts', 'instrumentation.ts', 'next.config.js', 'tsconfig.json', 'package-lock.json', 'package.json', 'scripts/compile-at-once.mjs'];
  await once(at('.build', 'portal.stamp'), hashOf(sources, isTest), at('.next/BUILD_ID'), async () => {
    await run('Building the portal (about a minute the first time)', process.execPath, ['node_modules/next/dist/bin/next', 'build'], { NODE_ENV: 'production' });
    await compileAtOnce(at('.next/static'));
  });
}

/** Everything before a start. */
export async function setUp({ portal = true } = {}) {
  await ensurePackages();
  await ensureClient();
  await ensureEmulator();
  await Promise.all([ensureTemplates(), portal && ensurePortal()]);
}

if (process.argv[1] === import.meta.filename) await runScript(() => setUp());
