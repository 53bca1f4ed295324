import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningTenant } from '@/emulator/testing';

/** A local tenant in a process of its own, spoken to over HTTP alone. */
export type BenchTenant = {
  origin: string;
  info: RunningTenant['info'];
  persona: RunningTenant['persona'];
  apiToken(userId: string): Promise<string>;
  graphToken(userId: string): Promise<string>;
  post(path: string, body: unknown): Promise<unknown>;
  stop(): Promise<void>;
};

/** A local tenant of so many people, with further options of its own, such as `--packages`. */
export async function startBenchTenant(users: number, options: readonly string[] = []): Promise<BenchTenant> {
  const child = spawn(process.execPath, [path.resolve('.build/emulator.mjs'), '--port', '0', '--users', String(users), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let origin = '';
  for await (const line of createInterface({ input: child.stdout })) {
    origin = /ready on (http:\S+)/.exec(line)?.[1] ?? '';
    if (origin) break;
  }
  if (!origin) throw new Error(`the tenant of ${users} did not start`);
  const post = async (address: string, body: unknown): Promise<unknown> => {
    const answer = await fetch(`${origin}/_emulator/${address}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const info = (await (await fetch(`${origin}/_emulator/info`)).json()) as RunningTenant['info'] & { personas: ReturnType<RunningTenant['persona']>[] };
  const token = async (userId: string, audience: 'api' | 'graph') => ((await post('token', { userId, audience })) as { token: string }).token;
  return {
    origin,
    info,
    post,
    persona(name) {
      const found = info.personas.find((one) => one.name.startsWith(name));
      if (!found) throw new Error(`there is no persona ${name}`);
      return found;
    },
    apiToken: (userId) => token(userId, 'api'),
    graphToken: (userId) => token(userId, 'graph'),
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
