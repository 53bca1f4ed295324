'use client';

import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { phone } from '@/components/breakpoint';
import { Icon } from '@/components/icon';
import { StateLabel } from '@/components/state-label';
import { STATES } from '@/components/states';
import { TextLink } from '@/components/text-link';
import { apartOf, clashWords, directionKey, reversed, toggled } from '@/lib/authoring/incompatibility';
import type { Apart, ApartSubject, ApartWish, Direction } from '@/lib/authoring/incompatibility';
import { cellState, directionTo, notThereWords } from './cell-words';
import { ChangeBar } from './change-bar';
import type { ChangeBarProps } from './change-bar';
import { PairList } from './pair-list';
import { SelectedPair } from './selected-pair';
import { useClashes } from './use-clashes';
import { useWishes } from './use-wishes';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  wide: { [phone]: { display: 'none' } },
  narrow: { display: 'none', [phone]: { display: 'block' } },
  legend: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalL, rowGap: tokens.spacingVerticalXS, color: tokens.colorNeutralForeground2, marginBottom: tokens.spacingVerticalS, [phone]: { display: 'none' } },
  swatch: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS },
  box: { display: 'inline-block', width: '14px', height: '14px', border: line, borderRadius: tokens.borderRadiusSmall },
  scroll: { overflowX: 'auto', marginBottom: tokens.spacingVerticalS },
  table: { borderCollapse: 'separate', borderSpacing: 0, tableLayout: 'fixed', width: 'auto', borderTop: line, borderLeft: line },
  corner: { width: '220px', verticalAlign: 'bottom', textAlign: 'left', fontWeight: tokens.fontWeightRegular, color: tokens.colorNeutralForeground3, padding: tokens.spacingHorizontalS, borderRight: line, borderBottom: line, position: 'sticky', left: 0, backgroundColor: tokens.colorNeutralBackground1, zIndex: 1 },
  column: { width: '56px', height: '160px', verticalAlign: 'bottom', padding: tokens.spacingVerticalXS, borderRight: line, borderBottom: line, fontWeight: tokens.fontWeightRegular },
  columnWords: { writingMode: 'vertical-rl', transform: 'rotate(180deg)', display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: 2, overflow: 'hidden', width: 'fit-content', maxHeight: '152px', textAlign: 'left', lineHeight: '18px', marginLeft: 'auto', marginRight: 'auto' },
  group: { backgroundColor: tokens.colorNeutralBackground2 },
  row: { textAlign: 'left', fontWeight: tokens.fontWeightRegular, paddingInline: tokens.spacingHorizontalS, borderRight: line, borderBottom: line, position: 'sticky', left: 0, backgroundColor: tokens.colorNeutralBackground1, zIndex: 1, overflowWrap: 'anywhere' },
  cell: { height: '40px', padding: 0, textAlign: 'center', borderRight: line, borderBottom: line, cursor: 'default', ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' } },
  editable: { cursor: 'pointer', ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover } },
  same: { backgroundColor: tokens.colorNeutralBackground3, cursor: 'default' },
  wished: { backgroundColor: tokens.colorBrandBackground2 },
  drafted: { backgroundColor: tokens.colorNeutralBackground4 },
  content: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXXS, minHeight: '20px', fontVariantNumeric: 'tabular-nums', fontSize: tokens.fontSizeBase200 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export type MatrixProps = {
  rows: ApartSubject[];
  columns: ApartSubject[];
  /** Keys of the directions the tenant has. */
  holds: string[];
  /** What the chosen draft would make of directions. */
  drafted: Record<string, boolean>;
  canChange: boolean;
  draft: ChangeBarProps['draft'];
  drafts: ChangeBarProps['drafts'];
  /** This page of the matrix, without a draft. */
  address: ChangeBarProps['address'];
};

/** What a cell, or a line of the list, needs to know and to do. */
export type Cell = { row: ApartSubject; column: ApartSubject; direction: Direction; apart: Apart; wished: boolean; drafted: boolean; clash: string; count: number | null; more: boolean; toggle: (() => void) | null; wish: (wishes: ApartWish[]) => void };

/** Packages against packages and groups: a grid one goes through with the arrows, on a phone a list; what is changed waits for a draft. */
export function Matrix({ rows, columns, holds, drafted, canChange, draft, drafts, address }: MatrixProps) {
  const styles = useStyles();
  const wishes = useWishes();
  const clashes = useClashes(rows, columns);
  const held = new Set(holds);
  const before = (key: string): boolean => drafted[key] ?? held.has(key);
  const cellOf = (row: ApartSubject, column: ApartSubject): Cell => {
    const direction = directionTo(row, column);
    const keys = [direction, reversed(direction)].flatMap((each) => (each ? [directionKey(each)] : []));
    const apart = apartOf(direction, (each) => wishes.of(directionKey(each)) ?? before(directionKey(each)));
    const clash = clashes.of[directionKey(direction)];
    const wish = (next: ApartWish[]) => wishes.wish(next, before);
    return {
      row, column, direction, apart, wish, count: clash?.count ?? null, more: clash?.more ?? false,
      wished: keys.some((key) => wishes.of(key) !== undefined),
      drafted: keys.some((key) => drafted[key] !== undefined && drafted[key] !== held.has(key)),
      clash: row.drafted || column.drafted ? notThereWords(row, column) : clashes.state === 'reading' ? 'Being counted…' : clashes.state === 'failed' ? `Not counted: ${clashes.sentence}` : clashWords(clash, column.kind),
      toggle: canChange && row.id !== column.id ? () => wish(toggled(direction, apart)) : null,
    };
  };

  return (
    <>
      <Legend drafted={draft !== null} />
      <div className={styles.wide}><Grid rows={rows} columns={columns} cellOf={cellOf} draftId={draft?.id ?? null} /></div>
      <div className={styles.narrow}><PairList rows={rows} columns={columns} cellOf={cellOf} /></div>
      {canChange && <ChangeBar wishes={wishes} draft={draft} drafts={drafts} address={address} />}
    </>
  );
}

