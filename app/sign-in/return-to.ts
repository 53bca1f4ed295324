/**
 * Where to go after signing in: a path of this portal and nothing else, or the overview. Anything that a browser could
 * read as another origin, or that would lead in a circle, is not followed.
 */
export function safeReturnTo(wanted: string | null | undefined): string {
  if (!wanted?.startsWith('/')) return '/';
  const here = 'http://portal.invalid';
  if (!URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  if (url.origin !== here || /^\/(sign-in|signed-out|no-access|auth)(\/|$)/.test(url.pathname)) return '/';
  // Two slashes at the front would name a host again once the origin is gone.
  return url.pathname.startsWith('//') ? '/' : url.pathname + url.search + url.hash;
}
