import type { SettledSteps } from '@/lib/authoring/review-draft';
import { addressWith, isId } from '../catalogs/search-params';

/** The ids of steps in a text that has them between commas, as an address and a form carry them. */
export function idsIn(text: string): string[] {
  return text.split(',').filter(isId);
}

/** What was decided of steps: to take them back over what somebody changed since, or to leave them. */
export function settledOf(over: readonly string[], left: readonly string[]): SettledSteps {
  return Object.fromEntries([...over.map((id) => [id, 'over'] as const), ...left.map((id) => [id, 'left'] as const)]);
}

/** The steps that were decided so, between commas. */
export function idsOf(settled: SettledSteps, as: 'over' | 'left'): string {
  return Object.keys(settled).filter((id) => settled[id] === as).join(',');
}

/** The page of undoing a draft with this decided, or with it open again. */
export function undoAddress(draftId: string, settled: SettledSteps, id: string, as: 'over' | 'left' | null): string {
  const { [id]: _open, ...others } = settled;
  const now: SettledSteps = as ? { ...others, [id]: as } : others;
  return addressWith(`/drafts/${draftId}/undo`, { over: idsOf(now, 'over'), left: idsOf(now, 'left') });
}
