// npm run storm: lets the storms of e2e/storm pass over the product; SEEDS says how many, FROM the first, SEED one alone. Its last line is one JSON object.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PORTAL_FLAGS } from './children.mjs';
import { root } from './data-folder.mjs';
import { runScript } from './refusal.mjs';
import { bundle, setUp } from './setup.mjs';

await runScript(async () => {
  await setUp({ portal: false });
  // Two folders deep, as the source is: what it finds beside itself it finds from the bundle too.
  const file = path.join(root, '.build', 'storm', 'main.mjs');
  await bundle('', 'e2e/storm/main.ts', file);
  const child = spawn(process.execPath, [...PORTAL_FLAGS, file], { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } });
  await new Promise((resolve) => child.on('exit', (code) => resolve((process.exitCode = code ?? 1))));
});
