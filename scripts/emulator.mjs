// npm run emulator -- --port 4100 …: the local tenant alone.
import { spawn } from 'node:child_process';
import { runScript } from './refusal.mjs';
import { readPort } from './settings.mjs';
import { ensureEmulator, ensurePackages } from './setup.mjs';

await runScript(async () => {
  readPort(process.env, 'PORT', 3000);
  readPort(process.env, 'EMULATOR_PORT', 4100);
  await ensurePackages();
  await ensureEmulator();
  const child = spawn(process.execPath, ['.build/emulator.mjs', ...process.argv.slice(2)], {
    cwd: new URL('..', import.meta.url), stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
  process.exitCode = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
});
