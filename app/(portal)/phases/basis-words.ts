import { KIND_COUNTED } from '@/lib/directory/account-kind';
import type { AccountKind } from '@/lib/directory/account-kind';

/** Where people were read. The moment follows it. */
export function readWords(from: 'mirror' | 'tenant'): string {
  return from === 'mirror' ? 'From the copy of the directory, read' : 'From Microsoft Entra, read';
}

/** `3 service accounts, 1 room`, the most frequent first. */
export function kindWords(kinds: Partial<Record<AccountKind, number>>): string {
  return Object.entries(kinds)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count.toLocaleString('en-GB')} ${KIND_COUNTED[kind as AccountKind][count === 1 ? 0 : 1]}`)
    .join(', ');
}

/** How many of those kinds there are in all. */
export function kindTotal(kinds: Partial<Record<AccountKind, number>>): number {
  return Object.values(kinds).reduce((sum, count) => sum + count, 0);
}
