import type { SettingsView } from '@/lib/support/settings-view';

type Permission = Pick<SettingsView['permissions'][number], 'scope' | 'granted' | 'grantedBy' | 'only'>;

const of = (some: readonly Permission[]): string => `${some.filter(({ granted }) => granted).length} of ${some.length}`;

/** `6 of 6 required and 2 of 7 optional ones granted`. */
export function grantedWords(permissions: readonly Permission[]): string {
  const [required, optional] = [permissions.filter(({ only }) => !only), permissions.filter(({ only }) => only)];
  return `${of(required)} required and ${of(optional)} optional ones granted`;
}

/** How a permission stands: `Granted`, `Optional, not granted`. */
export function standingWords({ scope, granted, grantedBy, only }: Permission): string {
  const words = granted ? `granted${grantedBy === scope ? '' : ` by ${grantedBy}`}` : 'not granted';
  return only ? `Optional, ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}
