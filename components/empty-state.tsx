'use client';

import { Body1Strong, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from './icon';
import type { IconName } from './icons';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'flex-start',
    maxWidth: '640px',
    paddingBlock: tokens.spacingVerticalXL,
  },
  icon: { color: tokens.colorNeutralForeground3, display: 'inline-flex', paddingTop: '2px' },
  why: { margin: 0, marginTop: tokens.spacingVerticalXXS, color: tokens.colorNeutralForeground2 },
  actions: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalM },
});

export type EmptyStateProps = {
  icon?: IconName;
  /** What is not here: `No rollouts yet`. */
  title: string;
  /** Why it is empty, and what would fill it. */
  why: React.ReactNode;
  /** The next step. */
  action?: React.ReactNode;
};

/** A place with nothing in it: why, and the next step. */
export function EmptyState({ icon = 'nothing', title, why, action }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <span className={styles.icon}><Icon name={icon} size={20} /></span>
      <div>
        <Body1Strong>{title}</Body1Strong>
        <p className={styles.why}>{why}</p>
        {action && <div className={styles.actions}>{action}</div>}
      </div>
    </div>
  );
}
