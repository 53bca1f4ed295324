import { type ChildProcess, spawn } from 'node:child_process';
import { bundleProgram, kill } from '@/e2e/crash/bundled-runner';

/** What a worker needs to find database and tenant. */
const SETTINGS = ['DATABASE_URL', 'PORTAL_ORIGIN', 'LOGIN_ORIGIN', 'GRAPH_ORIGIN', 'SESSION_KEY', 'ENTRA_TENANT_ID', 'ENTRA_BROWSER_CLIENT_ID', 'ENTRA_API_CLIENT_ID', 'ENTRA_API_CLIENT_SECRET'];
const LINES_KEPT = 400;

/**
 * The portal's process, one after another: one at work, which can be killed, and one that stands by, loaded, to come
 * after it.
 */
export class Workers {
  private standby: Promise<ChildProcess> | null = null;
  private atWork: ChildProcess | null = null;
  private killed = false;
  /** What the processes logged lately. */
  readonly said: string[] = [];
  /** How one ended that nobody killed. */
  ended: string | null = null;

  private constructor(private readonly program: string, private readonly forget: () => Promise<void>) {}

  static async ready(): Promise<Workers> {
    const { program, remove } = await bundleProgram('e2e/storm/worker.ts');
    const workers = new Workers(program, remove);
    workers.standby = workers.another();
    return workers;
  }

  private async another(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--max-semi-space-size=16', this.program], { env: process.env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`a worker ended with ${code} before it began: ${this.said.slice(-5).join('\n')}`)));
    });
    return child;
  }

  private hear(text: string): void {
    this.said.push(...text.split('\n').filter(Boolean));
    if (this.said.length > LINES_KEPT) this.said.splice(0, this.said.length - LINES_KEPT);
  }

  /** Sets the one that stands by to work, on the database and tenant of now. */
  async begin(): Promise<void> {
    const child = await (this.standby ?? this.another());
    this.killed = false;
    child.once('exit', (code, signal) => {
      if (!this.killed) this.ended = `the portal ended by itself: ${code ?? signal}`;
    });
    child.send(Object.fromEntries(SETTINGS.map((name) => [name, process.env[name] ?? ''])));
    this.atWork = child;
    this.standby = this.another();
    this.standby.catch(() => undefined);
  }

  get working(): boolean {
    return this.atWork !== null;
  }

  /** `kill -9` of the one at work. */
  async kill(): Promise<void> {
    const child = this.atWork;
    this.atWork = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.killed = true;
    await kill(child);
  }

  /** Ends all of them, and removes their program. */
  async end(): Promise<void> {
    await this.kill();
    const standby = await this.standby?.catch(() => null);
    if (standby) await kill(standby);
    await this.forget();
  }
}
