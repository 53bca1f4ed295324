import { TabLinks } from '@/components/tab-links';

/** The lists of one place, and what is drafted for it; what stands out in them is for those who may read the checks. */
export function PlaceTabs({ chosen, checks }: { chosen: 'catalogs' | 'packages' | 'organisations' | 'templates' | 'sheets' | 'drafts' | 'checks'; checks: boolean }) {
  const tabs = [{ key: 'catalogs', label: 'Catalogs', href: '/catalogs' }, { key: 'packages', label: 'Packages', href: '/packages' }, { key: 'organisations', label: 'Organisations', href: '/catalogs/organisations' }, { key: 'templates', label: 'Templates', href: '/templates' }, { key: 'sheets', label: 'Policy sheets', href: '/sheets' }, { key: 'drafts', label: 'Drafts', href: '/drafts' }, ...(checks ? [{ key: 'checks', label: 'Checks', href: '/checks' }] : [])];
  return <TabLinks label="Catalogs, packages and drafts" chosen={chosen} tabs={tabs} />;
}
