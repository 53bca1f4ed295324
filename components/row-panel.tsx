'use client';

import { Avatar, Button, Caption1, Subtitle2, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useId, useRef } from 'react';
import { narrow } from './breakpoint';
import { Icon } from './icon';
import { useGo } from './navigation';
import { useSoftLink } from './soft-link';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  layout: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', alignItems: 'stretch' },
  withPanel: { gridTemplateColumns: 'minmax(0, 1fr) 360px', [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  list: { minWidth: 0 },
  listBeside: { '& table': { tableLayout: 'auto' } },
  panel: {
    boxSizing: 'border-box',
    borderLeft: line,
    borderTop: line,
    padding: `${tokens.spacingVerticalM} 0 ${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL}`,
    minWidth: 0,
    [narrow]: {
      position: 'fixed',
      inset: 0,
      zIndex: 20,
      overflowY: 'auto',
      border: 'none',
      padding: tokens.spacingHorizontalL,
      backgroundColor: tokens.colorNeutralBackground1,
    },
  },
  sticky: { position: 'sticky', top: '60px', maxHeight: 'calc(100vh - 72px)', overflowY: 'auto', [narrow]: { position: 'static', maxHeight: 'none' } },
  head: { display: 'flex', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalM },
  words: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column' },
  detail: { color: tokens.colorNeutralForeground3 },
  ways: { display: 'flex', flexShrink: 0 },
});

export type RowPanelProps = {
  title: string;
  detail?: string;
  /** Initials of a person before the title. */
  person?: boolean;
  /** The list without the panel. */
  closeHref: string;
  previousHref?: string;
  nextHref?: string;
  children: React.ReactNode;
};

/** A list, and at its right the one row that is opened; the row lives in the address. */
export function RowPanelLayout({ children, panel }: { children: React.ReactNode; panel?: React.ReactNode }) {
  const styles = useStyles();
  return (
    <div className={mergeClasses(styles.layout, panel ? styles.withPanel : undefined)}>
      <div className={mergeClasses(styles.list, panel ? styles.listBeside : undefined)}>{children}</div>
      {panel}
    </div>
  );
}

/** The opened row: 360 px beside the list, the whole screen on a phone. Escape closes it. */
export function RowPanel({ title, detail, person, closeHref, previousHref, nextHref, children }: RowPanelProps) {
  const styles = useStyles();
  const titleId = useId();
  const root = useRef<HTMLElement>(null);
  const go = useGo();

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) go(closeHref, { stay: true });
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [closeHref, go]);

  return (
    <section ref={root} aria-labelledby={titleId} className={styles.panel}>
      <div className={styles.sticky}>
        <div className={styles.head}>
          {person && <Avatar name={title} color="neutral" size={36} aria-hidden />}
          <div className={styles.words}>
            <Subtitle2 as="h2" id={titleId}>{title}</Subtitle2>
            {detail && <Caption1 className={styles.detail}>{detail}</Caption1>}
          </div>
          <div className={styles.ways}>
            <Way icon="up" label="Row above" href={previousHref} />
            <Way icon="down" label="Row below" href={nextHref} />
            <Way icon="dismiss" label="Close" href={closeHref} />
          </div>
        </div>
        {children}
      </div>
    </section>
  );
}

function Way({ icon, label, href }: { icon: 'up' | 'down' | 'dismiss'; label: string; href: string | undefined }) {
  const soft = useSoftLink();
  const look = { appearance: 'transparent', size: 'small', icon: <Icon name={icon} size={20} />, 'aria-label': label } as const;
  return href ? <Button as="a" {...soft(href)} {...look} /> : <Button disabled {...look} />;
}
