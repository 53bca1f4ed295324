'use client';

import { Table, TableBody, TableHeader, TableHeaderCell, TableRow, TableSelectionCell, mergeClasses } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { ColumnChooser } from './column-chooser';
import { useHiddenColumns } from './column-memory';
import { DataTableRow } from './data-table-row';
import { useTableStyles } from './data-table-styles';
import { EmptyState } from './empty-state';
import type { EmptyStateProps } from './empty-state';
import { useGo } from './navigation';
import { TableSelectionProvider, useSelectionState } from './table-selection';
import { useSoftLink } from './soft-link';
import { Icon } from './icon';

export type Column = {
  key: string;
  header: string;
  /** A CSS width: `120px`, `20%`. Columns without one share the rest. */
  width?: string;
  align?: 'end';
  /** On a phone its head stands before its value, which says nothing by itself: a number, a yes or no, a name. */
  named?: boolean;
  /** Left out on a phone: only for what the opened row says too. */
  hideOnPhone?: boolean;
  /** Sorts by this column; the order lives in the address. */
  sortHref?: string;
  sorted?: 'ascending' | 'descending';
  /** The head is not shown, only heard: for a column of buttons. */
  hiddenHeader?: boolean;
  /** Left out until somebody chooses it. */
  startsHidden?: boolean;
};

export type Row = {
  key: string;
  /** What stands in each column, by its key. */
  cells: Record<string, React.ReactNode>;
  /** Where enter and a click on the row lead. */
  href?: string;
  /** This row is the opened one. */
  open?: boolean;
  /** Named for who hears it, when the first cell is not plain text. */
  label?: string;
  /** May not be chosen; the reason stands in the row. */
  unselectable?: boolean;
};

export type DataTableProps = {
  /** Says what is in it, for who hears it. */
  label: string;
  /** Under which name the choice of columns is kept; the label says it where it is always the same. */
  memory?: string;
  columns: Column[];
  rows: Row[];
  empty?: EmptyStateProps;
  /** Makes rows choosable. */
  selection?: {
    /** Rows on all pages; more than are shown offers to choose all of them. */
    total: number;
    noun: string;
    /** Said after how many are chosen; reads what is chosen by `useTableSelection`. */
    says?: React.ReactNode;
    /** What to do with them; may hold an ActionForm with SelectionFields. Shown while something is chosen. */
    actions: React.ReactNode;
  };
  /** Rows of two lines, 52 px, with their text at the top; otherwise 34 px. */
  twoLine?: boolean;
};

/** Kept as the choice where all are shown of a table some of whose columns begin left out. */
const NOTHING_LEFT_OUT = '-';

/**
 * A table of plain rows. Up and down go from row to row, enter opens, space chooses; where there is no room for columns each row becomes a card
 * with every action and reason still in it.
 */
