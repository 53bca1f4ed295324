import { databaseNow } from '@/lib/db/client';
import { log, messageOf } from '@/lib/log';
import { version } from '@/package.json';

export const dynamic = 'force-dynamic';

/** Whether the portal can work, for whoever watches it. Says nothing that is not public. */
export async function GET(): Promise<Response> {
  const headers = { 'cache-control': 'no-store' };
  try {
    await databaseNow();
    return Response.json({ status: 'ok', version, database: 'ok' }, { headers });
  } catch (error) {
    log('error', 'health.database', { message: messageOf(error) });
    return Response.json({ status: 'unavailable', version, database: 'unreachable' }, { status: 503, headers });
  }
}
