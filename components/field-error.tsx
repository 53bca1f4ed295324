'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from './icon';

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalXS, marginBlock: tokens.spacingVerticalXS, color: tokens.colorStatusDangerForeground1 },
});

/** What is wrong with several fields at once, where no single one of them can say it. */
export function FieldError({ id, children }: { id?: string; children: string }) {
  const styles = useStyles();
  return <Caption1 id={id} role="alert" className={styles.root}><Icon name="failed" /> {children}</Caption1>;
}
