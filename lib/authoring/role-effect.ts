/**
 * What becomes of people when a package they have begins or stops to hand out a role. Pure: read in the browser too.
 *
 * The tenant keeps no origin on a membership: whoever is in a group by name may be there by the package or may have been before,
 * and only a baseline that a rehearsal took before the package was given can tell (lib/rollout/baseline.ts).
 */
import type { ResourceRole } from '@/lib/directory/route';

/** A role that comes to a package, or goes from it. */
export type RoleChange = { operation: 'add' | 'remove'; role: ResourceRole };

/**
 * `loses`: the package is their last way to it, as far as can be told. `keepsByPackage`: another package delivered to them hands
 * it out too. `keepsOtherwise`: they are in it by a nested group, a rule, or a group's app role. `gains`: they do not have it yet.
 * `has`: they have it already. `unknown`: nobody is told who has it.
 */
export const ROLE_VERDICTS = ['loses', 'keepsByPackage', 'keepsOtherwise', 'gains', 'has', 'unknown'] as const;
export type RoleVerdict = (typeof ROLE_VERDICTS)[number];

/** Whether they had it by name before a run of ours gave them the package; null where a role comes and that does not matter. */
export type HadBefore = 'had' | 'hadNot' | 'notKnown' | null;

export type PersonEffect = { personId: string; personName: string; userPrincipalName: string; verdict: RoleVerdict; /** The other packages by which they keep or have it. */ packages: string[]; /** The other ways, in words. */ ways: string; before: HadBefore };

/** How many of those looked at, by verdict; `more` where not everybody who has a package was. `asOf` is how old the oldest of what it was taken from is. */
export type EffectCount = { looked: number; more: boolean; verdicts: Record<RoleVerdict, number>; hadBefore: number; beforeNotKnown: number; /** Why others cannot be told of; null where they can. */ unknown: string | null; asOf: Date };

/** “312 people”. */
export const people = (count: number): string => `${count.toLocaleString('en-GB')} ${count === 1 ? 'person' : 'people'}`;

/** So young it is of now. */
const NOW_MS = 60_000;

/** What a change of a role means, in a sentence or two. */
export function effectWords(change: RoleChange, count: EffectCount, now = new Date()): string {
  return withAge(countWords(change, count), count.asOf, now);
}

/** What was counted, and how long ago where that is not now. */
export function withAge(said: string, asOf: Date, now: Date): string {
  const age = now.getTime() - asOf.getTime();
  const minutes = Math.round(age / 60_000);
  return age > NOW_MS ? `${said} Counted as it was ${minutes === 1 ? '1 minute' : `${minutes} minutes`} ago.` : said;
}

function countWords({ operation }: RoleChange, { looked, more, verdicts, hadBefore, unknown }: EffectCount): string {
  if (looked === 0) return more ? 'Nobody among the first who were looked at has the package delivered.' : 'Nobody has the package, so nobody is concerned.';
  const of = more ? `Of the first ${people(looked)} who have the package: ` : `Of ${people(looked)} who ${looked === 1 ? 'has' : 'have'} the package: `;
  const parts = operation === 'remove'
    ? [
        `${verdicts.loses.toLocaleString('en-GB')} ${verdicts.loses === 1 ? 'loses' : 'lose'} it for good, since this is their last way to it`,
        ...(verdicts.keepsByPackage > 0 ? [`${verdicts.keepsByPackage.toLocaleString('en-GB')} ${verdicts.keepsByPackage === 1 ? 'keeps' : 'keep'} it by another package`] : []),
        ...(verdicts.keepsOtherwise > 0 ? [`${verdicts.keepsOtherwise.toLocaleString('en-GB')} ${verdicts.keepsOtherwise === 1 ? 'stays' : 'stay'} in it by another group or a rule`] : []),
      ]
    : [
        ...(verdicts.gains > 0 || verdicts.unknown === 0 ? [`${verdicts.gains.toLocaleString('en-GB')} ${verdicts.gains === 1 ? 'gains' : 'gain'} it`] : []),
        ...(verdicts.has > 0 ? [`${verdicts.has.toLocaleString('en-GB')} ${verdicts.has === 1 ? 'has' : 'have'} it already`] : []),
        ...(verdicts.unknown > 0 ? [`whether ${verdicts.unknown.toLocaleString('en-GB')} ${verdicts.unknown === 1 ? 'gains' : 'gain'} it is not known`] : []),
      ];
  return [`${of}${parts.join(', ')}.`, ...(hadBefore > 0 ? [`${hadBefore.toLocaleString('en-GB')} of those who lose it had it themselves before the package, by our baseline.`] : []), ...(unknown ? [unknown] : [])].join(' ');
}

/** Said wherever a role goes: what the tenant cannot tell. */
export const ORIGIN_NOT_TOLD = 'Entra keeps no origin of a membership: who had it by name before the package is known only of those a run of ours gave it to, from the baseline of its rehearsal.';
