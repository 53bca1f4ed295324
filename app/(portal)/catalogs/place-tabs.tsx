import { TabLinks } from '@/components/tab-links';

/** The two lists of one place. */
export function PlaceTabs({ chosen }: { chosen: 'catalogs' | 'packages' }) {
  return <TabLinks label="Catalogs and packages" chosen={chosen} tabs={[{ key: 'catalogs', label: 'Catalogs', href: '/catalogs' }, { key: 'packages', label: 'Packages', href: '/packages' }]} />;
}
