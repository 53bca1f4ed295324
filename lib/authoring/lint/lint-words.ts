/** Findings in the words of every screen. Pure: read in the browser too. */
import type { NotKnown, Severity, Verdict } from './finding';

export const SEVERITY_WORDS: Readonly<Record<Severity, { one: string; many: string }>> = {
  error: { one: 'Error', many: 'Errors' },
  warning: { one: 'Warning', many: 'Warnings' },
  note: { one: 'Note', many: 'Notes' },
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = { pass: 'Passes', fail: 'Fails', investigate: 'To investigate', notKnown: 'Not known' };

/** `Not known: the groups (L12, L13); whether …`, each missing thing once; empty where all was looked at. */
export function notKnownWords(notKnown: readonly Pick<NotKnown, 'rule' | 'missing'>[]): string {
  if (notKnown.length === 0) return '';
  const missing = [...new Set(notKnown.map((each) => each.missing))];
  return `Not looked at, for want of knowing: ${missing.join('; ')}.`;
}
