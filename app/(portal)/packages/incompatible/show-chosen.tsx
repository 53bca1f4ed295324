'use client';

import { LinkButton } from '@/components/link-button';
import { useTableSelection } from '@/components/table-selection';
import { matrixHref } from './address';

/** The matrix of the packages chosen in a list. */
export function ShowChosen() {
  const { keys } = useTableSelection();
  return <LinkButton href={matrixHref({ packageIds: [...keys] })} size="small" icon="compare">Show in the matrix</LinkButton>;
}
