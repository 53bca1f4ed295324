import { failureKind } from '@/lib/errors';
import { isNoAnswer } from './no-answer';
import type { FailureKind } from '@/lib/errors';

/**
 * What the browser may know of a page that failed. In production the message of a server's error does not arrive, only
 * its digest: an AppError puts code, reference and the claims of a challenge between its colons, anything else is ours.
 */
export function failureOf(error: unknown): { kind: FailureKind; code: string; reference?: string; claims?: string } {
  const digest = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;
  if (!digest) return { code: 'internal', kind: isNoAnswer(error) || (typeof navigator !== 'undefined' && !navigator.onLine) ? 'offline' : 'ourBug' };
  const [code, reference, claims] = digest.includes(':') ? digest.split(':') : ['internal', digest];
  return { code: code ?? 'internal', kind: failureKind(code ?? 'internal'), ...(reference ? { reference } : {}), ...(claims ? { claims: decodeURIComponent(claims) } : {}) };
}
