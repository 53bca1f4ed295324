import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedDatabaseUrl } from '@/scripts/data-folder.mjs';
import { aFreePort } from './free-port';

const root = path.resolve(import.meta.dirname, '../..');

/** A whole product as `npm start` runs it, on ports and in a data folder of its own. */
export type Product = {
  origin: string;
  emulatorOrigin: string;
  databaseUrl: string;
  dataDir: string;
  /** What it has said so far. */
  output: () => string;
  /** Ends it as Ctrl-C does. A data folder made for it goes too, unless it is to be kept. */
  stop: (options?: { keepData?: boolean }) => Promise<void>;
  /** Ends it as a power cut does: `kill -9` of the portal, or of the process that watches over all parts. */
  kill: (part: 'portal' | 'start') => Promise<void>;
};

export type ProductOptions = {
  env?: Record<string, string | undefined>;
  /** The folder of an earlier product, to go on with it. */
  dataDir?: string;
};

/** A start that was refused, with what it said. */
export class StartRefused extends Error {
  constructor(
    readonly output: string,
    readonly exitCode: number | null,
  ) {
    super(`the product did not start (exit ${exitCode}):\n${output}`);
  }
}

/**
 * Starts the product and waits until it says that it is ready.
 * @throws StartRefused when it ends instead
 */
export async function startProduct({ env = {}, dataDir }: ProductOptions = {}): Promise<Product> {
  const folder = dataDir ?? (await mkdtemp(path.join(tmpdir(), 'access-rollout-product-')));
  const port = Number(env.PORT ?? (await aFreePort()));
  const emulatorPort = Number(env.EMULATOR_PORT ?? (await aFreePort()));
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: {
      ...withoutSettings(process.env),
      RECORD_TRAFFIC: aTrafficFile(),
      PRELOAD_PAGES: 'off',
      ...env,
      PORT: String(port),
      EMULATOR_PORT: String(emulatorPort),
      DATA_DIR: folder,
      SKIP_DOT_ENV: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Closed, not only ended: then everything it said has been heard.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const said = await untilReady(child);
  return {
    origin: `http://localhost:${port}`,
    emulatorOrigin: `http://localhost:${emulatorPort}`,
    databaseUrl: env.DATABASE_URL ?? embeddedDatabaseUrl(folder),
    dataDir: folder,
    output: said,
    async stop({ keepData = dataDir !== undefined } = {}) {
      child.kill('SIGTERM');
      await closed;
      if (!keepData) await rm(folder, { recursive: true, force: true });
    },
    async kill(part) {
      const pid = part === 'start' ? child.pid : Number(/portal process (\d+)/.exec(said())?.[1]);
      if (pid) process.kill(pid, 'SIGKILL');
      await closed;
    },
  };
}

/** The environment without anything that would point the product elsewhere than the test asks. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(ENTRA_|DATABASE_URL|SESSION_KEY|LOGIN_ORIGIN|GRAPH_ORIGIN|PORTAL_ORIGIN|NODE_ENV|VITEST|TEST_|FORCE_COLOR)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name))) as NodeJS.ProcessEnv;
}

/** A file of its own for each local tenant that tests start, in the folder `npm test` gathers; none when run by hand. */
export function aTrafficFile(): string | undefined {
  const folder = process.env.TRAFFIC_FOLDER;
  if (!folder) return undefined;
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${randomUUID()}.ndjson`);
}

function untilReady(child: ChildProcess): Promise<() => string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (data: Buffer) => {
      said += data.toString();
      if (said.includes('Access Rollout is ready')) resolve(() => said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('close', (code) => reject(new StartRefused(said, code)));
  });
}
