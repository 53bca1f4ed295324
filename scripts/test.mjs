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
  types: () => asOneTest(['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', '.']),
  lint: () => asOneTest(
    ['node_modules/eslint/bin/eslint.js', 'app', 'components', '--max-warnings', '0', '--cache', '--cache-location', '.build/eslint-cache'],
    ['node_modules/oxlint/bin/oxlint', '--type-aware', '.'],
  ),
  migrations: () => asOneTest(['scripts/migrate.mjs', 'check']),
  unit: () => runVitest('unit'),
  browser: runPlaywright,
};

/** Those that keep one core busy and touch nothing: they run beside each other. */
const SIDE_BY_SIDE = new Set(['types', 'lint', 'migrations']);

/** Parts of the parts, for whoever asks for one by name. */
const excerpts = { tenant: () => runVitest('tenant', ['emulator/', 'lib/rules/']) };

function start(parameters, stdio, env = {}) {
  const child = spawn(process.execPath, parameters, { cwd: root, stdio, env: { ...process.env, TRAFFIC_FOLDER: traffic, ...env } });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { child, ended };
}

const run = (parameters, env) => start(parameters, 'inherit', env).ended;

/** Commands that are one test by their exit codes, beside each other; what they say is kept, so that none talks into another. */
async function asOneTest(...commands) {
  const outcomes = await Promise.all(commands.map(async (parameters) => {
    let said = '';
    const { child, ended } = start(parameters, ['ignore', 'pipe', 'pipe']);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (data) => (said += data));
    return { good: (await ended) === 0, said };
  }));
  const said = outcomes.map((each) => each.said).join('');
  return { ...(outcomes.every(({ good }) => good) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }), said };
}

async function readReport(file) {
  return JSON.parse(await readFile(file, 'utf8').catch(() => 'null'));
}

/** Files whose path holds one of the given words, or all. */
async function runVitest(name, words = []) {
  const file = path.join(results, `${name}.json`);
  const code = await run(['node_modules/vitest/vitest.mjs', 'run', ...words, '--silent=passed-only', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]);
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
  const code = await run(['node_modules/@playwright/test/cli.js', 'test'], { NODE_OPTIONS: '' });
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
  };
  await Promise.all(
    chosen.filter((name) => SIDE_BY_SIDE.has(name)).map(async (name) => {
      await measure(name);
      console.log(`\n== ${name}\n${outcomes.get(name).said}`);
    }),
  );
  for (const name of chosen.filter((one) => !SIDE_BY_SIDE.has(one))) {
    console.log(`\n== ${name}`);
    await measure(name);
  }

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
