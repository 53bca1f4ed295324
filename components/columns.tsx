'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { narrow } from './breakpoint';

const useStyles = makeStyles({
  root: { display: 'grid', columnGap: tokens.spacingHorizontalXXXL, alignItems: 'start', rowGap: tokens.spacingVerticalXXL, [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  package: { gridTemplateColumns: 'minmax(0, 1fr) 256px' },
  notes: { gridTemplateColumns: 'minmax(0, 1fr) 320px' },
  overview: { gridTemplateColumns: 'minmax(0, 1fr) 344px' },
  side: { minWidth: 0, overflowWrap: 'break-word' },
});

export type ColumnsProps = {
  /** How wide the side column is: 256 for a package, 320 for notes, 344 on the overview. */
  side: 'package' | 'notes' | 'overview';
  children: React.ReactNode;
  aside: React.ReactNode;
};

/** A main column and a side column; the side goes under the main one when the window is narrow. */
export function Columns({ side, children, aside }: ColumnsProps) {
  const styles = useStyles();
  return (
    <div className={mergeClasses(styles.root, styles[side])}>
      <div className={styles.side}>{children}</div>
      <aside className={styles.side}>{aside}</aside>
    </div>
  );
}
