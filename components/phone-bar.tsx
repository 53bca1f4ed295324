'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { usePathname } from 'next/navigation';
import { phone } from './breakpoint';
import { Icon } from './icon';
import { placeOf } from './places';
import type { Place } from './places';
import { useSoftLink } from './soft-link';

const useStyles = makeStyles({
  root: {
    display: 'none',
    [phone]: {
      display: 'grid',
      gridAutoFlow: 'column',
      gridAutoColumns: '1fr',
      position: 'fixed',
      left: 0,
      right: 0,
      bottom: 0,
      zIndex: 10,
      height: '56px',
      boxSizing: 'content-box',
      paddingBottom: 'env(safe-area-inset-bottom)',
      backgroundColor: tokens.colorNeutralBackground3,
      borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    },
  },
  item: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    rowGap: tokens.spacingVerticalXXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    textDecorationLine: 'none',
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  here: { color: tokens.colorBrandForeground1 },
});

export type PhoneBarProps = { places: Place[]; counts: Record<string, number> };

/** The places at the foot of a phone, 56 px. */
export function PhoneBar({ places, counts }: PhoneBarProps) {
  const styles = useStyles();
  const soft = useSoftLink();
  const here = placeOf(usePathname(), places);
  return (
    <nav aria-label="Places" className={styles.root}>
      {places.map((place) => {
        const count = counts[place.key] ?? 0;
        return (
          <a
            key={place.key}
            {...soft(place.href)}
            className={mergeClasses(styles.item, place === here && styles.here)}
            {...(count > 0 ? { 'aria-label': `${place.label}, ${count} wait` } : {})}
            {...(place === here ? { 'aria-current': 'page' as const } : {})}
          >
            <Icon name={place === here ? place.chosenIcon : place.icon} size={20} />
            <span>{place.short}</span>
          </a>
        );
      })}
    </nav>
  );
}
