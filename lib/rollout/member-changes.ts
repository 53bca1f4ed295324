/** What became different about somebody since they were added to a cohort. Pure. */
import { KIND_WORD } from '@/lib/directory/account-kind';
import type { Special } from '@/lib/directory/account-kind';
import type { CohortChange, CohortMember, CohortPerson } from './cohort';

export type MemberChange = Omit<CohortChange, 'noticedAt'>;

/** A source that is looked at again, and whether it would still bring somebody. */
export type SourceNow = { label: string; brings: (personId: string) => boolean };

const ATTRIBUTES = [['department', 'Department'], ['country', 'Country'], ['office', 'Office'], ['jobTitle', 'Job title']] as const;

/** Nothing of what a cohort keeps is different: so it is with nearly everybody, and of a hundred thousand it is told at once. */
function isSame(member: CohortMember, now: CohortPerson): boolean {
  return member.enabled === now.enabled && member.external === now.external && member.name === now.name && member.userPrincipalName === now.userPrincipalName && ATTRIBUTES.every(([name]) => member[name] === now[name]);
}

/**
 * What is different about a member: gone, blocked, of a special kind by now, external by now, moved, renamed, or brought
 * no more by what brought them. Nothing of it takes anybody out of a cohort.
 * @param now the account as it is now; undefined when it is no longer in the tenant
 * @param sources those that brought the member and can be looked at again
 */
export function changesOf(member: CohortMember, now: CohortPerson | undefined, special: Special | null, sources: readonly SourceNow[]): MemberChange[] {
  const { personId } = member;
  if (!now) return [{ personId, kind: 'left', detail: 'The account is no longer in the tenant.' }];
  if (!special && isSame(member, now) && sources.every((source) => source.brings(personId))) return [];
  const changes: MemberChange[] = [];
  if (member.enabled && !now.enabled) changes.push({ personId, kind: 'disabled', detail: 'Sign-in is blocked now.' });
  if (!member.enabled && now.enabled) changes.push({ personId, kind: 'enabled', detail: 'Sign-in is allowed again.' });
  if (special && special.kind !== 'disabled' && special.kind !== member.takenIn?.kind) changes.push({ personId, kind: 'special', detail: `${KIND_WORD[special.kind]}: ${special.basis}.` });
  if (!member.external && now.external) changes.push({ personId, kind: 'external', detail: 'Signs in at another organisation now.' });
  const gone = sources.filter((source) => !source.brings(personId));
  if (gone.length > 0) changes.push({ personId, kind: 'outOfSource', detail: `${gone.map((source) => source.label).join(', ')} would not bring them any more.` });
  const moved = ATTRIBUTES.flatMap(([name, word]) => (member[name] === now[name] ? [] : [`${word} ${member[name] ?? 'none'}, now ${now[name] ?? 'none'}`]));
  if (moved.length > 0) changes.push({ personId, kind: 'moved', detail: `${moved.join('; ')}.` });
  const renamed = [...(member.name === now.name ? [] : [now.name]), ...(member.userPrincipalName === now.userPrincipalName ? [] : [now.userPrincipalName])];
  if (renamed.length > 0) changes.push({ personId, kind: 'renamed', detail: `Now ${renamed.join(', ')}.` });
  return changes;
}
