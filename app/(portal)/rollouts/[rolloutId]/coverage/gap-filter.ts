import type { GapFilter } from '@/lib/rollout/coverage';

/** The filter an address says. */
export function gapFilter(read: (name: 'q' | 'department' | 'country' | 'office' | 'kind') => string[]): GapFilter {
  const text = read('q')[0]?.trim().slice(0, 200);
  const kind = read('kind')[0];
  const values = { departments: read('department'), countries: read('country'), offices: read('office') };
  return {
    ...(text ? { text } : {}), ...(kind === 'special' ? { special: true } : kind === 'people' ? { special: false } : {}),
    ...Object.fromEntries(Object.entries(values).filter(([, wanted]) => wanted.length > 0).map(([name, wanted]) => [name, wanted.slice(0, 50)])),
  };
}
