import 'server-only';
import type { Db } from './client';

/**
 * Waits until nobody else's transaction holds this name, and holds it until this one ends: what is read after it and written by
 * it nobody changes in between. For what has no row to lock, or has none yet.
 */
export async function lockNamed(tx: Db, ...name: string[]): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name.join(' ')}, 0))::text`;
}
