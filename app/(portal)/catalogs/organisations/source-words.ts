import type { WantedOf } from '@/lib/authoring/draft';

/** Who belongs to an organisation, in words. */
export function belongsWords(source: WantedOf['connectedOrganization']['source']): string {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return 'Nobody is named';
  if (typeof source.domainName === 'string') return `Addresses of ${source.domainName}`;
  if (typeof source.tenantId === 'string') return 'Whoever signs in at their Microsoft Entra tenant';
  return 'People with a personal account';
}
