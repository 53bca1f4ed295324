/** Findings in the words of every screen. Pure: read in the browser too. */
import { isEmpty, isObject } from '../policy-document';
import type { Json } from '../policy-document';
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

/** `expiration.duration: P365D`: what a fix sets, a line each; what it empties is not said. */
export function fixLines(set: { [property: string]: Json }): string[] {
  return Object.entries(set).flatMap(([name, value]): string[] => {
    if (isEmpty(value)) return [];
    if (isObject(value)) return fixLines(Object.fromEntries(Object.entries(value).map(([part, each]) => [`${name}.${part}`, each])));
    return [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
}
