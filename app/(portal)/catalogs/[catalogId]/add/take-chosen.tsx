'use client';

import { Button } from '@fluentui/react-components';
import { useGo } from '@/components/navigation';
import { useTableSelection } from '@/components/table-selection';
import { appendToList } from './list-memory';

/** Takes what is chosen of a search into the list that is looked through before anything is added. */
export function TakeChosen({ catalogId, lines }: { catalogId: string; /** The line that names each row, by its key. */ lines: Record<string, string> }) {
  const { keys } = useTableSelection();
  const go = useGo();
  const take = () => {
    appendToList(catalogId, [...keys].flatMap((key) => lines[key] ?? []));
    go(`/catalogs/${catalogId}/add?kind=list`);
  };
  return <Button size="small" appearance="primary" onClick={take}>{keys.size === 1 ? 'Look at 1 more closely' : `Look at ${keys.size} more closely`}</Button>;
}
