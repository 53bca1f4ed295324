'use client';

import { CounterBadge, Nav, NavItem, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { usePathname } from 'next/navigation';
import { phone } from './breakpoint';
import { Icon } from './icon';
import { SETTINGS, placeOf } from './places';
import type { Place } from './places';
import { useSoftLink } from './soft-link';

const useStyles = makeStyles({
  root: {
    position: 'sticky',
    top: '48px',
    flexShrink: 0,
    boxSizing: 'border-box',
    width: '216px',
    height: 'calc(100vh - 48px)',
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRight: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    [phone]: { display: 'none' },
  },
  nav: { flexGrow: 1, display: 'flex', flexDirection: 'column', width: '100%', paddingBlock: tokens.spacingVerticalS, boxSizing: 'border-box', overflowY: 'auto' },
  item: {
    backgroundColor: 'transparent',
    height: '30px',
    boxSizing: 'border-box',
    paddingBlock: 0,
    paddingLeft: '14px',
    paddingRight: tokens.spacingHorizontalS,
    // The longest name is wider where one is at it, and keeps off the edge then too.
    columnGap: tokens.spacingHorizontalS,
    alignItems: 'center',
    flexShrink: 0,
    borderRadius: 0,
  },
  // Beside a wide typeface the longest name takes the room of the padding, never a second line.
  label: { flexGrow: 1, whiteSpace: 'nowrap' },
  foot: { marginTop: 'auto' },
});

export type RailProps = { places: Place[]; hasSettings: boolean; counts: Record<string, number> };

/** The places at the left; Settings at the foot. */
export function Rail({ places, hasSettings, counts }: RailProps) {
  const styles = useStyles();
  const path = usePathname();
  const here = placeOf(path, hasSettings ? [...places, SETTINGS] : places);
  return (
    // Fluent’s Nav is no landmark by itself.
    <nav aria-label="Places" className={styles.root}>
      <Nav className={styles.nav} selectedValue={here?.key ?? ''} density="small">
        {places.map((place) => <RailItem key={place.key} place={place} here={place === here} count={counts[place.key] ?? 0} />)}
        {hasSettings && <RailItem place={SETTINGS} here={here === SETTINGS} count={0} foot />}
      </Nav>
    </nav>
  );
}

function RailItem({ place, here, count, foot }: { place: Place; here: boolean; count: number; foot?: boolean }) {
  const styles = useStyles();
  const soft = useSoftLink();
  return (
    <NavItem
      {...soft(place.href)}
      value={place.key}
      className={mergeClasses(styles.item, foot && styles.foot)}
      icon={<Icon name={here ? place.chosenIcon : place.icon} size={20} />}
      {...(here ? { 'aria-current': 'page' as const } : {})}
    >
      <span className={styles.label}>{place.label}</span>
      {count > 0 && <CounterBadge count={count} size="small" color="informative" appearance="filled" />}
    </NavItem>
  );
}
