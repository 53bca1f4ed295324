import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeTurn } from './turn.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-setup-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** A process of its own that runs a script's functions and says a line when it has. */
async function aProcess(code: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, MARK: folder } });
  await once(child.stdout ?? child, 'data');
  return child;
}

/** The processes that were started from one with our mark, as the system knows them. */
async function leftOver(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`MARK=${folder}`)) found.push(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  }
  return found.filter((command) => command !== '');
}

const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

test('two that set up one clone take turns, and the second is told that it waits', async () => {
  const said: string[] = [];
  const giveUp = await takeTurn(folder, () => said.push('the first waits'));
  const order: string[] = [];
  const second = takeTurn(folder, () => {
    said.push('the second waits');
    order.push('the first is done');
    giveUp();
  }).then((done) => {
    order.push('the second has its turn');
    done();
  });
  await second;

  expect(said).toEqual(['the second waits']);
  expect(order).toEqual(['the first is done', 'the second has its turn']);
});

test('whoever is killed in the middle of its turn holds nobody up', async () => {
  const holder = await aProcess(`const { takeTurn } = await import(${url('turn.mjs')}); await takeTurn(${JSON.stringify(folder)}, () => {}); console.log('mine'); setInterval(() => {}, 1000);`);
  const waits = takeTurn(folder, () => holder.kill('SIGKILL'));
  (await waits)();

  const left = await aProcess(`const { takeTurn } = await import(${url('turn.mjs')}); await takeTurn(${JSON.stringify(folder)}, () => {}); console.log('mine'); process.kill(process.pid, 'SIGKILL');`);
  if (left.signalCode === null) await once(left, 'exit');
  (await takeTurn(folder, () => undefined))();
});

test('a set-up that is told to end takes all with it that it began', async () => {
  // As npm does it: the command has a child of its own, which holds its output.
  const child = await aProcess(`const { run } = await import(${url('setup.mjs')}); await run('Installing', 'sh', ['-c', 'sleep 1000 & sleep 1000']);`);
  await expect.poll(async () => (await leftOver()).length).toBe(4);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];

  expect(code).toBe(1);
  await expect.poll(leftOver).toEqual([]);
});
