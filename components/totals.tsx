'use client';

import { Caption1, Subtitle1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { Icon } from './icon';
import type { IconName } from './icons';
import { useSoftLink } from './soft-link';
import { STATES } from './states';
import type { StateName } from './states';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridAutoFlow: 'column',
    gridAutoColumns: 'minmax(0, 1fr)',
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    borderTop: line,
    borderBottom: line,
    marginBottom: tokens.spacingVerticalS,
    [phone]: { gridAutoFlow: 'row', gridTemplateColumns: '1fr 1fr' },
  },
  item: { borderLeft: line, ':first-child': { borderLeftColor: 'transparent' }, [phone]: { borderLeftColor: 'transparent', borderBottom: line } },
  cell: {
    display: 'block',
    height: '100%',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    borderBottom: `${tokens.strokeWidthThick} solid transparent`,
  },
  link: {
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  chosen: { backgroundColor: tokens.colorSubtleBackgroundSelected, borderBottom: `${tokens.strokeWidthThick} solid ${tokens.colorCompoundBrandStroke}` },
  chosenValue: { color: tokens.colorBrandForeground2 },
  value: { display: 'flex', alignItems: 'baseline', columnGap: tokens.spacingHorizontalXS },
  change: { color: tokens.colorNeutralForeground2 },
  label: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
});

export type Total = {
  key: string;
  value: string | number;
  label: string;
  /** How much more or less than in what it is compared with. */
  change?: number;
  state?: StateName;
  icon?: IconName;
  /** Filters the page by this total; without it the total only says. */
  href?: string;
  chosen?: boolean;
};

function signed(change: number): string {
  return change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${Math.abs(change).toLocaleString('en-GB')}`;
}

/** The totals that matter, each a filter that lives in the address; the first is what the others add up to. */
export function Totals({ totals, label = 'Totals' }: { totals: Total[]; /** What they are called, where a page has several. */ label?: string }) {
  const styles = useStyles();
  const soft = useSoftLink();
  return (
    <ul className={styles.root} aria-label={label}>
      {totals.map((total) => {
        const look = total.state && STATES[total.state];
        const icon = look?.icon ?? total.icon;
        const words = (
          <>
            <Subtitle1 className={mergeClasses(styles.value, total.chosen && styles.chosenValue)}>
              {typeof total.value === 'number' ? total.value.toLocaleString('en-GB') : total.value}
              {total.change !== undefined && <Caption1 className={styles.change}>{signed(total.change)}</Caption1>}
            </Subtitle1>
            <Caption1 className={styles.label}>
              {icon && <Icon name={icon} {...(look ? { color: look.color } : {})} />}
              <span>{total.label}</span>
            </Caption1>
          </>
        );
        return (
          <li key={total.key} className={styles.item}>
            {total.href ? (
              <a
                {...soft(total.href)}
                className={mergeClasses(styles.cell, styles.link, total.chosen && styles.chosen)}
                {...(total.chosen ? { 'aria-current': 'true' as const } : {})}
              >
                {words}
              </a>
            ) : (
              <div className={styles.cell}>{words}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
