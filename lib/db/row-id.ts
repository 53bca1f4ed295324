import { AppError } from '@/lib/errors';

const ROW_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for what can name a row at all. */
export function isRowId(id: string): boolean {
  return ROW_ID.test(id);
}

/**
 * An id as it came in an address. What is no id names nothing, and the database would call it an error of ours.
 * @throws AppError `notFound`
 */
export function requireRowId(id: string): string {
  if (!isRowId(id)) throw new AppError('notFound', `"${id.slice(0, 60)}" is no id`);
  return id;
}
