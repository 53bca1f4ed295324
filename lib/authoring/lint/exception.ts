/** A finding that somebody answers for until a day. Pure: read in the browser too. */

import type { LintFinding } from './finding';

/** `until` is the last day it holds. */
export type LintException = { id: string; reason: string; ownerId: string; ownerName: string; until: string; byName: string; since: Date };

/** A finding as a look kept it, and who answers for it. */
export type KeptFinding = LintFinding & { exception: LintException | null };

/** Which exception of a finding stands, as the form of another is made of it. */
export function exceptionIn(exception: LintException | null): { exception: string | null } {
  return { exception: exception?.id ?? null };
}

/** The last day an exception that begins on a day may hold: a year on. */
export function latestUntil(today: string): string {
  const at = new Date(`${today}T00:00:00Z`);
  at.setUTCFullYear(at.getUTCFullYear() + 1);
  return at.toISOString().slice(0, 10);
}
