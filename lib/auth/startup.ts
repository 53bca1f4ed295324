import 'server-only';
import { closeDb } from '@/lib/db/client';
import { checkEnv, EnvError } from '@/lib/env';
import { isAppError } from '@/lib/errors';
import { log, messageOf } from '@/lib/log';
import { requireInstallation } from './session';

/**
 * What must hold before the first request: settings that are whole, and a database that belongs to this tenant.
 * A portal that would serve people with the wrong ones ends instead, saying what to do.
 */
export async function startPortal(): Promise<void> {
  try {
    checkEnv();
    await requireInstallation();
  } catch (error) {
    if (!(error instanceof EnvError) && !isAppError(error, 'conflict')) throw error;
    log('error', 'start.refused', { message: error.message });
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** On a signal to stop: first `stop` (whoever still writes), then the database's connections. */
export function whenStopping(stop: () => Promise<void>): void {
  const end = async () => {
    try {
      await stop();
    } catch (error) {
      log('error', 'stop.failed', { message: messageOf(error) });
    }
    await closeDb();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      end().catch((error: unknown) => log('warn', 'stop.database', { message: messageOf(error) }));
    });
  }
}
