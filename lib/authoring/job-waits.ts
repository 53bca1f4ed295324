/** What work in the background waits for, told apart for whoever looks on. Pure. */

/** A person (their sign-in, role or consent), an answer of the tenant, a licence, or somebody who mends us. */
export type Waits = 'signInNeeded' | 'roleNeeded' | 'consentMissing' | 'throttled' | 'tenant' | 'noLicence' | 'broken';

/** Those that a person ends, by going on with it. */
export const WAITS_FOR_PERSON: ReadonlySet<Waits | null> = new Set<Waits | null>(['signInNeeded', 'roleNeeded', 'consentMissing']);

/** @param lastError the code of what it broke off with, null while nothing is amiss */
export function waitsOf(jobState: string, lastError: string | null): Waits | null {
  // A consent that is missing comes with a new sign-in, and not by one.
  if (jobState === 'signInNeeded') return lastError === 'consentMissing' ? 'consentMissing' : 'signInNeeded';
  if (jobState === 'roleNeeded') return 'roleNeeded';
  if (jobState !== 'waiting' || lastError === null) return null;
  if (lastError === 'throttled') return 'throttled';
  if (lastError === 'offline' || lastError === 'database') return 'tenant';
  return lastError === 'noLicence' ? 'noLicence' : 'broken';
}

/** When something is tried again: the moment, which tells one wait from the next, and the milliseconds until then. */
export type Again = { at: string; leftMs: number };

/** The next try of what waits until a moment; one that is over is tried now. */
export function againAt(moment: Date, now: Date): Again {
  return { at: moment.toISOString(), leftMs: Math.max(0, moment.getTime() - now.getTime()) };
}
