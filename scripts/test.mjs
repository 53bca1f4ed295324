// npm test: the set-up of npm start, then every test. `npm test -- unit browser` runs only the parts named;
// `npm run test:tenant` runs the local tenant's and the rule language's tests alone. The last line is the sum of all parts.
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { root } from './data-folder.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { setUp } from './setup.mjs';

const results = path.join(root, 'test-results');
const traffic = path.join(results, 'traffic');

const parts = {
  types: () => asOneTest('types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']),
  lint: () => asOneTest('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--cache', '--cache-location', '.build/eslint-cache']),
  migrations: () => asOneTest('migrations', ['scripts/migrate.mjs', 'check']),
  unit: () => runVitest('unit'),
  browser: runPlaywright,
};

/**
 * What runs after what; the lines run beside each other, since each of them mostly waits: for processes it started, for a
 * browser, for one core.
 */
const LINES = [['migrations', 'types', 'lint'], ['unit', 'tenant'], ['browser']];

/** Parts of the parts, for whoever asks for one by name. */
const excerpts = { tenant: () => runVitest('tenant', ['emulator/', 'lib/rules/']) };

/** Runs a command to its end. What it says goes into the part's own log, so that two at once do not talk into each other. */
async function run(name, parameters, env = {}) {
  const said = createWriteStream(logOf(name), { flags: 'a' });
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TRAFFIC_FOLDER: traffic, ...env } });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(said, { end: false });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (ended) => resolve(ended ?? 1));
  });
  await new Promise((resolve) => said.end(resolve));
  return code;
}

const logOf = (name) => path.join(results, `${name}.log`);

/** A command that is one test by its exit code. */
async function asOneTest(name, parameters) {
  return (await run(name, parameters)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function readReport(file) {
  return JSON.parse(await readFile(file, 'utf8').catch(() => 'null'));
}

/** Files whose path holds one of the given words, or all. */
async function runVitest(name, words = []) {
  const file = path.join(results, `${name}.json`);
  const code = await run(name, ['node_modules/vitest/vitest.mjs', 'run', ...words, '--silent=passed-only', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]);
  const report = await readReport(file);
  if (!report) return { passed: 0, failed: 1 };
  // A file that does not even load has no tests to count, and must not pass for that.
  const unloaded = report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.every((test) => test.status !== 'failed')).length;
  const failed = report.numFailedTests + unloaded;
  const skipped = report.testResults
    .flatMap((one) => one.assertionResults)
    .filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status))
    .map((test) => test.fullName || test.title);
  return { passed: report.numPassedTests, failed: failed || (code === 0 ? 0 : 1), skipped };
}

async function runPlaywright() {
  const file = path.join(results, 'browser.json');
  const code = await run('browser', ['node_modules/@playwright/test/cli.js', 'test'], { NODE_OPTIONS: '' });
  const report = await readReport(file);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  // One that passes only at the second try has failed.
  const failed = unexpected + flaky;
  return { passed: expected, failed: failed || (code === 0 ? 0 : 1), skipped: skipped > 0 ? titlesOfSkipped(report.suites) : [] };
}

function titlesOfSkipped(suites) {
  return suites.flatMap((suite) => [
    ...titlesOfSkipped(suite.suites ?? []),
    ...suite.specs
      .filter((spec) => spec.tests.some((test) => test.status === 'skipped'))
      .map((spec) => [spec.title, ...spec.tests.flatMap((test) => test.annotations.map((note) => note.description))].filter(Boolean).join(': ')),
  ]);
}

/** Every local tenant wrote a file of its own; proof is read from one. */
async function gatherTraffic() {
  const files = (await readdir(traffic).catch(() => [])).sort();
  const all = async function* () {
    for (const file of files) yield* createReadStream(path.join(traffic, file));
  };
  await pipeline(all, createWriteStream(path.join(results, 'graph-traffic.ndjson')));
}

await runScript(async () => {
  const asked = process.argv.slice(2);
  const known = { ...parts, ...excerpts };
  const unknown = asked.filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) throw new Refusal(`There is no part ${unknown.join(', ')}; there are ${Object.keys(known).join(', ')}.`);
  const chosen = asked.length > 0 ? asked : Object.keys(parts);

  const begun = performance.now();
  await setUp({ portal: chosen.includes('browser') || chosen.includes('unit') });
  console.log(`set-up: ${seconds(begun)} s`);
  await rm(results, { recursive: true, force: true });
  await mkdir(traffic, { recursive: true });

  const outcomes = new Map();
  const measure = async (name) => {
    const from = performance.now();
    outcomes.set(name, { ...(await known[name]()), took: seconds(from) });
    console.log(`\n== ${name}, after ${seconds(begun)} s\n${await readFile(logOf(name), 'utf8')}`);
  };
  console.log(`What each part says is shown when it ends; until then it stands in ${path.relative(root, results)}.`);
  await Promise.all(
    LINES.map(async (line) => {
      for (const name of line) if (chosen.includes(name)) await measure(name);
    }),
  );

  const lines = [];
  const sum = { passed: 0, failed: 0 };
  for (const name of chosen) {
    const { passed, failed, took, skipped = [] } = outcomes.get(name);
    sum.passed += passed;
    sum.failed += failed;
    lines.push(`${name.padEnd(10)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${took.padStart(6)} s`);
    if (skipped.length > 0) lines.push(`${skipped.length} skipped: ${skipped.join('; ')}`);
  }
  await gatherTraffic();
  console.log(`\n${lines.join('\n')}\n${sum.passed} passed, ${sum.failed} failed`);
  if (sum.failed > 0 || sum.passed === 0) process.exitCode = 1;
});

function seconds(from) {
  return ((performance.now() - from) / 1000).toFixed(1);
}
