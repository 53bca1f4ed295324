'use client';

import { TableCell, TableRow, TableSelectionCell, mergeClasses } from '@fluentui/react-components';
import type { MouseEvent } from 'react';
import type { Column, Row } from './data-table';
import { useGo } from './navigation';
import { useTableStyles } from './data-table-styles';

type DataTableRowProps = {
  row: Row;
  columns: Column[];
  /** Keys of those left out, except on a phone. */
  hidden: string[];
  /** The one row of the table that Tab reaches. */
  tabStop: boolean;
  twoLine: boolean;
  chosen?: boolean;
  onToggle?: () => void;
};

/** One row. A click anywhere opens it, except on what does something of its own. */
export function DataTableRow({ row, columns, hidden, tabStop, twoLine, chosen, onToggle }: DataTableRowProps) {
  const styles = useTableStyles();
  const go = useGo();

  const open = (event: MouseEvent<HTMLElement>) => {
    if (!row.href || event.defaultPrevented) return;
    const own = event.target instanceof Element && event.target.closest('a, button, details, input, label, select, textarea, [role="checkbox"]');
    // Selecting text to copy it is no wish to open the row.
    if (own || window.getSelection()?.toString()) return;
    go(row.href, { stay: true });
  };

  return (
    <TableRow
      role="row"
      tabIndex={tabStop ? 0 : -1}
      aria-label={row.label}
      aria-selected={onToggle ? chosen === true : undefined}
      aria-current={row.open ? 'true' : undefined}
      onClick={open}
      className={mergeClasses(styles.row, row.href && styles.clickable, row.open && styles.open, onToggle && styles.withSelection)}
    >
      {onToggle && (
        <TableSelectionCell
          className={mergeClasses(styles.selectionCell, twoLine && styles.topSelection)}
          checked={chosen === true}
          {...(row.unselectable ? { type: 'checkbox', checkboxIndicator: { disabled: true, 'aria-label': 'Cannot be chosen' } } : { onClick: onToggle, checkboxIndicator: { 'aria-label': 'Choose row' } })}
        />
      )}
      {columns.map((column, index) => (
        <TableCell
          key={column.key}
          data-header={column.header}
          role={index === 0 ? 'rowheader' : 'cell'}
          className={mergeClasses(
            styles.cell,
            twoLine && styles.topCell,
            index === 0 && styles.firstCell,
            column.align === 'end' && styles.endCell,
            (column.named ?? (column.align === 'end' && !column.hiddenHeader)) && styles.named,
            column.hideOnPhone && styles.notOnPhone,
            hidden.includes(column.key) && styles.leftOut,
            index === 0 && row.open && styles.openFirst,
          )}
        >
          {row.cells[column.key]}
        </TableCell>
      ))}
    </TableRow>
  );
}
