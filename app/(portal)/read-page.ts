import 'server-only';
import { notFound } from 'next/navigation';
import { redirectToSignIn } from '@/lib/auth/guard';
import { isAppError } from '@/lib/errors';

/** What a page reads. What is not there becomes Next's not-found, an ended sign-in leads to a new one and back here. */
export async function readPage<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error, 'notFound')) notFound();
    if (isAppError(error, 'signedOut') || isAppError(error, 'claimsChallenge')) return redirectToSignIn(error.details.claims);
    throw error;
  }
}
