import { failureKind, failureWords, isAppError } from '@/lib/errors';
import type { AppError, FailureKind } from '@/lib/errors';

/** What a page says instead of itself. `message` where more is known than the kind; `retryAfter` in seconds. */
export type ShownFailure = { kind: FailureKind; reference: string; message?: string; retryAfter?: number };

/** What is to be shown where a page's reading failed; null for what is ours, for what is not there, and for what Next says by throwing: they have places of their own. */
export function failureToShow(error: unknown): { failure: ShownFailure; error: AppError } | null {
  if (!isAppError(error) || failureKind(error.code) === 'ourBug' || error.code === 'notFound') return null;
  const [, reference = ''] = error.digest.split(':');
  const { retryAfter } = error.details;
  const message = failureWords(error);
  return { error, failure: { kind: failureKind(error.code), reference, ...(message ? { message } : {}), ...(retryAfter === undefined ? {} : { retryAfter }) } };
}
