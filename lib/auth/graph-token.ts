import 'server-only';
import type { Db } from '@/lib/db/client';

export async function graphTokenFor(_tokenCacheId: string, _claims?: string): Promise<string> {
  throw new Error('not yet');
}
export function forgetGraphToken(_tokenCacheId: string): void {}
export async function copyTokenCacheForJob(_tx: Db, _tokenCacheId: string): Promise<string> {
  throw new Error('not yet');
}
export async function deleteTokenCache(_tx: Db, _id: string): Promise<void> {}
