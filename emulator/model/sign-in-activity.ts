import type { User } from './directory';
import { guidOf } from './guid';

/** What the seed's people did last is told from here: sign-ins at the local tenant itself are not written down. */
const LATEST = Date.parse('2026-11-20T17:00:00Z');
const DAY = 86_400_000;
/** Most were here in the last days, a few have long been away. */
const WITHIN_DAYS = 120;
/** Entra keeps the sign-ins of a licensed organisation for 30 days. https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
const KEPT_MS = 30 * DAY;

/** One interactive sign-in of a person to an application. `at` is a moment of the tenant's clock; `errorCode` is 0 where it succeeded. */
export type SignIn = { id: string; at: number; userId: string; appId: string; errorCode: number };

/** Who signed in to which application, as it was entered. */
export class SignInLog {
  private entries: SignIn[];

  constructor(private readonly seed: number, entries: SignIn[] = []) {
    this.entries = [...entries];
  }

  add(signIn: Omit<SignIn, 'id'>): SignIn {
    const entered = { ...signIn, id: guidOf(`${this.seed}:sign-in:${signIn.at}:${this.entries.length}`) };
    this.entries.push(entered);
    return entered;
  }

  /** Those of the last 30 days, newest first. */
  newestFirst(now: number): readonly SignIn[] {
    this.entries = this.entries.filter(({ at }) => at > now - KEPT_MS);
    return this.entries.filter(({ at }) => at <= now).sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
  }

  toJSON(): SignIn[] {
    return this.entries;
  }
}

/** When somebody last signed in, by themselves or an application for them, by the seed; null for accounts that nobody signs in with. */
export function lastSignInOf(user: User): { at: string; requestId: string } | null {
  if (!user.licensed && user.homeDomain === null) return null;
  const drawn = Number.parseInt(user.id.slice(0, 6), 16) / 0xffffff;
  const at = Math.max(Date.parse(user.createdDateTime), LATEST - Math.round(drawn ** 4 * WITHIN_DAYS * DAY));
  return { at: new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z'), requestId: guidOf(`${user.id}:sign-in`) };
}
