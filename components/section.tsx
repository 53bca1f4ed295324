'use client';

import { Caption1, Subtitle2, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { phone } from './breakpoint';

const useStyles = makeStyles({
  root: { marginBottom: tokens.spacingVerticalXXL, minWidth: 0 },
  flush: { marginBottom: 0 },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    minHeight: '24px',
    marginBottom: tokens.spacingVerticalS,
  },
  title: { display: 'flex', alignItems: 'baseline', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, minWidth: 0 },
  // A name without a break in it would take the page with it.
  name: { minWidth: 0, overflowWrap: 'anywhere' },
  caption: { color: tokens.colorNeutralForeground3 },
  actions: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, [phone]: { '& > a': { display: 'inline-flex', alignItems: 'center', minHeight: '40px' } } },
});

export type SectionProps = {
  title: string;
  /** How many, since when: quiet, beside the title. */
  caption?: React.ReactNode;
  /** Small buttons or links at the right of the title. */
  actions?: React.ReactNode;
  /** No space under it: the last thing in its column. */
  flush?: boolean;
  id?: string;
  children: React.ReactNode;
};

/** A part of a page under its own heading. */
export function Section({ title, caption, actions, flush, id, children }: SectionProps) {
  const styles = useStyles();
  const headingId = useId();
  return (
    <section id={id} aria-labelledby={headingId} className={mergeClasses(styles.root, flush && styles.flush)}>
      <div className={styles.head}>
        <div className={styles.title}>
          <Subtitle2 as="h2" id={headingId} className={styles.name}>{title}</Subtitle2>
          {caption && <Caption1 className={styles.caption}>{caption}</Caption1>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
