import type { IconName } from './icons';

export type PortalRole = 'Rollout.Admin' | 'Rollout.Helpdesk' | 'Rollout.Auditor';

export type Place = { key: string; label: string; short: string; href: string; icon: IconName; chosenIcon: IconName };

const OVERVIEW: Place = { key: 'overview', label: 'Overview', short: 'Overview', href: '/', icon: 'home', chosenIcon: 'homeChosen' };
const ROLLOUTS: Place = { key: 'rollouts', label: 'Rollouts', short: 'Rollouts', href: '/rollouts', icon: 'rollouts', chosenIcon: 'rolloutsChosen' };
const CATALOGS: Place = { key: 'catalogs', label: 'Catalogs & packages', short: 'Packages', href: '/catalogs', icon: 'packages', chosenIcon: 'packagesChosen' };
const SIGN_OFFS: Place = { key: 'signoffs', label: 'Sign-offs', short: 'Sign-offs', href: '/sign-offs', icon: 'signature', chosenIcon: 'signatureChosen' };
const HELPDESK: Place = { key: 'helpdesk', label: 'Helpdesk', short: 'Helpdesk', href: '/helpdesk', icon: 'helpdesk', chosenIcon: 'helpdeskChosen' };
const ACTIVITY: Place = { key: 'activity', label: 'Activity', short: 'Activity', href: '/activity', icon: 'history', chosenIcon: 'historyChosen' };
export const SETTINGS: Place = { key: 'settings', label: 'Settings', short: 'Settings', href: '/settings', icon: 'settings', chosenIcon: 'settingsChosen' };

/** The places of a person's rail, in order. Who came by a link and has no role sees their sign-offs and nothing else. */
export function placesFor(roles: readonly PortalRole[], hasSignOffs: boolean): Place[] {
  if (roles.length === 0) return [SIGN_OFFS];
  return [OVERVIEW, ROLLOUTS, CATALOGS, ...(hasSignOffs ? [SIGN_OFFS] : []), HELPDESK, ACTIVITY];
}

/** At most five for the bar of a phone: what this persona uses. The rest is reached through them and the person menu. */
export function phonePlacesFor(roles: readonly PortalRole[], hasSignOffs: boolean): Place[] {
  const places = placesFor(roles, hasSignOffs);
  if (places.length <= 5) return places;
  const spared = roles.includes('Rollout.Admin') ? HELPDESK : CATALOGS;
  return places.filter((place) => place !== spared);
}

/** The place an address belongs to. */
export function placeOf(path: string, places: readonly Place[]): Place | undefined {
  const inside = (place: Place) => (place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`));
  if (path.startsWith('/packages') || path.startsWith('/policies') || path.startsWith('/drafts') || path.startsWith('/templates') || path.startsWith('/sheets') || path.startsWith('/checks')) return places.find((place) => place.key === 'catalogs');
  if (path.startsWith('/phases') || path.startsWith('/runs') || path.startsWith('/rehearsals') || path.startsWith('/stops')) return places.find((place) => place.key === 'rollouts');
  if (path.startsWith('/people')) return places.find((place) => place.key === 'helpdesk');
  if (path.startsWith('/approvals')) return places.find((place) => place.key === 'signoffs');
  if (path.startsWith('/owners')) return places.find((place) => place.key === 'settings');
  return places.find(inside);
}

/** A person's role in the words of the portal. Without one, who was asked about something of theirs is its owner. */
export function roleInWords(roles: readonly PortalRole[], hasSignOffs: boolean): string {
  if (roles.includes('Rollout.Admin')) return 'Rollout admin';
  if (roles.includes('Rollout.Helpdesk')) return 'Helpdesk, read-only';
  if (roles.includes('Rollout.Auditor')) return 'Auditor, read-only';
  return hasSignOffs ? 'Resource owner' : 'No role';
}
