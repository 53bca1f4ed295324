import { AppError, isAppError } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';
import { openSession } from '@/lib/auth/open-session';
import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { assertNotTooMany } from '@/lib/auth/rate-limit';
import { sessionCookie, sessionIdOf } from '@/lib/auth/session';
import { nameTenant } from '@/lib/directory/name-tenant';
import { log, messageOf } from '@/lib/log';

const STATUS: Partial<Record<ErrorCode, number>> = {
  signedOut: 401,
  claimsChallenge: 401,
  foreignOrigin: 403,
  forbidden: 403,
  consentMissing: 403,
  conflict: 409,
  tooMany: 429,
  offline: 502,
  database: 503,
};

/** Takes the browser's token for our own API, in the Authorization header, and gives it a session for it. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnOrigin(request.headers);
    assertNotTooMany(request);
    const opened = await openSession(bearerOf(request), sessionIdOf(request));
    if (!opened.tenantNamed) await nameTenant(opened);
    return answer(200, { ok: true }, { 'set-cookie': sessionCookie(opened.id) });
  } catch (error) {
    const known = isAppError(error) ? error : new AppError('internal', messageOf(error), { cause: error });
    const { code, sentence, message, details } = known;
    log(code === 'internal' ? 'error' : 'warn', 'session.refused', { code, message, ...(code === 'internal' && error instanceof Error ? { stack: error.stack } : {}) });
    return answer(STATUS[code] ?? 500, { ok: false, code, message: sentence, ...(details.claims ? { claims: details.claims } : {}) });
  }
}

function bearerOf(request: Request): string {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  if (!token) throw new AppError('signedOut', 'a session was asked for without a token');
  return token;
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });
}
