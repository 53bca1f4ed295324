import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** job-runner.ts as a program of its own, which a test can start and kill. */
export async function bundleRunner(): Promise<{ program: string; remove: () => Promise<void> }> {
  // Beside node_modules, where the bundle finds what stays outside it.
  const folder = await mkdtemp(path.join(root, '.build', 'crash-'));
  const program = path.join(folder, 'job-runner.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'job-runner.ts')], outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error',
    alias: { 'server-only': path.join(root, 'e2e/testing/server-only.ts') },
  });
  return { program, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** `kill -9`, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
