'use client';

import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({ root: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL, minWidth: 0 } });

/** Sections one under another with the same space between, whichever of them are there. */
export function PanelColumn({ children }: { children: React.ReactNode }) {
  const styles = useStyles();
  return <div className={styles.root}>{children}</div>;
}