export function DataTable({ label, memory = label.toLowerCase().replace(/\W+/g, '-'), columns, rows, empty, selection, twoLine }: DataTableProps) {
  const styles = useTableStyles();
  const go = useGo();
  const body = useRef<HTMLTableSectionElement>(null);
  const [current, setCurrent] = useState<string | undefined>(() => rows.find((row) => row.open)?.key ?? rows[0]?.key);
  const selectable = rows.filter((row) => !row.unselectable).map((row) => row.key);
  const [left, leaveOut] = useHiddenColumns(memory, columns.filter((column) => column.startsHidden).map(({ key }) => key));
  const choosable = columns.slice(1).filter((column) => !column.hiddenHeader);
  const hidden = choosable.filter(({ key }) => left.includes(key)).map(({ key }) => key);
  const lastKey = columns.findLast(({ key }) => !hidden.includes(key))?.key;
  const state = useSelectionState(selectable, selection?.total ?? 0);

  if (rows.length === 0 && empty) return <EmptyState {...empty} />;

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const focused = event.target;
    if (!(focused instanceof HTMLTableRowElement)) return;
    const all = [...(body.current?.rows ?? [])];
    const index = all.indexOf(focused);
    const row = rows[index];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp' || event.key === 'Home' || event.key === 'End') {
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : index + (event.key === 'ArrowDown' ? 1 : -1);
      all[to]?.focus();
      setCurrent(rows[to]?.key ?? row?.key);
    } else if (event.key === 'Enter' && row?.href) {
      go(row.href, { stay: true });
    } else if (event.key === ' ' && selection && row && !row.unselectable) {
      state.toggle(row.key);
    } else {
      return;
    }
    event.preventDefault();
  };

  const tabStop = rows.some((row) => row.key === current) ? current : rows[0]?.key;
  return (
    <TableSelectionProvider state={state}>
      {selection && <SelectionBar total={selection.total} noun={selection.noun} state={state} says={selection.says} actions={selection.actions} />}
      <Table size="small" aria-label={label} className={styles.table} role="table">
        <TableHeader className={styles.head} role="rowgroup">
          <TableRow className={mergeClasses(styles.headRow, selection ? styles.headWithChoice : styles.headAlone)} role="row">
            {selection && (
              <TableSelectionCell
                className={styles.selectionCell}
                checked={state.all || state.allShown ? true : state.keys.size > 0 ? 'mixed' : false}
                onClick={state.toggleShown}
                checkboxIndicator={{ 'aria-label': 'Choose all on this page' }}
              />
            )}
            {selection && <th className={styles.chooseAll} role="presentation">Choose all on this page</th>}
            {columns.map((column) => (
              <TableHeaderCell
                key={column.key}
                role="columnheader"
                sortable={false}
                aria-sort={column.sorted ?? (column.sortHref ? 'none' : undefined)}
                className={mergeClasses(styles.headCell, column.align === 'end' && styles.endHead, column.hideOnPhone && styles.notOnPhone, hidden.includes(column.key) && styles.leftOut, choosable.length > 1 && column.key === lastKey && styles.lastHead)}
                style={column.width ? { width: column.width } : {}}
              >
                <Head column={column} />
                {choosable.length > 1 && column.key === lastKey && <span className={styles.chooser}><ColumnChooser label={label} columns={choosable} hidden={hidden} onChange={(keys) => leaveOut(keys.length === 0 && columns.some((each) => each.startsHidden) ? [NOTHING_LEFT_OUT] : keys)} /></span>}
              </TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody ref={body} role="rowgroup" className={styles.body} onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <DataTableRow
              key={row.key}
              row={row}
              columns={columns}
              hidden={hidden}
              tabStop={row.key === tabStop}
              twoLine={twoLine === true}
              {...(selection ? { chosen: state.has(row.key), onToggle: () => state.toggle(row.key) } : {})}
            />
          ))}
        </TableBody>
      </Table>
    </TableSelectionProvider>
  );
}

/** What a column is called, and the way to sort by it. */
function Head({ column }: { column: Column }) {
  const styles = useTableStyles();
  const soft = useSoftLink();
  if (column.hiddenHeader) return <span className={styles.heard}>{column.header}</span>;
  if (!column.sortHref) return column.header;
  return (
    <a className={styles.sort} {...soft(column.sortHref)}>
      {column.header}
      {column.sorted && <Icon name={column.sorted === 'ascending' ? 'sortUp' : 'sortDown'} size={12} />}
    </a>
  );
}

type SelectionBarProps = { total: number; noun: string; state: ReturnType<typeof useSelectionState>; says: React.ReactNode; actions: React.ReactNode };

/** How many are chosen, the offer to choose all pages, and what can be done with them. */
function SelectionBar({ total, noun, state, says, actions }: SelectionBarProps) {
  const styles = useTableStyles();
  if (state.count === 0) return null;
  const n = (value: number) => value.toLocaleString('en-GB');
  return (
    <div role="region" aria-label={`Chosen ${noun}`} className={styles.bar}>
      <span aria-live="polite">
        <strong>{state.all ? `All ${n(total)} ${noun} on all pages are chosen.` : `${n(state.count)} of ${n(total)} ${noun} chosen.`}</strong>{' '}
        {says}{says ? ' ' : null}
        {!state.all && state.allShown && total > state.count && (
          <button type="button" className={styles.barLink} onClick={state.chooseAll}>{`Choose all ${n(total)} ${noun}`}</button>
        )}
      </span>
      <span className={styles.barActions}>
        {actions}
        <button type="button" className={styles.barLink} onClick={state.clear}>Clear</button>
      </span>
    </div>
  );
}
