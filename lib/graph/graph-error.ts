import 'server-only';
import { AppError, isAppError } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';
import { refusedWords } from './who-may';

/** A refused answer of Graph, as far as the mapping needs it. */
export type Refusal = { status: number; headers: Headers; body: unknown; requestId: string };

type GraphErrorBody = { error?: { code?: string; message?: string } };

/** The code and message Graph gave, where it gave any. */
export function refusalOf(body: unknown): { code: string; message: string } {
  const error = (body as GraphErrorBody | null)?.error;
  return { code: error?.code ?? '', message: error?.message ?? '' };
}

/** A link into a list or into changes that no longer leads anywhere (learn.microsoft.com/graph/delta-query-overview); page links tell it with 400. */
const START_ANEW = new Set(['syncStateNotFound', 'resyncRequired', 'Directory_ExpiredPageToken']);

/**
 * The code our people's sentence is chosen by, from Graph's status and error code
 * (learn.microsoft.com/graph/errors; entitlement management's own codes as seen in the wild).
 */
export function codeOfRefusal(status: number, code: string, message: string): ErrorCode {
  if (status === 401) return 'signedOut';
  if (status === 410 || START_ANEW.has(code)) return 'startAnew';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'offline';
  if (/licen[cs]e/i.test(code + message)) return 'noLicence';
  if (code === 'CallerNotResourceOwner') return 'notResourceOwner';
  if (status === 403) return /scope|consent/i.test(message) ? 'consentMissing' : 'noPermission';
  if (status === 404) return 'notFound';
  if (code === 'DuplicateAccessPackage' || /already exists|existing .* with name/i.test(message)) return 'nameTaken';
  if (status === 409) return 'conflict';
  return 'refusedByEntra';
}

function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'status' in error && 'requestId' in error && 'headers' in error;
}

/** What people read instead of the code's own sentence, where more is known than the code says. */
export function sayOfRefusal(appCode: ErrorCode, status: number, message: string, call: string): string | undefined {
  if (appCode === 'refusedByEntra' && message) return `Microsoft Entra did not accept this: ${message}`;
  if (appCode === 'offline' && status >= 500) return 'Microsoft Entra has trouble of its own and gave no answer. Try again in a moment.';
  return refusedWords(appCode, call);
}

/** Whatever a Graph call threw or answered, as an AppError; AppErrors pass through. @param call method and address of it, for who may */
export function toAppError(error: unknown, call = ''): AppError {
  if (isAppError(error)) return error;
  if (!isRefusal(error)) return new AppError('offline', error instanceof Error ? error.message : String(error), { cause: error });

  const { code, message } = refusalOf(error.body);
  const claims = claimsOf(error.headers.get('www-authenticate'));
  const appCode = claims ? 'claimsChallenge' : codeOfRefusal(error.status, code, message);
  const say = sayOfRefusal(appCode, error.status, message, call);
  const retryAfter = Number(error.headers.get('retry-after') ?? Number.NaN);
  return new AppError(appCode, `Graph answered ${error.status} ${code}: ${message}`, {
    graphRequestId: error.requestId,
    ...(say ? { say } : {}),
    ...(Number.isNaN(retryAfter) ? {} : { retryAfter }),
    ...(claims ? { claims } : {}),
  });
}

/** What a call inside a batch was refused with, as an AppError; `what` is what was read, for the log, `call` the operation, for who may. */
export function refusedInBatch(answer: { status: number; body: unknown; retryAfter: number | null; requestId: string | null }, what: string, call = ''): AppError {
  const { code, message } = refusalOf(answer.body);
  const appCode = codeOfRefusal(answer.status, code, message);
  const say = sayOfRefusal(appCode, answer.status, message, call);
  return new AppError(appCode, `${what}: answered ${answer.status} ${code} in a batch`, {
    ...(say ? { say } : {}),
    ...(answer.requestId ? { graphRequestId: answer.requestId } : {}),
    ...(answer.retryAfter === null ? {} : { retryAfter: answer.retryAfter }),
  });
}

/** The claims of a challenge: base64 in a quoted value, so it may hold `=` and is read by its quotes. */
export function claimsOf(challenge: string | null): string | null {
  const [, encoded] = /\bclaims="([^"]+)"/.exec(challenge ?? '') ?? [];
  return encoded ? Buffer.from(encoded, 'base64').toString('utf8') : null;
}
