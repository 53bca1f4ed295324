import { spawn } from 'node:child_process';
import { root } from './data-folder.mjs';

/** Room for what lives shortly, in megabytes: a large phase makes millions of such objects, and with Node’s 16 a seventh of its time went to clearing them away. */
export const PORTAL_FLAGS = ['--max-semi-space-size=64'];

const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * Starts a Node process that ends when we do. It has a process group of its own: Ctrl-C in a terminal reaches only
 * us, so that things end in their order.
 * @param {string[]} parameters
 * @param {{ env: Record<string, string | undefined>, watch?: boolean }} options watch false: it looks after its channel itself
 * @returns {import('node:child_process').ChildProcess & { ended: Promise<{ code: number | null, signal: string | null }>, errors: string }}
 */
export function startChild(parameters, { env, watch = true }) {
  const child = spawn(process.execPath, [...(watch ? ['--import', endWithParent] : []), ...parameters], {
    cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  child.errors = '';
  child.stderr.on('data', (data) => (child.errors = (child.errors + data).slice(-8000)));
  return child;
}

/** Asks a child to end, and ends it when it has not within `patience` milliseconds. */
export async function stopChild(child, patience) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), patience);
  await child.ended;
  clearTimeout(hurry);
}
