import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { endedCookie, sessionIdOf, signOut } from '@/lib/auth/session';
import { portalOrigin } from '@/lib/env';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/log';

/** Ends the session here, then sends the browser on to end it at Entra too. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnOrigin(request.headers);
  } catch (error) {
    if (!isAppError(error)) throw error;
    log('warn', 'sign-out.refused', { message: error.message });
    return new Response(error.sentence, { status: 403, headers: { 'cache-control': 'no-store' } });
  }

  const id = sessionIdOf(request);
  if (id) await signOut(id);
  return new Response(null, {
    status: 303,
    headers: { location: `${portalOrigin()}/signed-out?leaving=1`, 'set-cookie': endedCookie(), 'cache-control': 'no-store' },
  });
}
