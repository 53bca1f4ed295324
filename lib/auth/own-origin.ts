import 'server-only';
import { portalOrigin } from '@/lib/env';
import { AppError } from '@/lib/errors';

/** @throws AppError `foreignOrigin` unless the request comes from one of our own pages; one that does not say is refused too. */
export function assertOwnOrigin(headers: Headers): void {
  const origin = headers.get('origin');
  if (origin !== portalOrigin()) throw new AppError('foreignOrigin', `a request was sent from ${origin ?? 'no origin'}`);
}
