/** How the kind of an account was told, in words: what is true of the account, and not the rule, which stands in Settings. Pure. */
import { leavesOf } from '@/lib/rules/deciding-parts';
import type { Explanation } from '@/lib/rules/explain-rule';

/** Longest value that is told; a longer one is cut. */
const LONGEST_VALUE = 60;

const ATTRIBUTE_WORDS: Record<string, string> = { displayName: 'name', mail: 'mail address', givenName: 'first name', surname: 'last name', employeeId: 'employee number', physicalDeliveryOfficeName: 'office', mailNickname: 'mail alias' };

/** `user principal name “svc-backup@halden.example”, no employee number`. */
export function basisWords(explanation: Explanation): string {
  return [...new Set(leavesOf(explanation).map(factOf))].join(', ');
}

function factOf({ attribute, actual, missing, text }: Explanation): string {
  if (!attribute) return text;
  if (attribute === 'accountEnabled') return actual === false ? 'sign-in is blocked' : 'sign-in is allowed';
  const words = ATTRIBUTE_WORDS[attribute] ?? attribute.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
  if (missing) return `no ${words}`;
  if (typeof actual === 'string') return `${words} “${actual.length > LONGEST_VALUE ? `${actual.slice(0, LONGEST_VALUE)}…` : actual}”`;
  return typeof actual === 'number' || typeof actual === 'boolean' ? `${words} ${String(actual)}` : words;
}
