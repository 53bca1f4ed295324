/**
 * Where somebody without a role is sent from an address, or null where they may stay: what is addressed to them is all
 * there is for them, and of anything else not even the frame is sent.
 * @param path as the browser asked for it, with its query
 */
export function wayWithoutRole(path: string, wasAsked: boolean): string | null {
  const [place = '/'] = path.split('?');
  if (place.startsWith('/approvals/') || place.startsWith('/sign-offs/')) return null;
  if (!wasAsked) return '/no-access';
  if (place === '/sign-offs') return null;
  return place === '/' ? '/sign-offs' : '/no-access';
}
