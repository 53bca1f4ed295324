'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from './age-text';
import { phone } from './breakpoint';
import { Icon } from './icon';
import type { IconName } from './icons';
import { STATES } from './states';
import type { StateName } from './states';

const useStyles = makeStyles({
  root: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: '104px 16px minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'start',
    minHeight: '28px',
    [phone]: { gridTemplateColumns: '16px minmax(0, 1fr)' },
  },
  when: { color: tokens.colorNeutralForeground3, lineHeight: tokens.lineHeightBase300, [phone]: { gridColumn: 2, gridRow: 2, paddingBottom: tokens.spacingVerticalS } },
  mark: {
    alignSelf: 'stretch',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    rowGap: '2px',
    paddingTop: '2px',
    [phone]: { gridColumn: 1, gridRow: '1 / span 2' },
  },
  thread: { flexGrow: 1, width: '1px', minHeight: '6px', backgroundColor: tokens.colorNeutralStroke2 },
  dashed: { width: '12px', height: '12px', margin: '1px', borderRadius: tokens.borderRadiusCircular, border: `1px dashed ${tokens.colorNeutralStrokeAccessible}` },
  text: { [phone]: { gridColumn: 2, gridRow: 1 } },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export type TimelineItem = {
  key: string;
  /** ISO time. */
  at: string;
  state?: StateName;
  icon?: IconName;
  text: React.ReactNode;
  /** Who, which try: quiet, after the text. */
  detail?: string;
};

/** What happened, newest first. */
export function Timeline({ items, label = 'Timeline' }: { items: TimelineItem[]; label?: string }) {
  const styles = useStyles();
  return (
    <ol className={styles.root} aria-label={label}>
      {items.map((item) => {
        const look = item.state && STATES[item.state];
        const icon = look?.icon ?? item.icon;
        return (
          <li key={item.key} className={styles.item}>
            <Caption1 className={styles.when}><AgeText at={item.at} as="moment" /></Caption1>
            <span className={styles.mark} aria-hidden>
              {icon ? <Icon name={icon} {...(look ? { color: look.color } : {})} /> : <span className={styles.dashed} />}
              <span className={styles.thread} />
            </span>
            <span className={styles.text}>
              {item.text}
              {item.detail && <> <Caption1 className={styles.quiet}>{item.detail}</Caption1></>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
