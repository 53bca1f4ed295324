/** How old what is held of the directory may be, and for what. Pure. */

const MINUTE_MS = 60_000;

/** What comes by pages alone is read this seldom, unless somebody asks for it: it is read whole each time. */
export const PAGES_AGAIN_MS = 60 * MINUTE_MS;

/** What comes by pages alone is relied on so long: until it is read again, and for the time a reading of it takes. */
export const HELD_MS = PAGES_AGAIN_MS + 15 * MINUTE_MS;

/** Who has something changes at any minute: where it is told of single people, as before a run, no older than this. */
export const FRESH_MS = 15 * MINUTE_MS;

/** Whether what is held as of then is young enough; what was never read is not. Milliseconds. */
export function isWithin(age: number, asOf: Date | null | undefined, now: Date): asOf is Date {
  return asOf !== null && asOf !== undefined && now.getTime() - asOf.getTime() <= age;
}
