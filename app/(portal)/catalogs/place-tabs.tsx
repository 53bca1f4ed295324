import { TabLinks } from '@/components/tab-links';

/** The lists of one place; what stands out in them is for those who may read the checks. */
export function PlaceTabs({ chosen, checks }: { chosen: 'catalogs' | 'packages' | 'checks'; checks: boolean }) {
  const tabs = [{ key: 'catalogs', label: 'Catalogs', href: '/catalogs' }, { key: 'packages', label: 'Packages', href: '/packages' }, ...(checks ? [{ key: 'checks', label: 'Checks', href: '/checks' }] : [])];
  return <TabLinks label="Catalogs and packages" chosen={chosen} tabs={tabs} />;
}
