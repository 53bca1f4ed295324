import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** A TypeScript file of ours as a program of its own, which a test can start and kill; `entry` is told from the repository's root. */
export async function bundleProgram(entry: string): Promise<{ program: string; remove: () => Promise<void> }> {
  // Beside node_modules, where the bundle finds what stays outside it.
  const folder = await mkdtemp(path.join(root, '.build', 'crash-'));
  const program = path.join(folder, 'program.mjs');
  await build({
    entryPoints: [path.join(root, entry)], outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error',
    tsconfig: path.join(root, 'tsconfig.json'), alias: { 'server-only': path.join(root, 'e2e/testing/server-only.ts') },
  });
  return { program, remove: () => rm(folder, { recursive: true, force: true }) };
}

export type BundledRunner = {
  start: () => ChildProcess;
  /** Ends those that a failed test left at work, and removes the program. */
  remove: () => Promise<void>;
};

/** job-runner.ts as such a program. */
export async function bundleRunner(): Promise<BundledRunner> {
  const { program, remove } = await bundleProgram('e2e/crash/job-runner.ts');
  const started = new Set<ChildProcess>();
  return {
    start() {
      const child = spawn(process.execPath, [program], { cwd: root, env: process.env, stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout?.resume();
      started.add(child.once('exit', () => started.delete(child)));
      return child;
    },
    async remove() {
      await Promise.all([...started].map(kill));
      await remove();
    },
  };
}

/** `kill -9`, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
