// Holds the Graph traffic that the tests recorded against Microsoft's schema, and the portal's own list of operations
// against what was really seen to succeed. Last line: N passed, M failed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './data-folder.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { bundle } from './setup.mjs';

const PREFIX = 'operations: ';

function conform(checker, file) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [checker, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, lines: output.trimEnd().split('\n') }));
  });
}

/** Parameters have many names, and the address in front of them two; an operation is one and the same under all; the checker leaves a key in brackets out, and what addresses a site in. */
const plain = (operation) => operation.replace(/https:\/\/graph\.microsoft\.com\/v1\.0/, '').replaceAll(/\{[^}]*\}/g, '{id}').replaceAll(/\([^)]*\)/g, '()').replace(/\/sites\/[^/:]+/, '/sites/{id}').replace(/:\/sites\/[^/]+/, ':/sites/{id}').toLowerCase();

await runScript(async () => {
  const checker = path.join(process.env.SHARED_DIR || path.join(root, '..', 'shared'), 'graph', 'conform.mjs');
  const file = process.argv[2] ?? path.join(root, 'test-results', 'graph-traffic.ndjson');
  if (!existsSync(checker)) return console.log(`1 skipped: the traffic check needs ${checker}; set SHARED_DIR to where it is\n0 passed, 0 failed`);
  if (!existsSync(file)) throw new Refusal(`There is no recorded traffic in ${file}; npm test writes it.`);

  const { code, lines } = await conform(checker, file);
  const counted = JSON.parse(lines.find((line) => line.startsWith(PREFIX))?.slice(PREFIX.length) ?? '{}');
  const seen = new Set(Object.entries(counted).filter(([, count]) => count > 0).map(([operation]) => plain(operation)));
  const bundled = path.join(root, '.build', 'operations.mjs');
  await bundle('', 'lib/graph/operations.ts', bundled);
  const { GRAPH_OPERATIONS } = await import(pathToFileURL(bundled).href);
  // A batch is counted by what is in it.
  const unseen = GRAPH_OPERATIONS.filter((operation) => operation !== 'POST /$batch' && !seen.has(plain(operation)));

  console.log(lines.slice(0, -1).slice(-60).join('\n'));
  for (const operation of unseen) console.log(`no test saw the portal succeed with ${operation}`);
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed/.exec(lines.at(-1) ?? '') ?? [];
  const allFailed = Number(failed) + unseen.length + (code !== 0 && failed === '0' ? 1 : 0);
  console.log(`${Number(passed) > 0 ? 1 : 0} passed, ${allFailed} failed`);
  if (allFailed > 0) process.exitCode = 1;
});
