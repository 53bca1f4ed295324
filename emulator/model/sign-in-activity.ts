import type { User } from './directory';
import { guidOf } from './guid';

/** What the seed's people did last is told from here: the sign-ins of the local tenant itself are not written down. */
const LATEST = Date.parse('2026-11-20T17:00:00Z');
const DAY = 86_400_000;
/** Most were here in the last days, a few have long been away. */
const WITHIN_DAYS = 120;

/** When somebody last signed in, by themselves or an application for them; null for accounts that nobody signs in with. */
export function lastSignInOf(user: User): { at: string; requestId: string } | null {
  if (!user.licensed && user.homeDomain === null) return null;
  const drawn = Number.parseInt(user.id.slice(0, 6), 16) / 0xffffff;
  const at = Math.max(Date.parse(user.createdDateTime), LATEST - Math.round(drawn ** 4 * WITHIN_DAYS * DAY));
  return { at: new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z'), requestId: guidOf(`${user.id}:sign-in`) };
}
