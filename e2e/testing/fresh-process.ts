// Runs before each test file. Files share a process, since loading the product anew for each costs more than most tests
// do: so each begins with the environment of the first, with the clock that others read, and with nothing of what the
// product keeps for its process.
import { afterAll, vi } from 'vitest';

const held = globalThis as { testEnvironment?: NodeJS.ProcessEnv; accessRolloutDb?: unknown; sentSideBySide?: string[] } & Record<string, unknown>;

held.testEnvironment ??= { ...process.env };
for (const name of Object.keys(process.env)) if (!(name in held.testEnvironment)) delete process.env[name];
Object.assign(process.env, held.testEnvironment);

// Statements that are sent to a connection while another runs: pg says so once a process, and will refuse it one day.
held.sentSideBySide ??= [];
const sentSideBySide = held.sentSideBySide;
process.removeAllListeners('warning').on('warning', (warning) => {
  if (/already executing a query/.test(warning.message)) sentSideBySide.push(warning.message);
  else console.warn(warning.stack ?? warning.message);
});

afterAll(() => {
  vi.useRealTimers();
  const [overlap] = sentSideBySide.splice(0);
  if (overlap) throw new Error(`this file sends statements side by side on one connection: ${overlap}`);

  const open = held.accessRolloutDb !== undefined;
  for (const name of Object.keys(held)) if (name.startsWith('accessRollout')) delete held[name];
  if (open) throw new Error('this file leaves its database open; closeDb ends that');
});
