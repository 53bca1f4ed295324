import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { endedCookie, findSession, sessionIdOf, signOut } from '@/lib/auth/session';
import { listStopsWithSignOut } from '@/lib/auth/stop-jobs';
import { portalOrigin } from '@/lib/env';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/log';

/** What stops with the session, for the question before it; no names of people. */
export async function GET(request: Request): Promise<Response> {
  const id = sessionIdOf(request);
  const session = id ? await findSession(id) : null;
  return Response.json(session ? await listStopsWithSignOut(session.personId) : { runs: [], handovers: [], directory: false }, { status: session ? 200 : 401, headers: { 'cache-control': 'no-store' } });
}

/** Ends the session here, with what runs in the person's name, then sends the browser on to end it at Entra too. */
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
