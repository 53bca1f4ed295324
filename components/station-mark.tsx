'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Icon } from './icon';

const useStyles = makeStyles({
  ring: {
    boxSizing: 'border-box',
    width: '20px',
    height: '20px',
    flexShrink: 0,
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: tokens.borderRadiusCircular,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    '::after': { content: '""', width: '8px', height: '8px', borderRadius: tokens.borderRadiusCircular },
  },
  small: { width: '10px', height: '10px', '::after': { content: '""', width: '4px', height: '4px', borderRadius: tokens.borderRadiusCircular } },
  current: { border: `2px solid ${tokens.colorBrandForeground1}`, '::after': { backgroundColor: tokens.colorBrandForeground1 } },
  held: { border: `2px solid ${tokens.colorPaletteMarigoldForeground2}`, '::after': { backgroundColor: tokens.colorPaletteMarigoldForeground2 } },
  failed: { border: `2px solid ${tokens.colorStatusDangerForeground1}`, '::after': { backgroundColor: tokens.colorStatusDangerForeground1 } },
  passedSmall: { border: `1px solid ${tokens.colorStatusSuccessForeground1}`, backgroundColor: tokens.colorStatusSuccessForeground1 },
  reversed: { border: `1px dashed ${tokens.colorNeutralStrokeAccessible}` },
});

export type StationMarkName = 'passed' | 'current' | 'todo' | 'held' | 'failed' | 'reversed';

/** The circle of a station; the words beside it say the same. */
export function StationMark({ mark, small }: { mark: StationMarkName; small?: boolean }) {
  const styles = useStyles();
  if (mark === 'passed' && !small) return <Icon name="delivered" size={20} color="colorStatusSuccessForeground1" />;
  const look = mark === 'passed' ? styles.passedSmall : mark === 'todo' ? undefined : styles[mark];
  return <span aria-hidden className={mergeClasses(styles.ring, small && styles.small, look)} />;
}
