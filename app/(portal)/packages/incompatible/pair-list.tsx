'use client';

import { Body1, Caption1, Field, Select, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { ApartSubject } from '@/lib/authoring/incompatibility';
import { apartSentence } from '@/lib/authoring/incompatibility';
import { bothHref } from './address';
import { cellState } from './cell-words';
import type { Cell } from './matrix';
import { PairButtons } from './selected-pair';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, marginTop: tokens.spacingVerticalM, padding: 0, borderTop: line },
  item: { paddingBlock: tokens.spacingVerticalM, borderBottom: line, overflowWrap: 'anywhere' },
  head: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalM },
  changed: { borderLeft: `${tokens.strokeWidthThickest} solid ${tokens.colorBrandStroke1}`, paddingLeft: tokens.spacingHorizontalS },
  quiet: { display: 'block', color: tokens.colorNeutralForeground2 },
});

/** The matrix on a phone: one package, and how each of the others stands to it. */
export function PairList({ rows, columns, cellOf }: { rows: ApartSubject[]; columns: ApartSubject[]; cellOf: (row: ApartSubject, column: ApartSubject) => Cell }) {
  const styles = useStyles();
  const [chosen, setChosen] = useState(rows[0]?.id ?? '');
  const row = rows.find(({ id }) => id === chosen) ?? rows[0];
  if (!row) return null;
  return (
    <>
      <Field label="Package"><Select value={row.id} onChange={(_, { value }) => setChosen(value)}>{rows.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}</Select></Field>
      <ul className={styles.list} aria-label={`What ${row.name} is kept apart from`}>
        {columns.filter(({ id }) => id !== row.id).map((column) => {
          const cell = cellOf(row, column);
          const state = cellState(cell.apart, column.kind);
          const { packageId, kind, otherId } = cell.direction;
          return (
            <li key={column.id} className={styles.item}>
              <div className={cell.wished || cell.drafted ? styles.changed : undefined}>
                <span className={styles.head}><Body1>{column.name}</Body1>{state ? <StateLabel state={state.state}>{state.word}</StateLabel> : <Caption1>Not kept apart</Caption1>}</span>
                <Caption1 className={styles.quiet}>{apartSentence(cell.apart, row.name, column.kind, column.name)}</Caption1>
                <Caption1 className={styles.quiet}>{cell.clash} {cell.count !== null && cell.count > 0 && <TextLink href={bothHref(packageId, kind, otherId)} label={`See who has both ${row.name} and ${column.name}`}>See who</TextLink>}</Caption1>
                {cell.wished && <Caption1 className={styles.quiet}>Changed here, in no draft yet</Caption1>}
                <PairButtons cell={cell} />
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
