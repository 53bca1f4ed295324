import { KIND_COUNTED } from '@/lib/directory/account-kind';
import type { AccountKind } from '@/lib/directory/account-kind';
import type { Added } from '@/lib/rollout/change-cohort';
import { countWords, peopleWords } from '@/lib/rollout/count-words';

/** Where people were read. The moment follows it. */
export function readWords(from: 'mirror' | 'tenant'): string {
  return from === 'mirror' ? 'From the copy of the directory, read' : 'From Microsoft Entra, read';
}

/** `3 service accounts and 1 room`, the most frequent first. */
export function kindWords(kinds: Partial<Record<AccountKind, number>>): string {
  const counted = Object.entries(kinds)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => countWords(count, ...KIND_COUNTED[kind as AccountKind]));
  return new Intl.ListFormat('en-GB').format(counted);
}

/** How many of those kinds there are in all. */
export function kindTotal(kinds: Partial<Record<AccountKind, number>>): number {
  return Object.values(kinds).reduce((sum, count) => sum + count, 0);
}

/** What adding people to a cohort came to; of those left out what they are. */
export function addedWords({ added, already, leftOut, others }: Added): string {
  const words = [added === 0 ? 'Nobody was added' : `${peopleWords(added)} added`];
  if (already > 0) words.push(`${already.toLocaleString('en-GB')} ${already === 1 ? 'was' : 'were'} in the cohort already`);
  const aside = kindTotal(leftOut);
  if (aside > 0) words.push(`${kindWords(leftOut)} ${aside === 1 ? 'is' : 'are'} left out, to be taken in one by one for a reason`);
  if (others > 0) words.push(`${countWords(others, 'member is', 'members are')} no person (a nested group or a device) and ${others === 1 ? 'was' : 'were'} left out`);
  return `${words.join('; ')}.`;
}
