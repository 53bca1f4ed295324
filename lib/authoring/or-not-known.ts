import { isAppError } from '@/lib/errors';

/** What may not be read by this person is not known, null; anything else that fails fails. */
export async function orNotKnown<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'noLicence')) return null;
    throw error;
  }
}
