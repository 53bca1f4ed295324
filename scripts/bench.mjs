// npm run bench -- NAME: measures, with e2e/bench/NAME.ts. Its last line is one JSON object.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PORTAL_FLAGS } from './children.mjs';
import { root } from './data-folder.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { bundle, setUp } from './setup.mjs';

await runScript(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const names = readdirSync(path.join(root, 'e2e/bench')).filter((file) => file.endsWith('.ts') && readFileSync(path.join(root, 'e2e/bench', file), 'utf8').startsWith('// npm run bench')).map((file) => file.slice(0, -3));
  if (!names.includes(name)) throw new Refusal(`Say which bench: ${names.map((one) => `npm run bench -- ${one}`).join(', ')}`);
  await setUp();
  // Two folders deep, as the source is: what it finds beside itself it finds from the bundle too.
  const file = path.join(root, '.build', 'bench', `${name}.mjs`);
  await bundle('', `e2e/bench/${name}.ts`, file);
  const child = spawn(process.execPath, [...PORTAL_FLAGS, file, ...rest], { cwd: root, stdio: 'inherit' });
  await new Promise((resolve) => child.on('exit', (code) => resolve((process.exitCode = code ?? 1))));
});
