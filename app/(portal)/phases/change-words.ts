import type { CohortChangeKind } from '@/lib/rollout/cohort';

const ONE: Record<CohortChangeKind, [one: string, many: string]> = {
  left: ['left the tenant', 'left the tenant'],
  disabled: ['was blocked', 'were blocked'],
  enabled: ['was allowed again', 'were allowed again'],
  external: ['became external', 'became external'],
  special: ['became a special account', 'became special accounts'],
  outOfSource: ['would not be brought any more', 'would not be brought any more'],
  moved: ['moved', 'moved'],
  renamed: ['was renamed', 'were renamed'],
};

/** `2 were blocked`. */
export function changeWords(kind: CohortChangeKind, count: number): string {
  return `${count.toLocaleString('en-GB')} ${ONE[kind][count === 1 ? 0 : 1]}`;
}

/** What a chip and a row say of it. */
export const CHANGE_WORD: Record<CohortChangeKind, string> = {
  left: 'Left the tenant', disabled: 'Blocked since', enabled: 'Allowed again', external: 'External since', special: 'Special account since', outOfSource: 'Not brought any more', moved: 'Moved', renamed: 'Renamed',
};
