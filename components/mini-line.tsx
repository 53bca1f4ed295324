'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Fragment } from 'react';
import { StationMark } from './station-mark';
import type { StationMarkName } from './station-mark';

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS, height: '12px', minWidth: '80px' },
  track: { flexGrow: 1, height: '2px', backgroundColor: tokens.colorNeutralStroke1 },
  done: { backgroundColor: tokens.colorStatusSuccessForeground1 },
});

export type MiniLineProps = {
  marks: StationMarkName[];
  /** What the line says in words: `phase 2 of 5`. */
  label: string;
};

/** The stations of a rollout in a table row: marks and tracks only. */
export function MiniLine({ marks, label }: MiniLineProps) {
  const styles = useStyles();
  return (
    <div role="img" aria-label={label} className={styles.root}>
      {marks.map((mark, index) => (
        <Fragment key={index}>
          <StationMark mark={mark} small />
          {index < marks.length - 1 && <span className={mergeClasses(styles.track, mark === 'passed' && styles.done)} />}
        </Fragment>
      ))}
    </div>
  );
}
