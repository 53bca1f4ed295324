'use client';

import { ColumnMemoryProvider } from '@/components/column-memory';
import { Frame } from '@/components/frame';
import type { FrameProps } from '@/components/frame';
import { NavigationProvider } from '@/components/navigation';
import { RefreshOnReturn } from '@/components/fresh-page';
import type { SearchHit } from '@/components/search-dialog';

async function search(query: string): Promise<SearchHit[]> {
  const response = await fetch(`/search?q=${encodeURIComponent(query)}`);
  if (!response.ok) throw new Error(`search answered ${response.status}`);
  return (await response.json()) as SearchHit[];
}

/** The frame with its search, which a server component could not hand over. */
export function PortalFrame({ hiddenColumns, ...props }: Omit<FrameProps, 'search'> & { hiddenColumns: Record<string, string[]> }) {
  return (
    <NavigationProvider>
      <RefreshOnReturn />
      <ColumnMemoryProvider start={hiddenColumns}>
        <Frame {...props} search={search} />
      </ColumnMemoryProvider>
    </NavigationProvider>
  );
}
