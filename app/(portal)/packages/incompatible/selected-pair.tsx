'use client';

import { Body1Strong, Button, makeStyles, tokens } from '@fluentui/react-components';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { apartSentence, reversed } from '@/lib/authoring/incompatibility';
import { bothHref } from './address';
import { cellState, toggleWords } from './cell-words';
import type { Cell } from './matrix';

const useStyles = makeStyles({
  root: { minHeight: '88px', paddingBlock: tokens.spacingVerticalS, maxWidth: '820px' },
  words: { margin: 0, marginTop: tokens.spacingVerticalXXS, color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalS },
});

/** The cell one stands on, in sentences: how the two stand to each other, who has both, and what can be done. */
export function SelectedPair({ cell }: { cell: Cell }) {
  const styles = useStyles();
  const { row, column, apart, clash, count, direction } = cell;
  if (row.id === column.id) return <div className={styles.root}><Body1Strong>{row.name}</Body1Strong><p className={styles.words}>A package is not kept apart from itself.</p></div>;
  const state = cellState(apart, column.kind);
  return (
    <section className={styles.root} aria-label="The chosen pair" aria-live="polite">
      <Body1Strong>{`${row.name} and ${column.name}`}</Body1Strong> {state && <StateLabel state={state.state}>{state.word}</StateLabel>}
      <p className={styles.words}>{apartSentence(apart, row.name, column.kind, column.name)} {clash} {count !== null && count > 0 && <TextLink href={bothHref(direction.packageId, direction.kind, direction.otherId)} label={`See who has both ${row.name} and ${column.name}`}>See who</TextLink>}</p>
      <PairButtons cell={cell} />
    </section>
  );
}

/** What can be done about a pair. One direction alone is a fault, so it is completed or taken away, and never made. */
export function PairButtons({ cell }: { cell: Cell }) {
  const styles = useStyles();
  const { row, column, apart, direction, toggle, wish } = cell;
  if (!toggle) return null;
  const back = reversed(direction);
  const lone = apart === 'named' || apart === 'naming';
  return (
    <div className={styles.buttons}>
      <Button size="small" onClick={toggle} aria-label={`${toggleWords(apart)}: ${row.name} and ${column.name}`}>{toggleWords(apart)}</Button>
      {lone && back && <Button size="small" appearance="subtle" onClick={() => wish([{ ...direction, apart: false }, { ...back, apart: false }])} aria-label={`Do not keep apart: ${row.name} and ${column.name}`}>Do not keep apart</Button>}
    </div>
  );
}
