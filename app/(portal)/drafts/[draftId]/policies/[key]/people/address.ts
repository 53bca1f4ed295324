import type { ReachPart } from '@/lib/authoring/rule-reach';
import { addressWith } from '../../../../../catalogs/search-params';

/** The people whom the rule of a drafted policy concerns. */
export function reachHref(draftId: string, key: string, { part, cursor }: { part: ReachPart; cursor?: string | null }): string {
  return addressWith(`/drafts/${draftId}/policies/${encodeURIComponent(key)}/people`, { who: part === 'selects' ? '' : part, cursor });
}
