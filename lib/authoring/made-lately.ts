import 'server-only';
import { findLastAction } from '@/lib/db/audit';
import { AppError, isAppError } from '@/lib/errors';
import { rulesOf } from './draft-kinds';

/** How long Entra may take to show what it made. */
const MINUTES = 10;

/**
 * Reads a page of an object. One that Entra does not show, though the portal had it made a moment ago, is not yet visible
 * rather than not there.
 * @throws AppError `notYetVisible` for such a one; whatever the reading fails with
 */
export async function orNotYetVisible<T>(of: { kind: 'catalog' | 'package' | 'connectedOrganization' | 'workflowExtension'; id: string }, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!isAppError(error, 'notFound')) throw error;
    const { objectType, audit } = rulesOf(of.kind);
    const last = await findLastAction(objectType, of.id, MINUTES);
    if (last !== audit.create) throw error;
    throw new AppError('notYetVisible', `${of.kind} ${of.id} was made and is not shown`, { cause: error });
  }
}