function Legend({ drafted }: { drafted: boolean }) {
  const styles = useStyles();
  return (
    <div className={styles.legend} aria-label="What the marks say" role="group">
      <Caption1>Whoever has the column is kept from getting the row:</Caption1>
      {(['bothWays', 'thisWayOnly', 'wayMissing'] as const).map((state) => <Caption1 key={state}><StateLabel state={state} /></Caption1>)}
      <Caption1 className={styles.swatch}><span className={mergeClasses(styles.box, styles.wished)} />Changed here</Caption1>
      {drafted && <Caption1 className={styles.swatch}><span className={mergeClasses(styles.box, styles.drafted)} />Changed by the draft</Caption1>}
      <Caption1>A number says how many people have both today.</Caption1>
    </div>
  );
}

type GridProps = { draftId: string | null; rows: ApartSubject[]; columns: ApartSubject[]; cellOf: (row: ApartSubject, column: ApartSubject) => Cell };

/** https://www.w3.org/WAI/ARIA/apg/patterns/grid: one stop of the tab key, arrows within, space and enter change. */
function Grid({ rows, columns, cellOf, draftId }: GridProps) {
  const styles = useStyles();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, Math.min(1, columns.length - 1)]);
  const [r, c] = [Math.min(at[0], rows.length - 1), Math.min(at[1], columns.length - 1)];
  const [row, column] = [rows[r], columns[c]];

  const move = (toRow: number, toColumn: number) => {
    const next: [number, number] = [Math.max(0, Math.min(rows.length - 1, toRow)), Math.max(0, Math.min(columns.length - 1, toColumn))];
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join(' ')}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, cell: Cell) => {
    const far = event.ctrlKey || event.metaKey;
    const to: Record<string, [number, number]> = {
      ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1],
      Home: [far ? 0 : r, 0], End: [far ? rows.length - 1 : r, columns.length - 1],
    };
    const next = to[event.key];
    if (next) move(...next);
    else if ((event.key === ' ' || event.key === 'Enter') && cell.toggle) cell.toggle();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className={styles.scroll}>
        <table ref={table} role="grid" aria-label="What is kept apart" className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}><Caption1>Package</Caption1></th>
              {columns.map((each) => (
                <th key={each.id} scope="col" className={mergeClasses(styles.column, each.kind === 'group' && styles.group)} title={`${each.name}, ${each.about}`}>
                  <Caption1 className={styles.columnWords}>{each.name}</Caption1>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((each, rowIndex) => (
              <tr key={each.id}>
                <th scope="row" className={styles.row}><TextLink href={each.drafted ? `/drafts/${draftId ?? ''}/changes/${encodeURIComponent(each.id)}` : `/packages/${each.id}?tab=apart`}>{each.name}</TextLink>{each.drafted && <Caption1 block className={styles.quiet}>{each.about}</Caption1>}</th>
                {columns.map((other, columnIndex) => {
                  const cell = cellOf(each, other);
                  const same = each.id === other.id;
                  const state = same ? null : cellState(cell.apart, other.kind);
                  return (
                    <td
                      key={other.id}
                      role="gridcell"
                      data-cell={`${rowIndex} ${columnIndex}`}
                      tabIndex={rowIndex === r && columnIndex === c ? 0 : -1}
                      aria-label={same ? 'The same package' : cellSays(cell)}
                      className={mergeClasses(styles.cell, cell.toggle !== null && styles.editable, other.kind === 'group' && styles.group, same && styles.same, !same && cell.drafted && styles.drafted, !same && cell.wished && styles.wished)}
                      onClick={() => {
                        setAt([rowIndex, columnIndex]);
                        cell.toggle?.();
                      }}
                      onFocus={() => setAt([rowIndex, columnIndex])}
                      onKeyDown={(event) => onKeyDown(event, cell)}
                    >
                      {!same && (
                        <span className={styles.content} aria-hidden>
                          {state && <Icon name={STATES[state.state].icon} color={STATES[state.state].color} />}
                          {cell.count !== null && cell.count > 0 && <span className={mergeClasses(!state && styles.quiet)}>{`${cell.count.toLocaleString('en-GB')}${cell.more ? '+' : ''}`}</span>}
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {row && column && <SelectedPair cell={cellOf(row, column)} />}
    </>
  );
}

/** A cell for who hears it. */
function cellSays({ row, column, apart, wished, drafted, count, more }: Cell): string {
  const state = cellState(apart, column.kind)?.word ?? 'Not kept apart';
  const clash = count ? `, ${count.toLocaleString('en-GB')}${more ? ' or more' : ''} ${count === 1 && !more ? 'has' : 'have'} both` : '';
  return `${row.name} and ${column.name}: ${state}${clash}${wished ? ', changed here' : drafted ? ', changed by the draft' : ''}`;
}

