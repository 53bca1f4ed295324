import { isObjectId } from '@/lib/directory/object-id';
import { AppError } from '@/lib/errors';

/** True for what can name a row at all. */
export function isRowId(id: string): boolean {
  return isObjectId(id);
}

/**
 * An id as it came in an address. What is no id names nothing, and the database would call it an error of ours.
 * @throws AppError `notFound`
 */
export function requireRowId(id: string): string {
  if (!isRowId(id)) throw new AppError('notFound', `"${id.slice(0, 60)}" is no id`);
  return id;
}
