/**
 * What a person typed, kept in this tab over a sign-in: an expired session must not cost them their words. Files and
 * passwords are not kept.
 */

const PREFIX = 'access-rollout.form.';
/** Longer than anybody takes to sign in; after it the page starts fresh. */
const KEPT_FOR = 30 * 60_000;

type Kept = { at: number; values: Record<string, string[]> };

function keyOf(name: string): string {
  return `${PREFIX}${location.pathname}#${name}`;
}

/** Keeps the form of this name on this page until it is recalled. */
export function rememberForm(name: string, form: FormData): void {
  const values: Record<string, string[]> = {};
  for (const [field, value] of form.entries()) {
    if (typeof value === 'string' && !field.startsWith('$ACTION')) (values[field] ??= []).push(value);
  }
  try {
    sessionStorage.setItem(keyOf(name), JSON.stringify({ at: Date.now(), values } satisfies Kept));
  } catch {
    // A full or forbidden storage: the sign-in goes on, and only the words are lost.
  }
}

/** What was kept for this form on this page, once; null when nothing was. */
export function recallForm(name: string): Record<string, string[]> | null {
  const text = sessionStorage.getItem(keyOf(name));
  if (!text) return null;
  sessionStorage.removeItem(keyOf(name));
  const { at, values } = JSON.parse(text) as Kept;
  return Date.now() - at < KEPT_FOR ? values : null;
}

/** Where to sign in again and come back to this page; `claims` is what Entra wants confirmed. */
export function signInAgainAddress(claims?: string): string {
  const query = new URLSearchParams({ again: '1', returnTo: location.pathname + location.search, ...(claims ? { claims } : {}) });
  return `/sign-in?${query.toString()}`;
}
