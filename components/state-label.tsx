'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Icon } from './icon';
import { STATES } from './states';
import type { StateName } from './states';

const useStyles = makeStyles({
  root: { display: 'inline-flex', verticalAlign: 'top', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalXS, minWidth: 0 },
  icon: { display: 'inline-flex', height: tokens.lineHeightBase300, alignItems: 'center', flexShrink: 0 },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

export type StateLabelProps = {
  state: StateName;
  /** Said instead of the state's own word: `Pilot is running`, `6 on their way`. */
  children?: React.ReactNode;
  /** Only for what the reader holds. */
  strong?: boolean;
};

/** A state as its icon and word; the icon alone is coloured. */
export function StateLabel({ state, children, strong }: StateLabelProps) {
  const styles = useStyles();
  const look = STATES[state];
  return (
    <span className={mergeClasses(styles.root, strong && styles.strong)}>
      <span className={styles.icon}><Icon name={look.icon} color={look.color} /></span>
      <span>{children ?? look.word}</span>
    </span>
  );
}
