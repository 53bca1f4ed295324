import { SHOWN_TO } from '@/lib/action-result';

/**
 * What a person typed, kept in this tab over a sign-in, and in a long form while they look something up elsewhere: neither
 * an expired session nor a link must cost them their words. Files and passwords are not kept.
 */

const PREFIX = 'access-rollout.form.';
const RESUME = 'access-rollout.resume';
/** Longer than anybody takes to sign in; after it the page starts fresh. */
const KEPT_FOR = 30 * 60_000;

type Values = Record<string, string[]>;
type Kept = { at: number; /** Whose words they are. */ by: string; values: Values; left?: boolean };

/** Somebody has touched this page since it was loaded: nothing is done by itself any more. */
let touched = false;
if (typeof window !== 'undefined') {
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (touched = true), { capture: true, once: true });
}

function keyOf(name: string, page = location.pathname): string {
  return `${PREFIX}${page}#${name}`;
}

/**
 * Keeps the form of this name on this page until it is recalled. With `resumes` it is also to be sent as it was once
 * the person has proved who they are.
 */
export function rememberForm(name: string, by: string, form: FormData, { resumes = false, left }: { resumes?: boolean; /** The page that was left by somebody who did not say that they leave it: the address is the next one’s already. */ left?: string } = {}): void {
  const values: Values = {};
  for (const [field, value] of form.entries()) {
    if (typeof value === 'string' && !field.startsWith('$ACTION') && field !== SHOWN_TO) (values[field] ??= []).push(value);
  }
  try {
    sessionStorage.setItem(keyOf(name, left), JSON.stringify({ at: Date.now(), by, values, left: left !== undefined } satisfies Kept));
    if (resumes) sessionStorage.setItem(RESUME, keyOf(name));
  } catch {
    // A full or forbidden storage: the sign-in goes on, and only the words are lost.
  }
}

/**
 * Whether claims ask for a further proof, of a person who is still signed in. Those that only want a newer sign-in
 * (`nbf`, after sessions were revoked) do not: whoever comes back from that decides anew what is done in their name.
 */
export function wantsAnotherProof(claims: string | undefined): boolean {
  try {
    const { access_token: wanted } = JSON.parse(claims ?? '{}') as { access_token?: Record<string, unknown> };
    return Object.keys(wanted ?? {}).some((claim) => claim !== 'nbf');
  } catch {
    return false;
  }
}

/**
 * What was kept for this form on this page, once, whether it goes on by itself, and whether it was kept over leaving; null when nothing was.
 * What one person typed is neither shown to another nor done in their name: it waits for who typed it.
 */
export function recallForm(name: string, by: string): { values: Values; resumes: boolean; left: boolean } | null {
  const key = keyOf(name);
  const text = sessionStorage.getItem(key);
  if (!text) return null;
  const { at, by: whose, values, left = false } = JSON.parse(text) as Kept;
  const isOver = Date.now() - at >= KEPT_FOR;
  if (whose !== by && sessionStorage.getItem(RESUME) === key) sessionStorage.removeItem(RESUME);
  if (whose !== by && !isOver) return null;
  sessionStorage.removeItem(key);
  const resumes = sessionStorage.getItem(RESUME) === key && !touched;
  if (resumes) sessionStorage.removeItem(RESUME);
  return isOver ? null : { values, resumes, left };
}

/** Forgets what was kept for this form on this page: it was sent. */
export function forgetForm(name: string): void {
  try {
    sessionStorage.removeItem(keyOf(name));
  } catch {
    // Where nothing may be kept, nothing was.
  }
}

/** Where to sign in again and come back to this page, proposed as who it was rendered for; `claims` is what Entra wants confirmed. */
export function signInAgainAddress(as: string | undefined, claims?: string): string {
  const query = new URLSearchParams({ again: '1', returnTo: location.pathname + location.search, ...(as ? { as } : {}), ...(claims ? { claims } : {}) });
  return `/sign-in?${query.toString()}`;
}
