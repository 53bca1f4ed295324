import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningTenant } from '@/emulator/testing';

/** A local tenant in a process of its own, spoken to over HTTP alone. */
export type BenchTenant = {
  origin: string;
  pid: number | null;
  info: RunningTenant['info'];
  persona: RunningTenant['persona'];
  apiToken(userId: string): Promise<string>;
  graphToken(userId: string): Promise<string>;
  post(path: string, body: unknown): Promise<unknown>;
  /** Exchanges after call `since`, oldest first, at most `limit`. */
  log(since: number, limit: number): Promise<unknown[]>;
  /** The number of the last call. */
  lastCall(): Promise<number>;
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
  const log = async (since: number, limit: number): Promise<unknown[]> => (await (await fetch(`${origin}/_emulator/log?since=${since}&limit=${limit}`)).json()) as unknown[];
  return {
    origin,
    pid: child.pid ?? null,
    info,
    post,
    log,
    async lastCall() {
      for (let last = 0; ; ) {
        const page = (await log(last, 2000)) as { n: number }[];
        const next = page.at(-1)?.n;
        if (next === undefined) return last;
        last = next;
      }
    },
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
