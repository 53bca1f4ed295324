/** Whether people have used what a run gave them, by Entra's sign-in log. It changes no verdict. Pure: read in the browser too. */

/** One application of the run: of those who have it, how many have signed in to it since it was given. */
export type UsedApplication = { applicationId: string; name: string; of: number; used: number };

/** What was found, or why nothing could be: `noApplication` where the run gives roles of groups and sites alone. */
export type UseReading =
  | {
      read: 'yes';
      /** People with a package that gives an application's role, and those of them who have signed in to one of those. */
      of: number;
      used: number;
      applications: UsedApplication[];
      /** Some packages give no application's role: whether those are used is not counted. */
      partly: boolean;
      /** The first moment from which every sign-in was seen, as ISO 8601, where that is later than the run's start. */
      since: string | null;
    }
  | { read: 'noApplication' | 'noRole' | 'noLicence' }
  | { read: 'notGranted'; missing: string[] };

/** Why the use is not known. */
export function unknownUse(reading: Exclude<UseReading, { read: 'yes' }> | null): string {
  if (!reading) return 'not read yet';
  if (reading.read === 'notGranted') return `the portal was not granted ${reading.missing.join(' and ')}`;
  return WHY[reading.read];
}

const WHY = {
  noApplication: 'its packages give roles of groups and sites alone, and no log tells who uses those',
  noRole: 'whoever the verification runs for has no role for the sign-in log, such as Reports Reader',
  noLicence: 'the tenant has no licence for the sign-in log: it takes Microsoft Entra ID P1 or P2',
};

/** The share in percent; of nobody it is all. */
export function usedShare({ used, of }: { used: number; of: number }): number {
  return of === 0 ? 100 : (used * 100) / of;
}

/** Whether more use would still change whether a gate opens. */
export function isUseAwaited(least: number | null, reading: UseReading): boolean {
  return least !== null && reading.read === 'yes' && usedShare(reading) < least;
}
