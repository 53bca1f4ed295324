'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from './icon';

const useStyles = makeStyles({
  // Under all of several that lie beside each other.
  root: { width: '100%', gridColumn: '1 / -1', display: 'flex', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalXS, marginBlock: tokens.spacingVerticalXS, color: tokens.colorStatusDangerForeground1 },
});

/** What is wrong with several fields at once, where no single one of them can say it. It takes the focus where none of them does. */
export function FieldError({ id, children }: { id?: string; children: string }) {
  const styles = useStyles();
  return <Caption1 id={id} role="alert" tabIndex={-1} data-wrong="" className={styles.root}><Icon name="failed" /> {children}</Caption1>;
}
